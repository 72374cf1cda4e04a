using AIoT.Embedded.Gateway.Devices;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>A board as the API shows it.</summary>
/// <param name="Seq">Highest number on disk in the newest epoch.</param>
/// <param name="Acked">The cursor: everything up to it is on disk.</param>
/// <param name="Produced">Last number given out, by the board's own word; null: it has not spoken.</param>
/// <param name="Backlog">Produced or seen, and not acknowledged.</param>
/// <param name="Sensors">Ids of the sensors that machines name.</param>
/// <param name="Strangers">Indexes of sensors that have sent since the gateway started and that no machine names.</param>
/// <param name="Trust">How it stands; more under /devices/{id}/standing.</param>
public sealed record DeviceView(
    string Id,
    long LastSeenUtcMs,
    long Epoch,
    long Seq,
    long Acked,
    long? Produced,
    long Backlog,
    long Missing,
    long Committed,
    long Duplicates,
    string Firmware,
    long Boot,
    long UptimeMs,
    long Refused,
    long Errors,
    long FreeBytes,
    string Model,
    string ModelName,
    IReadOnlyList<string> Machines,
    IReadOnlyList<string> Sensors,
    IReadOnlyList<int> Strangers,
    DeviceTrust Trust);
