using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

/// <summary>What a simulated machine is: its shaft, bearing, structure, and how it shakes while it is well. Accelerations are RMS in g.</summary>
public sealed record MachineProfile
{
    /// <summary>Shaft speed in Hz, 0.5 to 500.</summary>
    public required double ShaftHz { get; init; }

    /// <summary>Slow random wander of the speed, as a fraction (0.002 is 0.2 %).</summary>
    public double SpeedWander { get; init; } = 0.002;

    /// <summary>The bearing under the sensor.</summary>
    public required BearingGeometry Bearing { get; init; }

    /// <summary>RMS of the shaft's harmonics 1x, 2x, ... in g: unbalance, misalignment, looseness.</summary>
    public required IReadOnlyList<double> ShaftHarmonics { get; init; }

    /// <summary>Blades or vanes; their pass order carries <see cref="BladeLevel"/>. 0 for none.</summary>
    public int Blades { get; init; }

    /// <summary>RMS at the blade-pass order in g.</summary>
    public double BladeLevel { get; init; }

    /// <summary>The structure's resonances.</summary>
    public required IReadOnlyList<StructuralMode> Modes { get; init; }

    /// <summary>RMS of the broadband forcing (flow, friction) as it arrives through the structure, in g.</summary>
    public required double FlowNoise { get; init; }

    /// <summary>Share of the flow noise that beats with the shaft, 0 to 1: what a healthy pump does and a detector must not take for a fault.</summary>
    public double FlowModulation { get; init; }

    /// <summary>RMS of white measurement noise over the sensor's band, in g.</summary>
    public double SensorNoise { get; init; } = 0.004;

    /// <summary>Random variation of the time between two impacts, as a fraction of it: 0.005 to 0.02 in real bearings.</summary>
    public double Slip { get; init; } = 0.01;

    /// <summary>The demo's pump: 2950 rpm, six vanes, two resonances, healthy.</summary>
    public static MachineProfile Pump { get; } = new()
    {
        ShaftHz = 2950 / 60.0,
        Bearing = BearingGeometry.Bearing6205,
        ShaftHarmonics = [0.022, 0.012, 0.006],
        Blades = 6,
        BladeLevel = 0.05,
        Modes = [new(1750, 0.04, 1.0), new(3300, 0.03, 0.7), new(4700, 0.03, 0.4)],
        FlowNoise = 0.09,
        FlowModulation = 0.15,
    };

    /// <summary>The demo's fan: 1480 rpm, seven blades, one strong resonance.</summary>
    public static MachineProfile Fan { get; } = new()
    {
        ShaftHz = 1480 / 60.0,
        Bearing = BearingGeometry.Bearing6205,
        ShaftHarmonics = [0.012, 0.008, 0.004],
        Blades = 7,
        BladeLevel = 0.02,
        Modes = [new(1250, 0.03, 0.5), new(2900, 0.03, 1.0), new(4300, 0.04, 0.5)],
        FlowNoise = 0.05,
        FlowModulation = 0.1,
    };

    /// <summary>
    /// A random machine for training and tests: 600 to 3600 rpm, any of a range of bearings, two to four resonances,
    /// unbalance, misalignment, blades and flow noise of any mix.
    /// </summary>
    public static MachineProfile Random(SeededRandom random)
    {
        double overall = random.LogUniform(0.02, 0.6);
        double[] harmonics = new double[1 + random.Below(6)];
        double level = overall * random.LogUniform(0.1, 1.5);
        for (int i = 0; i < harmonics.Length; i++)
        {
            harmonics[i] = level;
            level *= random.Uniform(0.15, 1.1);
        }

        StructuralMode[] modes = new StructuralMode[2 + random.Below(3)];
        for (int i = 0; i < modes.Length; i++)
        {
            modes[i] = new StructuralMode(random.LogUniform(700, 5800), random.LogUniform(0.01, 0.1), random.LogUniform(0.2, 1));
        }

        return new MachineProfile
        {
            ShaftHz = random.LogUniform(10, 60),
            SpeedWander = random.LogUniform(0.0005, 0.005),
            Bearing = new BearingGeometry("random", 7 + random.Below(8), random.Uniform(0.14, 0.28), random.Uniform() < 0.7 ? 0 : random.Uniform(0, 25)),
            ShaftHarmonics = harmonics,
            Blades = random.Uniform() < 0.5 ? 0 : 3 + random.Below(9),
            BladeLevel = overall * random.LogUniform(0.05, 1),
            Modes = modes,
            FlowNoise = overall * random.LogUniform(0.2, 1.5),
            FlowModulation = random.Uniform() < 0.5 ? 0 : random.Uniform(0, 0.5),
            SensorNoise = random.LogUniform(0.002, 0.01),
            Slip = random.LogUniform(0.003, 0.02),
        };
    }
}
