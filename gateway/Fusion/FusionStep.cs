using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Ingest;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>One reading of a machine, up to the record that it makes due: the same for live fusion and for a replay.</summary>
public static class FusionStep
{
    /// <returns>The state before the reading; and the decision record that it makes due, or null.</returns>
    public static (MachineCondition Before, DecisionRecord? Record) Take(MachineFusion machine, AssetCatalog catalog, SensorAsset sensor, SensorReading reading, byte[] payload, long receivedMs)
    {
        MachineCondition before = machine.Take(sensor, reading, payload, receivedMs);
        MachineMemory memory = machine.Memory;

        // Between two records every board stood as the later one says.
        bool due = memory.Recorded && (memory.TrustMoved || memory.ClockMs - memory.LastRecordMs >= catalog.Fusion.RecordSeconds * 1000);
        if (memory.Condition == before && !due)
        {
            return (before, null);
        }

        DecisionRecord record = DecisionWriter.Write(machine, catalog, before, receivedMs);
        machine.Recorded();
        return (before, record);
    }
}
