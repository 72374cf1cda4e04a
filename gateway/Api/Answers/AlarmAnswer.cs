using AIoT.Embedded.Gateway.Alarms;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>An alarm with what was done to it.</summary>
/// <param name="Faults">What a verdict may name.</param>
public sealed record AlarmAnswer(AlarmRow Alarm, IReadOnlyList<AlarmOperation> Operations, IReadOnlyList<string> Faults);
