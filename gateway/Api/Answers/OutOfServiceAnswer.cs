using AIoT.Embedded.Gateway.Alarms;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>What hides a machine's alarms.</summary>
/// <param name="Covers">Null: nothing does.</param>
public sealed record OutOfServiceAnswer(string Machine, AlarmCover? Covers);
