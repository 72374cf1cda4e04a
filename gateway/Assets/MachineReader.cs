using System.Text.RegularExpressions;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>Machines, their sensors and bearings, in the assets file.</summary>
internal static partial class MachineReader
{
    private const double FastestRpm = 200_000;
    private const int LongestName = 64;
    private static readonly IReadOnlyList<string> Orientations = ["radial", "horizontal", "vertical", "axial"];

    public static List<MachineAsset> Read(YamlMap root, List<IsoLimits> limits)
    {
        List<MachineAsset> machines = [];
        HashSet<string> machineIds = [], sensorIds = [];
        HashSet<(string, int)> seats = [];
        Place common = ReadPlace(root, Place.Nowhere);
        foreach (YamlMap map in root.Maps("machines", "machine"))
        {
            string id = Id(map, "id");
            if (!machineIds.Add(id) && id.Length > 0)
            {
                map.Report("id", $"machine `{id}` is named twice");
            }

            List<BearingAsset> bearings = ReadBearings(map);
            List<SensorAsset> sensors = ReadSensors(map, id, bearings, sensorIds, seats);
            double? power = map.MaybeNumber("power", 0.001, 1e6);
            machines.Add(new MachineAsset(
                id, map.Text("name", id), map.Text("kind", "machine"), ReadCriticality(map), IsoReader.OfMachine(map, power, limits), sensors)
            {
                Place = ReadPlace(map, common), PowerKw = power, Bearings = bearings, Speed = ReadSpeed(map, sensors), LatchAlarms = map.Truth("latchAlarms", false),
            });
            map.Close();
        }

        if (machines.Count == 0)
        {
            root.Report("machines", "the assets file names no machine: list at least one under `machines`");
        }

        return machines;
    }

    public static string Id(YamlMap map, string key)
    {
        string id = map.Text(key);
        if (id.Length > 0 && !IdPattern().IsMatch(id))
        {
            map.Report(key, $"`{key}` is `{id}`: use 1 to 32 characters of a-z 0-9 -");
        }

        return id;
    }

    private static List<SensorAsset> ReadSensors(YamlMap machine, string machineId, List<BearingAsset> bearings, HashSet<string> ids, HashSet<(string, int)> seats)
    {
        List<SensorAsset> sensors = [];
        foreach (YamlMap entry in machine.Maps("sensors", $"sensor of `{machineId}`"))
        {
            string bearing = entry.Text("bearing", "");
            var sensor = new SensorAsset(Id(entry, "id"), Id(entry, "device"), entry.Whole("sensor", 0, 0, 255), entry.Text("position", ""))
            {
                Orientation = entry.Has("orientation") ? Enum.Parse<Orientation>(entry.Word("orientation", null, Orientations), ignoreCase: true) : Orientation.Unknown,
                Bearing = bearings.FirstOrDefault(known => known.Id == bearing),
            };
            entry.Close();
            if (bearing.Length > 0 && sensor.Bearing is null)
            {
                entry.Report("bearing", $"`bearing` is `{bearing}`: the machine names no such bearing under `bearings`");
            }

            if (sensor.Id.Length > 0 && !ids.Add(sensor.Id))
            {
                entry.Report("id", $"sensor `{sensor.Id}` is named twice");
            }

            if (sensor.Device.Length > 0 && !seats.Add((sensor.Device, sensor.Index)))
            {
                entry.Report("device", $"sensor {sensor.Index} of board `{sensor.Device}` is given to two sensors");
            }

            sensors.Add(sensor);
        }

        if (sensors.Count == 0 && !machine.IsBroken)
        {
            machine.Report("sensors", $"machine `{machineId}` has no sensors: list at least one under `sensors`");
        }

        return sensors;
    }

    private static List<BearingAsset> ReadBearings(YamlMap machine)
    {
        List<BearingAsset> bearings = [];
        foreach (YamlMap map in machine.Maps("bearings", "bearing"))
        {
            string id = Id(map, "id");
            if (bearings.Any(other => other.Id == id) && id.Length > 0)
            {
                map.Report("id", $"bearing `{id}` is named twice");
            }

            string name = map.Text("name", ""), position = map.Text("position", "");
            FaultOrders? given = ReadOrders(map);
            BearingGeometry? geometry = ReadGeometry(map);
            if (given is null && geometry is null && !map.IsBroken)
            {
                map.Report("the bearing lacks its inside: give `balls`, `ballDiameter`, `pitchDiameter` (and `contactAngle`), or its `orders`");
            }

            if (given is not null && geometry is not null)
            {
                map.Report("orders", "give either `orders` or the geometry (`balls` ...), not both: they may not agree");
            }

            map.Close();
            bearings.Add(new BearingAsset(id, name, position, given ?? geometry?.Orders() ?? new FaultOrders(1, 1, 1, 1), geometry));
        }

        return bearings;
    }

    private static FaultOrders? ReadOrders(YamlMap map)
    {
        if (map.Map("orders", "`orders`") is not { } orders)
        {
            return null;
        }

        var read = new FaultOrders(orders.Number("bpfo", 0.1, 100), orders.Number("bpfi", 0.1, 100), orders.Number("twoBsf", 0.1, 100), orders.Number("ftf", 0.05, 1));
        if (orders.Has("bpfo") && orders.Has("bpfi") && read.Bpfo >= read.Bpfi)
        {
            orders.Report("bpfo", "`bpfo` must be below `bpfi`: the inner ring is struck more often");
        }

        orders.Close();
        return read;
    }

    private static BearingGeometry? ReadGeometry(YamlMap map)
    {
        bool any = new[] { "balls", "ballDiameter", "pitchDiameter", "contactAngle" }.Count(map.Has) > 0;
        if (!any)
        {
            return null;
        }

        var geometry = new BearingGeometry(map.Whole("balls", 3, 200), map.Number("ballDiameter", 0.1, 1000), map.Number("pitchDiameter", 0.5, 10_000), map.Number("contactAngle", 0, 0, 80));
        if (map.Has("ballDiameter") && map.Has("pitchDiameter") && geometry.BallDiameterMm >= geometry.PitchDiameterMm)
        {
            map.Report("ballDiameter", "`ballDiameter` must be below `pitchDiameter`");
            return geometry with { PitchDiameterMm = geometry.BallDiameterMm * 2 };
        }

        return geometry;
    }

    private static SpeedAsset? ReadSpeed(YamlMap machine, List<SensorAsset> sensors)
    {
        if (machine.Map("speed", "`speed`") is not { } map)
        {
            return null;
        }

        var speed = new SpeedAsset(
            map.MaybeNumber("rpm", 0.1, FastestRpm), map.MaybeNumber("lowest", 0, FastestRpm), map.MaybeNumber("highest", 0.1, FastestRpm),
            map.Text("sensor", ""), map.Text("input", ""), map.MaybeNumber("stillBelow", 0.1, FastestRpm));
        if (speed.Lowest > speed.Highest)
        {
            map.Report("lowest", "`lowest` must not be above `highest`");
        }

        if (speed.Rpm < speed.Lowest || speed.Rpm > speed.Highest)
        {
            map.Report("rpm", "`rpm` must lie between `lowest` and `highest`");
        }

        if (speed.Sensor.Length > 0 && speed.Input.Length > 0)
        {
            map.Report("sensor", "give either `sensor` or `input`: the speed is taken from one of them");
        }

        if (speed.Sensor.Length > 0 && sensors.All(sensor => sensor.Id != speed.Sensor))
        {
            map.Report("sensor", $"`sensor` is `{speed.Sensor}`, which is no sensor of this machine");
        }

        if (speed.StillBelow is not null && speed.Sensor.Length == 0 && speed.Input.Length == 0)
        {
            map.Report("stillBelow", "`stillBelow` needs a measured speed: give `sensor` or `input`");
        }

        map.Close();
        return speed;
    }

    private static Place ReadPlace(YamlMap map, Place otherwise)
    {
        if (map.Map("place", "`place`") is not { } place)
        {
            return otherwise;
        }

        var read = new Place(Level("enterprise", otherwise.Enterprise), Level("site", otherwise.Site), Level("area", otherwise.Area), Level("line", otherwise.Line));
        place.Close();
        return read;

        string Level(string key, string above)
        {
            string text = place.Text(key, above);
            if (text.Length > LongestName || text.Any(letter => letter is '/' or '"' or '\\' || char.IsControl(letter)))
            {
                place.Report(key, $"`{key}` must be at most {LongestName} characters without / \\ \"");
            }

            return text;
        }
    }

    private static Criticality ReadCriticality(YamlMap map) => map.Word("criticality", "medium", "low", "medium", "high") switch
    {
        "low" => Criticality.Low,
        "high" => Criticality.High,
        _ => Criticality.Medium,
    };

    [GeneratedRegex("^[a-z0-9-]{1,32}\\z")]
    private static partial Regex IdPattern();
}
