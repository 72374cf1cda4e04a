using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Ensemble;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Models;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A machine that is told what its sensors measure, one window every half second.</summary>
public sealed class FusionScript
{
    private static readonly ScoreModel Model = new("", "bearing faults", Readings.Classes, new HashSet<string> { "normal" }, 1, 0, []);
    private readonly Dictionary<string, long> _seq = [];
    private readonly IEnsemble? _ensemble;
    private readonly IDeviceStandings? _standings;
    private long _receivedMs = 1_700_000_000_000;

    public FusionScript(FusionSettings? settings = null, IFeatureScorer? ensemble = null, MachineMemory? memory = null, bool latch = false, SpeedAsset? speed = null, IDeviceStandings? standings = null, params string[] sensors)
    {
        string[] ids = sensors.Length == 0 ? ["fan-1"] : sensors;
        Asset = new MachineAsset("fan", "Fan", "fan", Criticality.Medium, new IsoLimits(2, "rigid", 1.4, 2.8, 4.5, "test"), [.. ids.Select((id, i) => new SensorAsset(id, id, 0, ""))]) { LatchAlarms = latch, Speed = speed };
        Catalog = new AssetCatalog([Asset], [Model], settings ?? new FusionSettings());
        _ensemble = ensemble is null ? null : new SingleModel(ensemble);
        _standings = standings;
        Machine = new MachineFusion(Asset, Catalog, memory ?? new MachineMemory(), _ensemble, standings);
    }

    public MachineAsset Asset { get; }

    public AssetCatalog Catalog { get; }

    public MachineFusion Machine { get; private set; }

    public MachineCondition Condition => Machine.Memory.Condition;

    /// <summary>Raised when the state has changed, with the one before.</summary>
    public event Action<MachineCondition>? Changed;

    /// <summary>States taken, in order.</summary>
    public List<MachineCondition> Taken { get; } = [];

    public FusionScript Windows(int count, double outer = 0.02, double velocity = 1.0, ReadingFlags flags = ReadingFlags.None, int sensor = 0)
    {
        for (int i = 0; i < count; i++)
        {
            Window(outer, velocity, flags, sensor);
        }

        return this;
    }

    public void Window(double outer = 0.02, double velocity = 1.0, ReadingFlags flags = ReadingFlags.None, int sensor = 0, long? seq = null, long boot = 1, long? uptimeMs = null)
    {
        SensorAsset asset = Asset.Sensors[sensor];
        long number = seq ?? _seq.GetValueOrDefault(asset.Id) + 1;
        _seq[asset.Id] = number;
        _receivedMs += 500;
        var reading = new SensorReading
        {
            Epoch = 7,
            Seq = number,
            Boot = boot,
            UptimeMs = uptimeMs ?? (number * 500),
            Flags = flags,
            Model = Readings.Model,
            Features = [1, 2, 3],
            Scores = [(int)(32768 * (1 - outer)), 0, (int)(32768 * outer), 0],
            VelocityRms = (int)(velocity * 1000),
        };
        MachineCondition before = Machine.Take(asset, reading, BitConverter.GetBytes(number), _receivedMs);
        if (Condition != before)
        {
            Taken.Add(Condition);
            Changed?.Invoke(before);
        }
    }

    /// <summary>What a restart does: the memory goes through JSON.</summary>
    public void Restart()
    {
        string json = System.Text.Json.JsonSerializer.Serialize(Machine.Memory, GatewayJson.Options);
        Machine = new MachineFusion(Asset, Catalog, System.Text.Json.JsonSerializer.Deserialize<MachineMemory>(json, GatewayJson.Options)!, _ensemble, _standings);
    }
}
