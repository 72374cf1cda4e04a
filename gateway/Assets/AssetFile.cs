using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>Reads the assets file (docs/gateway.md says what it holds).</summary>
public static partial class AssetFile
{
    /// <summary>The limits that serve machines whose file gives none of its own.</summary>
    public static string StandardLimitsPath => Path.Combine(AppContext.BaseDirectory, "iso-limits.yaml");

    /// <exception cref="UsageException">The file is absent or wrong; the message names file and line.</exception>
    public static AssetCatalog Load(string path)
    {
        YamlMap root = Open(path, "the assets file");
        List<IsoLimits> limits = [.. ReadLimits(root), .. ReadLimits(Open(StandardLimitsPath, "the limits file"))];
        int version = root.Whole("version", 0, 0, int.MaxValue);
        if (version != 1)
        {
            throw root.WrongAt("version", "the assets file must say `version: 1`");
        }

        FusionSettings fusion = ReadFusion(root.Map("fusion", "`fusion`"));
        List<ScoreModel> models = ReadModels(root);
        List<MachineAsset> machines = ReadMachines(root, limits);
        root.Close();
        return new AssetCatalog(machines, models, fusion);
    }

    private static YamlMap Open(string path, string what)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"{path}: {what} is not there: give the path of one with --assets");
        }

        var stream = new YamlStream();
        long line = 1;
        try
        {
            string text = File.ReadAllText(path);
            var events = new Parser(new StringReader(text));
            while (events.MoveNext())
            {
                line = events.Current?.End.Line ?? line;
            }

            stream.Load(new StringReader(text));
        }
        catch (YamlException wrong)
        {
            throw new UsageException($"{path}:{Math.Max(1, wrong.Start.Line)}: this is not YAML: {wrong.InnerException?.Message ?? wrong.Message}".ReplaceLineEndings(" "));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: {what} can't be read: {wrong.Message}");
        }
        catch (Exception wrong) when (wrong is not OutOfMemoryException)
        {
            // The parser fails in other ways too, for instance at the end of a file inside a bracket.
            throw new UsageException($"{path}:{line}: this is not YAML: something here is not closed or not in its place");
        }

        return stream.Documents.Count == 1
            ? new YamlMap(path, stream.Documents[0].RootNode, what)
            : throw new UsageException($"{path}:1: {what} must hold one YAML document, not {stream.Documents.Count}");
    }

    private static List<IsoLimits> ReadLimits(YamlMap root)
    {
        List<IsoLimits> all = [];
        foreach (YamlMap map in root.Maps("isoLimits", "limit"))
        {
            var limits = new IsoLimits(
                map.Whole("group", 0, 1, 4),
                Mounting(map),
                map.Number("ab", 0.01, 1000),
                map.Number("bc", 0.01, 1000),
                map.Number("cd", 0.01, 1000),
                map.Text("source"));
            if (!(limits.AB < limits.BC && limits.BC < limits.CD))
            {
                throw map.WrongAt("ab", "the limits must grow: ab < bc < cd");
            }

            map.Close();
            all.Add(limits);
        }

        return all;
    }

    private static string Mounting(YamlMap map) => map.Text("mounting") switch
    {
        "rigid" => "rigid",
        "flexible" => "flexible",
        string other => throw map.WrongAt("mounting", $"`mounting` is `{other}`: it must be rigid or flexible"),
    };

    private static FusionSettings ReadFusion(YamlMap? map)
    {
        var standard = new FusionSettings();
        if (map is null)
        {
            return standard;
        }

        var settings = new FusionSettings
        {
            WarningOn = map.Number("warningOn", standard.WarningOn, 0.01, 1),
            WarningOff = map.Number("warningOff", standard.WarningOff, 0, 1),
            AlarmOn = map.Number("alarmOn", standard.AlarmOn, 0.01, 1),
            AlarmOff = map.Number("alarmOff", standard.AlarmOff, 0, 1),
            SmoothingWindows = map.Whole("smoothingWindows", standard.SmoothingWindows, 1, 10_000),
            RiseWindows = map.Whole("riseWindows", standard.RiseWindows, 1, 10_000),
            RiseSeconds = map.Number("riseSeconds", standard.RiseSeconds, 0, 1e6),
            FallWindows = map.Whole("fallWindows", standard.FallWindows, 1, 10_000),
            FallSeconds = map.Number("fallSeconds", standard.FallSeconds, 0, 1e6),
            ZoneHysteresis = map.Number("zoneHysteresis", standard.ZoneHysteresis, 0.5, 1),
            BaselineWindows = map.Whole("baselineWindows", standard.BaselineWindows, 10, 100_000),
            DriftAllowance = map.Number("driftAllowance", standard.DriftAllowance, 0, 100),
            DriftLimit = map.Number("driftLimit", standard.DriftLimit, 0.1, 1e6),
            StaleIntervals = map.Number("staleIntervals", standard.StaleIntervals, 2, 1e6),
            RecordSeconds = map.Number("recordSeconds", standard.RecordSeconds, 1, 1e6),
            EnsembleShare = map.Number("ensembleShare", standard.EnsembleShare, 0, 1),
            Unattested = map.Text("unattested", "ignore") switch
            {
                "ignore" => UnattestedPolicy.Ignore,
                "count" => UnattestedPolicy.Count,
                string other => throw map.WrongAt("unattested", $"`unattested` is `{other}`: it must be ignore or count"),
            },
        };
        if (settings.WarningOff > settings.WarningOn || settings.AlarmOff > settings.AlarmOn || settings.WarningOn > settings.AlarmOn)
        {
            throw map.Wrong("the thresholds must stand in order: warningOff <= warningOn <= alarmOn and alarmOff <= alarmOn");
        }

        map.Close();
        return settings;
    }

    private static List<ScoreModel> ReadModels(YamlMap root)
    {
        List<ScoreModel> models = [];
        foreach (YamlMap map in root.Maps("models", "model"))
        {
            string id = map.Text("id", "");
            if (id.Length > 0 && !HashPattern().IsMatch(id))
            {
                throw map.WrongAt("id", $"`id` is `{id}`: it must be the first 16 hex digits, lower case, of the model image's SHA-256");
            }

            if (models.Any(model => model.Id == id))
            {
                throw map.WrongAt("id", id.Length > 0 ? $"model `{id}` is named twice" : "two models have no `id`: only one can serve for all others");
            }

            IReadOnlyList<string> classes = map.Texts("classes");
            if (classes.Count == 0 || classes.Distinct().Count() != classes.Count)
            {
                throw map.WrongAt("classes", "`classes` must name the model's outputs in order, each once");
            }

            HashSet<string> normal = [.. map.Texts("normal")];
            if (normal.FirstOrDefault(name => !classes.Contains(name)) is string unknown)
            {
                throw map.WrongAt("normal", $"`normal` names `{unknown}`, which is not in `classes`");
            }

            YamlMap? calibration = map.Map("calibration", "`calibration`");
            models.Add(new ScoreModel(
                id,
                map.Text("name", "model"),
                classes,
                normal,
                calibration?.Number("slope", 1, 0.01, 100) ?? 1,
                calibration?.Number("intercept", 0, -100, 100) ?? 0,
                map.Texts("features")));
            calibration?.Close();
            map.Close();
        }

        return models;
    }

    private static List<MachineAsset> ReadMachines(YamlMap root, List<IsoLimits> limits)
    {
        List<MachineAsset> machines = [];
        HashSet<string> sensorIds = [];
        HashSet<(string, int)> places = [];
        foreach (YamlMap map in root.Maps("machines", "machine"))
        {
            string id = Id(map, "id");
            if (machines.Any(machine => machine.Id == id))
            {
                throw map.WrongAt("id", $"machine `{id}` is named twice");
            }

            List<SensorAsset> sensors = [];
            foreach (YamlMap entry in map.Maps("sensors", $"sensor of `{id}`"))
            {
                var sensor = new SensorAsset(Id(entry, "id"), Id(entry, "device"), entry.Whole("sensor", 0, 0, 255), entry.Text("position", ""));
                entry.Close();
                if (!sensorIds.Add(sensor.Id))
                {
                    throw entry.WrongAt("id", $"sensor `{sensor.Id}` is named twice");
                }

                if (!places.Add((sensor.Device, sensor.Index)))
                {
                    throw entry.WrongAt("device", $"sensor {sensor.Index} of board `{sensor.Device}` is given to two sensors");
                }

                sensors.Add(sensor);
            }

            if (sensors.Count == 0)
            {
                throw map.WrongAt("sensors", $"machine `{id}` has no sensors: list at least one under `sensors`");
            }

            machines.Add(new MachineAsset(id, map.Text("name", id), map.Text("kind", "machine"), ReadCriticality(map), ReadIso(map, limits), sensors) { LatchAlarms = map.Truth("latchAlarms", false) });
            map.Close();
        }

        return machines.Count > 0 ? machines : throw root.WrongAt("machines", "the assets file names no machine: list at least one under `machines`");
    }

    private static string Id(YamlMap map, string key)
    {
        string id = map.Text(key);
        return IdPattern().IsMatch(id) ? id : throw map.WrongAt(key, $"`{key}` is `{id}`: use 1 to 32 characters of a-z 0-9 -");
    }

    private static Criticality ReadCriticality(YamlMap map) =>
        Enum.TryParse(map.Text("criticality", "medium"), ignoreCase: true, out Criticality level) && Enum.IsDefined(level)
            ? level
            : throw map.WrongAt("criticality", "`criticality` must be low, medium or high");

    private static IsoLimits ReadIso(YamlMap machine, List<IsoLimits> limits)
    {
        YamlMap iso = machine.Map("iso", "`iso`") ?? throw machine.Wrong("the machine lacks `iso`: add `iso: {group: 2, mounting: rigid}` or its own limits");
        int group = iso.Whole("group", 2, 1, 4);
        string mounting = Mounting(iso);
        iso.Close();
        return limits.FirstOrDefault(entry => entry.Group == group && entry.Mounting == mounting)
            ?? throw iso.WrongAt("group", $"no limits are known for group {group}, {mounting}: add them under `isoLimits`");
    }

    [GeneratedRegex("^[a-z0-9-]{1,32}$")]
    private static partial Regex IdPattern();

    [GeneratedRegex("^[0-9a-f]{16}$")]
    private static partial Regex HashPattern();
}
