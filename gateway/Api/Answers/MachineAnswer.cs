using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>A machine with its history.</summary>
public sealed record MachineAnswer(MachineView Machine, TrendColumns Trend, IReadOnlyList<AlarmRow> Alarms, IReadOnlyList<ZoneOutlook> Outlook);
