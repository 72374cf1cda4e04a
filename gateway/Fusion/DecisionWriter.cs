using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Explanations;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>Puts a machine's evidence into a decision record.</summary>
public static class DecisionWriter
{
    /// <param name="version">2 writes what gateways before version 3 of the record wrote, for their replay.</param>
    public static DecisionRecord Write(MachineFusion fusion, AssetCatalog catalog, MachineCondition before, long utcMs, int version = DecisionRecord.Newest)
    {
        Assessment now = fusion.Current;
        MachineMemory memory = fusion.Memory;
        (string cause, string sensor) = CauseOf(fusion);
        bool known = version < 3 || now.IsKnown;
        return new DecisionRecord
        {
            Version = version,
            Machine = fusion.Asset.Id,
            Kind = before == memory.Condition ? "periodic" : "state",
            AtSeconds = memory.ClockMs / 1000.0,
            UtcMs = utcMs,
            From = before,
            To = memory.Condition,
            Explanation = Explanation.Of(fusion, version),
            Cause = cause,
            CauseSensor = sensor,
            Fault = known ? now.Fault : null,
            Class = known ? now.Class : "",
            Sensor = known ? now.ClassSensor : "",
            Velocity = known ? now.Velocity : null,
            Zone = known ? now.Zone : null,
            Limits = fusion.Asset.Iso,
            Drift = known ? now.Drift : null,
            Health = known ? now.Health : null,
            Parts = known ? now.Parts : null,
            Classes = known ? now.Classes : new Dictionary<string, double>(),
            Weights = now.Weights,
            Thresholds = fusion.Settings,
            Inputs = [.. Used(fusion).Where(used => used.Evidence.SinceCount > 0).Select(used => new DecisionInput(
                used.Sensor.Id, used.Sensor.Device, used.Evidence.Epoch, used.Evidence.SinceSeq, used.Evidence.Seq, used.Evidence.SinceCount, used.Evidence.SinceHash))],
            Trust = [.. Used(fusion).Where(used => used.Evidence.Trust is not null).Select(used => new DecisionTrust(
                used.Sensor.Id, used.Sensor.Device, used.Evidence.Trust!.Standing, used.Evidence.Trust.AttestationResultId, used.Evidence.Trust.Reason)
            {
                Was = version >= 3 && fusion.StandingsBefore.TryGetValue(used.Sensor.Id, out DeviceStanding was) ? was : null,
            })],
            Models = [.. Used(fusion).Select(used => new DecisionModel(used.Sensor.Id, used.Evidence.Model, catalog.ModelOf(used.Evidence.Model).Name))],
            Ensemble = fusion.EnsembleId,
            EnsembleBefore = version >= 3 ? fusion.ModelBefore : null,
            Attributions = known ? FusionExplainer.Explain(fusion) : [],
            Previous = "",
        };
    }

    /// <summary>What calls for the state that the machine has: the evidence that is worst by its own thresholds.</summary>
    public static (string Cause, string Sensor) CauseOf(MachineFusion fusion)
    {
        Assessment now = fusion.Current;
        if (fusion.Memory.Condition < MachineCondition.Warning)
        {
            return ("", "");
        }

        bool alarm = fusion.Memory.Condition == MachineCondition.Alarm;
        if (now.Class.Length > 0 && now.Fault >= (alarm ? fusion.Settings.AlarmOff : fusion.Settings.WarningOn))
        {
            return (now.Class, now.ClassSensor);
        }

        if (now.Zone == 'D' || (now.Zone == 'C' && !alarm))
        {
            return ("vibration", now.VelocitySensor);
        }

        return fusion.Memory.Drifting && now.Fault < fusion.Settings.WarningOff ? ("drift", now.DriftSensor) : (now.Class, now.ClassSensor);
    }

    private static IEnumerable<(SensorAsset Sensor, SensorEvidence Evidence)> Used(MachineFusion fusion) =>
        fusion.Asset.Sensors.Where(sensor => fusion.Memory.Sensors.ContainsKey(sensor.Id)).Select(sensor => (sensor, fusion.Memory.Sensors[sensor.Id]));
}
