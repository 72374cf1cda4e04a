using System.Globalization;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Fusion;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>The sentence that a technician reads.</summary>
public static class Explanation
{
    /// <param name="version">Of the record that it is for.</param>
    public static string Of(MachineFusion fusion, int version = DecisionRecord.Newest)
    {
        Assessment now = fusion.Current;
        MachineMemory memory = fusion.Memory;
        List<string> parts = [];
        if (version >= 3 && !now.IsKnown)
        {
            parts.Add(memory.Condition >= MachineCondition.Warning ? "no sensor to judge by: the state stays until there is one" : "no sensor to judge by");
        }
        else if (now.Class.Length > 0 && now.Fault >= fusion.Settings.WarningOff)
        {
            int streak = memory.Sensors.TryGetValue(now.ClassSensor, out SensorEvidence? evidence) ? evidence.Streak : 0;
            string run = streak > 1 ? $" for {streak} windows" : "";
            parts.Add($"{FaultNames.InWords(now.Class)} score {Number(now.Classes[now.Class], "0.00")} on {now.ClassSensor}{run}");
        }
        else
        {
            parts.Add($"no fault seen (evidence {Number(now.Fault, "0.00")})");
        }

        if (now.VelocitySensor.Length > 0)
        {
            parts.Add($"velocity {Number(now.Velocity, "0.0")} mm/s (zone {now.Zone}, {Zone(now.Zone)})");
        }

        if (memory.Drifting && memory.Sensors.TryGetValue(now.DriftSensor, out SensorEvidence? drifting))
        {
            parts.Add($"velocity on {now.DriftSensor} has drifted up from its usual {Number(drifting.Baseline.Level, "0.0")} mm/s");
        }

        foreach ((string sensor, SensorWeight weight) in now.Weights.Where(entry => entry.Value.Weight < 1))
        {
            parts.Add($"{sensor} weighs {Number(weight.Weight, "0.00")}: {string.Join(", ", weight.Parts.Select(part => part.Reason))}");
        }

        return string.Join("; ", parts);
    }

    private static string Zone(char zone) => zone switch
    {
        'A' => "as new",
        'B' => "fit for long running",
        'C' => "not for long running",
        _ => "damage likely",
    };

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
