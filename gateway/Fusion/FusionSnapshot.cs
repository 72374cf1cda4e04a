using System.Text.Json;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What fusion remembers of a machine right behind a record.</summary>
/// <param name="Reading">Id of the reading that made the record due.</param>
public sealed record FusionSnapshot(long Reading, string State)
{
    /// <summary>Machine time between snapshots at periodic records; a change of state always takes one.</summary>
    private const long IntervalMs = 10 * 60 * 1000;

    /// <returns>Null: the last one is fresh enough.</returns>
    public static FusionSnapshot? Of(MachineMemory memory, bool changed, long reading)
    {
        if (!changed && memory.ClockMs - memory.LastSnapshotMs < IntervalMs)
        {
            return null;
        }

        memory.LastSnapshotMs = memory.ClockMs;
        return new FusionSnapshot(reading, JsonSerializer.Serialize(memory, GatewayJson.Options));
    }
}
