using System.Globalization;
using System.Text;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

namespace AIoT.Embedded.Hil.Demo.Plant;

/// <summary>The demo's plant: a pump with two sensors that stays healthy, and a fan with one sensor whose bearing's outer race fails.</summary>
public sealed record PlantPlan(IReadOnlyList<MachinePlan> Machines, IReadOnlyList<BoardPlan> Boards)
{
    /// <summary>Machine seconds that the fan plays a good bearing before the damaged one, with recordings.</summary>
    public const double SoundSeconds = 10;

    /// <summary>The board that nobody enrols.</summary>
    public const string Stranger = "stranger";

    // At the rate that the shipped model wants: the board costs no more time than the others.
    private const string ChipOfOne = "kx134-1211";

    /// <summary>The plant that the options ask for.</summary>
    /// <exception cref="DemoException">The recordings do not tell healthy from faulty, or lack a speed or a bearing.</exception>
    /// <exception cref="RecordingException">A recording can't be used.</exception>
    public static PlantPlan Make(DemoOptions options)
    {
        PlantPlan plan = options.Data is null && options.Healthy is null && options.Faulty is null ? Simulated(options) : Recorded(options);
        return options.Stranger ? plan.WithStranger() : plan;
    }

    /// <summary>The gateway's assets file for this plant.</summary>
    /// <param name="classes">Names of the model's outputs in order; the first is the healthy one.</param>
    /// <param name="features">Names of the features in order.</param>
    public string AssetsYaml(IReadOnlyList<string> classes, IReadOnlyList<string> features)
    {
        StringBuilder yaml = new();
        yaml.AppendLine("# The demo's plant, written by the demo.");
        yaml.AppendLine("version: 1");
        yaml.AppendLine("models:");
        yaml.AppendLine("  - name: bearing-v1");
        yaml.AppendLine(CultureInfo.InvariantCulture, $"    classes: [{string.Join(", ", classes)}]");
        yaml.AppendLine(CultureInfo.InvariantCulture, $"    normal: [{classes[0]}]");
        if (features.Count > 0)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"    features: [{string.Join(", ", features)}]");
        }

        yaml.AppendLine("machines:");
        foreach (MachinePlan machine in Machines)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - id: {machine.Id}");
            yaml.AppendLine(CultureInfo.InvariantCulture, $"    name: \"{machine.Name}\"");
            yaml.AppendLine(CultureInfo.InvariantCulture, $"    kind: {machine.Kind}");
            yaml.AppendLine("    criticality: medium");
            yaml.AppendLine("    iso: { group: 2, mounting: rigid }");
            BearingGeometry bearing = machine.Bearing;
            yaml.AppendLine(CultureInfo.InvariantCulture, $"    speed: {{ rpm: {machine.Rpm:0.###} }}");
            yaml.AppendLine("    bearings:");
            yaml.AppendLine(CultureInfo.InvariantCulture, $"      - {{ id: bearing, name: \"{bearing.Name}\", orders: {{ bpfo: {bearing.OuterRaceOrder:0.####}, bpfi: {bearing.InnerRaceOrder:0.####}, twoBsf: {2 * bearing.BallSpinOrder:0.####}, ftf: {bearing.CageOrder:0.####} }} }}");
            yaml.AppendLine("    sensors:");
            foreach (BoardPlan board in Boards.Where(b => b.Machine == machine.Id))
            {
                yaml.AppendLine(CultureInfo.InvariantCulture, $"      - {{ id: {board.Device}, device: {board.Device}, sensor: {board.Sensor}, position: \"{board.Position}\", bearing: bearing }}");
            }
        }

        return yaml.ToString();
    }

    /// <summary>With a board that says it sits on the pump and reports the fan's failing bearing, and that nobody vouches for.</summary>
    private PlantPlan WithStranger()
    {
        BoardPlan fan = Boards.First(board => board.Machine == "fan");
        return this with { Boards = [.. Boards, new(Stranger, "pump", "nobody knows", 2, fan.SourceArguments, IsStranger: true)] };
    }

    private static PlantPlan Simulated(DemoOptions options) => new(
        [
            new MachinePlan("pump", "Pump", "pump", $"simulated, healthy; its free end is measured through a simulated {ChipOfOne.ToUpperInvariant()} and the firmware's driver", MachineProfile.Pump.Bearing, MachineProfile.Pump.ShaftHz * 60),
            new MachinePlan("fan", "Fan", "fan", "simulated, outer-race fault from second 8 of machine time, full at 30", MachineProfile.Fan.Bearing, MachineProfile.Fan.ShaftHz * 60),
        ],
        [
            new("pump-1", "pump", "drive end", 0, ["--scenario", "pump", "--seed", Number(options.Seed)]),
            new("pump-2", "pump", "free end", 1, ["--scenario", "pump", "--chip", ChipOfOne, "--seed", Number(options.Seed)]),
            new("fan-1", "fan", "fan bearing", 0, ["--scenario", "fan", "--seed", Number(options.Seed)]),
        ]);

    private static PlantPlan Recorded(DemoOptions options)
    {
        (Recording healthy, Recording faulty) = Choose(options);
        string healthyAxis = options.Axis ?? "0";
        string secondAxis = healthy.Channels.Count > 1 ? healthyAxis == "1" ? "0" : "1" : healthyAxis;
        List<string> common = [];
        if (options.RateHz is { } rate)
        {
            common.AddRange(["--rate", Number(rate)]);
        }

        double rpm = options.Rpm ?? faulty.Label.Rpm ?? healthy.Label.Rpm
            ?? throw new DemoException($"{faulty.File}: does not say its shaft speed; give it, for instance --rpm 1797");
        BearingGeometry bearing = faulty.Label.Geometry ?? BearingGeometry.Bearing6205;
        if (options.Bearing is not null && !BearingGeometry.TryParse(options.Bearing, out bearing!))
        {
            throw new DemoException($"--bearing: '{options.Bearing}' is no known bearing; give 6205, ER-10K, or BALLS:RATIO (ball over pitch diameter), for instance 9:0.203");
        }

        if (options.Bearing is null && faulty.Label.Geometry is null)
        {
            throw new DemoException($"{faulty.File}: its bearing is not known; give --bearing 6205, ER-10K, or BALLS:RATIO (ball over pitch diameter), for instance 9:0.203");
        }

        common.AddRange(["--rpm", Number(rpm), "--bearing", FormattableString.Invariant($"{bearing.Balls}:{bearing.DiameterRatio:R}:{bearing.ContactAngleDegrees:R}")]);
        string healthyName = Path.GetFileName(healthy.File);
        string faultyName = Path.GetFileName(faulty.File);
        return new(
            [
                new MachinePlan("pump", "Pump", "pump", $"recording {healthyName}", bearing, rpm),
                new MachinePlan("fan", "Fan", "fan", $"recording {healthyName} for {SoundSeconds} s, then {faultyName}", bearing, rpm),
            ],
            [
                new("pump-1", "pump", "drive end", 0, ["--data", healthy.File, "--axis", healthyAxis, .. common]),
                new("pump-2", "pump", "free end", 1, ["--data", healthy.File, "--axis", secondAxis, .. common]),
                new("fan-1", "fan", "fan bearing", 0, ["--data", healthy.File, "--data", faulty.File, "--data-seconds", Number(SoundSeconds), "--axis", healthyAxis, .. common]),
            ]);
    }

    private static (Recording Healthy, Recording Faulty) Choose(DemoOptions options)
    {
        ReadOptions read = new() { SampleRateHz = options.RateHz };
        string? healthy = options.Healthy;
        string? faulty = options.Faulty;
        if (healthy is null || faulty is null)
        {
            string data = options.Data ?? throw new DemoException("--healthy and --faulty belong together; give both, or --data FOLDER");
            IReadOnlyList<string> files = RecordingReader.Find(data);
            (string File, RecordingLabel Label)[] named = [.. files.Select(f => (f, RecordingLabel.FromName(f)))];

            // The plainest pair: a good bearing and a failed outer race, the worst of its set (H before L, 021 before 007), of like condition.
            (string File, RecordingLabel Label)[] failed = [.. named.Where(n => n.Label.Fault == BearingFault.Outer)
                .OrderBy(n => n.Label.Bearing.StartsWith('L')).ThenByDescending(n => n.Label.Bearing, StringComparer.Ordinal)];
            if (failed.Length == 0 && faulty is null)
            {
                throw new DemoException($"{data}: no recording is named as one with an outer-race fault; name the two with --healthy FILE --faulty FILE");
            }

            faulty ??= failed[0].File;
            string condition = RecordingLabel.FromName(faulty).Condition;
            healthy ??= named.Where(n => n.Label.Fault == BearingFault.None).OrderByDescending(n => n.Label.Condition == condition).Select(n => n.File).FirstOrDefault()
                ?? throw new DemoException($"{data}: no recording is named as one of a good bearing; name the two with --healthy FILE --faulty FILE");
        }

        return (RecordingReader.Read(Path.GetFullPath(healthy), read), RecordingReader.Read(Path.GetFullPath(faulty), read));
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
