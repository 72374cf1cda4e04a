using System.Text.Json;
using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Ensemble;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Retention;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>A machine with its history.</summary>
public sealed record MachineAnswer(MachineView Machine, TrendColumns Trend, IReadOnlyList<AlarmRow> Alarms, IReadOnlyList<ZoneOutlook> Outlook);

/// <summary>A trend, a column a figure, oldest first.</summary>
/// <param name="AtS">Machine time.</param>
/// <param name="UtcMs">When the gateway had it.</param>
/// <param name="State">0 unknown, 1 normal, 2 warning, 3 alarm.</param>
public sealed record TrendColumns(IEnumerable<double> AtS, IEnumerable<long> UtcMs, IEnumerable<double> Health, IEnumerable<double> Velocity, IEnumerable<double> Fault, IEnumerable<int> State);

/// <summary>What going through the whole ledger found.</summary>
/// <param name="FirstBroken">The first record concerned; 0: none.</param>
public sealed record LedgerCheck(long Records, long Retired, long FirstBroken, string Reason, bool Ok);

/// <summary>A message kept aside.</summary>
/// <param name="Payload">Hex; the first 2048 bytes.</param>
public sealed record PoisonView(long ReceivedMs, string Topic, string Reason, string Payload);

/// <summary>How the gateway does; to whoever has no key the status alone.</summary>
/// <param name="Status"><c>ok</c>, <c>no broker</c>, <c>disk full</c> or <c>disk failing</c>.</param>
public sealed record HealthAnswer(string Status, bool? Broker = null, StorageStatus? Storage = null, int? Waiting = null);

/// <summary>Whose page this is.</summary>
/// <param name="Role"><c>none</c>, <c>viewer</c>, <c>technician</c> or <c>admin</c>.</param>
public sealed record SessionAnswer(string Role);

/// <summary>An alarm with what was done to it.</summary>
/// <param name="Faults">What a verdict may name.</param>
public sealed record AlarmAnswer(AlarmRow Alarm, IReadOnlyList<AlarmOperation> Operations, IReadOnlyList<string> Faults);

/// <summary>What hides a machine's alarms.</summary>
public sealed record OutOfServiceAnswer(string Machine, JsonElement? Covers);

/// <summary>Counters by process and by stream.</summary>
/// <param name="SinceStart">Of this process.</param>
/// <param name="Waiting">Messages that wait for the disk.</param>
/// <param name="Phases">How long the steps of a commit take.</param>
/// <param name="Gc">What collecting garbage costs.</param>
public sealed record StatsAnswer(
    IngestCounters SinceStart, int Waiting, long Committed, long Duplicates, long Missing, long Elsewhere, StorageStatus Storage, long Retired, long Fused, long NotYetFused, EnsembleStatus Ensemble,
    IReadOnlyList<JsonElement> Phases, JsonElement Gc, IReadOnlyList<JsonElement> Strangers, IReadOnlyList<JsonElement> Devices, IReadOnlyList<JsonElement> Machines, JsonElement? Store);
