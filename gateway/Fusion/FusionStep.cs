using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Ingest;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>One reading of a machine, up to the record that it makes due: the same for live fusion and for a replay.</summary>
public static class FusionStep
{
    /// <param name="version">Of the record, for replays of older ones.</param>
    /// <returns>The state before the reading; and the decision record that it makes due, or null.</returns>
    public static (MachineCondition Before, DecisionRecord? Record) Take(MachineFusion machine, AssetCatalog catalog, SensorAsset sensor, SensorReading reading, byte[] payload, long receivedMs, int version = DecisionRecord.Newest)
    {
        MachineCondition before = machine.Take(sensor, reading, payload, receivedMs);
        MachineMemory memory = machine.Memory;

        // A standing or a model that changes makes a record at that reading: all readings before it, since the last record, went by what was before.
        bool due = (memory.Recorded && (memory.TrustMoved || memory.ClockMs - memory.LastRecordMs >= catalog.Fusion.RecordSeconds * 1000))
            || (version >= 3 && (machine.StandingsBefore.Count > 0 || machine.ModelBefore is not null));
        if (memory.Condition == before && !due)
        {
            return (before, null);
        }

        DecisionRecord record = DecisionWriter.Write(machine, catalog, before, receivedMs, version);
        machine.Recorded();
        return (before, record);
    }
}
