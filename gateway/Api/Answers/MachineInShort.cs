using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>A machine in short.</summary>
/// <param name="Notice">Why it can raise no alarm; empty: it can.</param>
/// <param name="Health">Null: no sensor stands behind a figure now.</param>
public sealed record MachineInShort(string Id, double? Health, MachineCondition State, int Alarms, double? FirstAlarmS, long? FirstAlarmUtcMs, double ClockS, long Windows, string Notice);
