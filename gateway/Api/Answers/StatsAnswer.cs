using AIoT.Embedded.Gateway.Ensemble;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Timing;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>Counters by process and by stream.</summary>
/// <param name="SinceStart">Of this process.</param>
/// <param name="Waiting">Messages that wait for the disk.</param>
/// <param name="Phases">How long the steps of a commit take; those that have happened.</param>
/// <param name="Retired">Readings taken off the disk by retention.</param>
/// <param name="Store">What is on the disk; null where no audit was asked for.</param>
public sealed record StatsAnswer(
    IngestCounters SinceStart,
    int Waiting,
    long Committed,
    long Duplicates,
    long Missing,
    long Elsewhere,
    IReadOnlyList<PhaseStatus> Phases,
    GarbageFigures Gc,
    StorageStatus Storage,
    long Retired,
    long Fused,
    long NotYetFused,
    EnsembleStatus Ensemble,
    IReadOnlyList<StrangerSensor> Strangers,
    IReadOnlyList<DeviceStreams> Devices,
    IReadOnlyList<MachineInShort> Machines,
    StoreAudit? Store);
