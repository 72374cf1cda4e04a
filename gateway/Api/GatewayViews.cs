using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>What the API shows, made from what the rooms hold.</summary>
public sealed class GatewayViews(AssetCatalog catalog, FusionWorker fusion, StreamTable streams, ReadingStore readings, IWireCodec codec, DeviceRegistry standings, TimeProvider time)
{
    private static readonly string[] BoardStates = ["unknown", "normal", "warning", "alarm"];
    private readonly Lock _codecGate = new();

    public IReadOnlyList<MachineView> Machines() =>
        fusion.Look((machines, live) => catalog.Machines.Select(asset => Machine(machines[asset.Id], live)).ToList());

    public MachineView? Machine(string id) =>
        fusion.Look((machines, live) => machines.TryGetValue(id, out MachineFusion? machine) ? Machine(machine, live) : null);

    public IReadOnlyList<DeviceView> Devices()
    {
        Dictionary<string, BoardHealth> health = Health();
        ILookup<string, StreamStatus> byDevice = streams.Snapshot().ToLookup(stream => stream.Device);
        ILookup<string, int> strangers = fusion.Strangers().Keys.ToLookup(key => key.Device, key => key.Sensor);
        IEnumerable<string> known = catalog.Machines.SelectMany(machine => machine.Sensors).Select(sensor => sensor.Device);
        return [.. known.Union(byDevice.Select(group => group.Key)).Union(health.Keys).Union(standings.All().Select(entry => entry.Key)).Order().Select(device => Device(device, [.. byDevice[device]], health.GetValueOrDefault(device), strangers[device].Order()))];
    }

    private static IReadOnlyList<string> FlagNames(ReadingFlags flags) => [.. ReadingQuality.Of(flags).Select(part => part.Reason)];

    private MachineView Machine(MachineFusion machine, IReadOnlyDictionary<string, LiveReading> live)
    {
        MachineFigures now = MachineFigures.Of(machine, time.GetUtcNow().ToUnixTimeMilliseconds());
        MachineMemory memory = machine.Memory;
        bool alarmed = memory.FirstAlarmMs >= 0;
        return new MachineView(
            machine.Asset.Id,
            machine.Asset.Name,
            machine.Asset.Kind,
            machine.Asset.Place,
            machine.Asset.Path,
            machine.Asset.Criticality,
            now.State,
            memory.ConditionSinceMs / 1000.0,
            memory.ConditionSinceUtcMs,
            now.Health,
            now.Parts,
            now.Fault,
            now.Class,
            now.ClassSensor,
            now.Classes,
            now.Velocity,
            now.VelocitySensor,
            now.Zone,
            machine.Asset.Iso,
            now.Drift,
            machine.Current.Confidence,
            Words(machine, now),
            TrustNotice.Of(machine.Asset, standings.Of, machine.Settings.Unattested),
            memory.ClockMs / 1000.0,
            memory.Windows,
            memory.Alarms,
            alarmed ? memory.FirstAlarmMs / 1000.0 : null,
            alarmed ? memory.FirstAlarmUtcMs : null,
            memory.FirstReceivedMs,
            memory.LastReceivedMs,
            now.LastHealth,
            now.LastHealthUtcMs,
            now.SilentMs / 1000.0,
            [.. machine.Asset.Sensors.Select(sensor => Sensor(machine, sensor, live.GetValueOrDefault(sensor.Id)))]);
    }

    private static string Words(MachineFusion machine, MachineFigures now) =>
        machine.Memory.Windows == 0 ? "no reading yet"
        : now.SilentMs is null ? Explanation.Of(machine)
        : $"no reading from any of its sensors for some time; the last ones said: {Explanation.Of(machine)}";

    private SensorView Sensor(MachineFusion machine, SensorAsset sensor, LiveReading? live)
    {
        SensorEvidence evidence = machine.Memory.Sensors.GetValueOrDefault(sensor.Id) ?? new SensorEvidence();
        ScoreModel model = catalog.ModelOf(evidence.Model);
        SensorWeight weight = machine.Current.Weights[sensor.Id];
        return new SensorView(
            sensor.Id,
            sensor.Device,
            sensor.Index,
            sensor.Position,
            weight.Weight,
            weight.Parts,
            Math.Max(0, evidence.SmoothVelocity),
            evidence.Streak,
            evidence.Windows,
            evidence.Late,
            evidence.Spoilt,
            evidence.Model,
            model.Name,
            new Dictionary<string, double>(evidence.Board),
            new Dictionary<string, double>(evidence.Ensemble),
            [.. model.Normal],
            live is null ? null : Window(live, model));
    }

    private static WindowView Window(LiveReading live, ScoreModel model)
    {
        SensorReading reading = live.Reading;
        return new WindowView(
            reading.Seq,
            live.ReceivedMs,
            reading.UptimeMs,
            FlagNames(reading.Flags),
            reading.Features,
            model.Features,
            [.. reading.Scores.Select(score => score / 32768.0)],
            BoardStates[Math.Clamp(reading.State, 0, 3)],
            reading.RateHz,
            reading.ShaftSpeedMilliHz / 1000.0,
            reading.Velocity,
            reading.AccelerationRms / 1e6,
            reading.Peak / 1e6,
            reading.Crest / 256.0,
            reading.Kurtosis / 256.0);
    }

    private DeviceView Device(string device, IReadOnlyList<StreamStatus> epochs, BoardHealth? health, IEnumerable<int> strangers)
    {
        StreamStatus? newest = epochs.OrderByDescending(stream => stream.LastReceivedMs).FirstOrDefault();
        bool same = health is not null && (newest is null || health.Epoch == newest.Epoch);
        long acked = newest?.Cursor ?? 0;
        long highest = Math.Max(newest?.LastSeq ?? 0, same ? health!.Produced : 0);
        List<(MachineAsset Machine, SensorAsset Sensor)> places = [.. catalog.Machines.SelectMany(machine => machine.Sensors.Where(sensor => sensor.Device == device).Select(sensor => (machine, sensor)))];
        string model = fusion.Look((machines, _) => places.Select(place => machines[place.Machine.Id].Memory.Sensors.GetValueOrDefault(place.Sensor.Id)?.Model).FirstOrDefault(id => !string.IsNullOrEmpty(id))) ?? "";
        return new DeviceView(
            device,
            epochs.Select(stream => stream.LastReceivedMs).DefaultIfEmpty(0).Max(),
            newest?.Epoch ?? health?.Epoch ?? 0,
            newest?.LastSeq ?? 0,
            acked,
            same ? health!.Produced : null,
            Math.Max(0, highest - acked),
            newest?.Missing ?? 0,
            epochs.Sum(stream => stream.Committed),
            epochs.Sum(stream => stream.Duplicates),
            health?.Firmware ?? "",
            health?.Boot ?? 0,
            health?.UptimeMs ?? 0,
            health?.Refused ?? 0,
            health?.Errors ?? 0,
            health?.FreeBytes ?? 0,
            model,
            model.Length > 0 ? catalog.ModelOf(model).Name : "",
            [.. places.Select(place => place.Machine.Id).Distinct()],
            [.. places.Select(place => place.Sensor.Id)],
            [.. strangers],
            standings.Of(device));
    }

    private Dictionary<string, BoardHealth> Health()
    {
        Dictionary<string, BoardHealth> all = [];
        lock (_codecGate)
        {
            foreach ((string device, (long _, byte[] payload)) in readings.LoadHealth())
            {
                if (codec.TryReadHealth(payload, out BoardHealth health, out _))
                {
                    all[device] = health;
                }
            }
        }

        return all;
    }
}
