using AIoT.Embedded.Gateway.FieldIo;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>All that the assets file says.</summary>
public sealed class AssetCatalog
{
    private static readonly ScoreModel Unnamed = new("", "unnamed model", [], new HashSet<string>(), 1, 0, []);
    private readonly Dictionary<(string Device, int Index), (MachineAsset Machine, SensorAsset Sensor)> _bySensor = [];

    public AssetCatalog(IReadOnlyList<MachineAsset> machines, IReadOnlyList<ScoreModel> models, FusionSettings fusion)
    {
        Machines = machines;
        Models = models;
        Fusion = fusion;
        foreach (MachineAsset machine in machines)
        {
            foreach (SensorAsset sensor in machine.Sensors)
            {
                _bySensor[(sensor.Device, sensor.Index)] = (machine, sensor);
            }
        }
    }

    public IReadOnlyList<MachineAsset> Machines { get; }

    public IReadOnlyList<ScoreModel> Models { get; }

    public FusionSettings Fusion { get; }

    /// <summary>The gateway's own inputs and outputs.</summary>
    public FieldIoSettings FieldIo { get; init; } = FieldIoSettings.None;

    /// <summary>The machine and sensor that a reading belongs to; false for a board that no machine names.</summary>
    public bool TryFind(string device, int index, out MachineAsset machine, out SensorAsset sensor)
    {
        bool found = _bySensor.TryGetValue((device, index), out (MachineAsset Machine, SensorAsset Sensor) entry);
        (machine, sensor) = entry;
        return found;
    }

    /// <summary>The meaning of a model's scores; a model that the file does not name has numbered classes.</summary>
    public ScoreModel ModelOf(string id) =>
        Models.FirstOrDefault(model => model.Id.Length > 0 && model.Id == id)
        ?? Models.FirstOrDefault(model => model.Id.Length == 0)
        ?? Unnamed;
}
