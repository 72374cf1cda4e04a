using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

/// <summary>
/// Labelled windows of random simulated machines, to train and test models on without any recording. A quarter of the machines is healthy,
/// a quarter each has an outer-race, an inner-race and a ball fault, from just visible to grown. Machine number and seed fix a window.
/// </summary>
public static class TrainingSet
{
    /// <summary>Windows that one machine gives, from separate moments of its run.</summary>
    public const int WindowsPerMachine = 4;

    /// <summary>The windows of one machine.</summary>
    /// <param name="machine">Number of the machine, 0 and up.</param>
    /// <param name="seed">Seed of the whole set.</param>
    /// <param name="windowLength">Samples in a window.</param>
    /// <param name="sensor">The sensor that measures.</param>
    public static IEnumerable<LabelledWindow> Windows(int machine, long seed, int windowLength, SensorModel sensor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(machine);
        ArgumentOutOfRangeException.ThrowIfLessThan(windowLength, 1);
        ArgumentNullException.ThrowIfNull(sensor);
        SeededRandom random = new(seed * 1_000_003 + machine, 7);
        BearingFault fault = (BearingFault)(machine % 4);
        MachineProfile profile = MachineProfile.Random(random);
        // Impacts 12 dB below the rest do not show in one window: to call them a fault would teach guessing.
        double severity = fault == BearingFault.None ? 0 : random.LogUniform(0.25, 5);
        double nominal = profile.ShaftHz * random.Uniform(0.98, 1.02);

        // What else shakes in the band of the structure's resonances: shaft lines lie far below it.
        double background = Math.Sqrt(profile.FlowNoise * profile.FlowNoise + profile.SensorNoise * profile.SensorNoise);
        MachineSimulation simulation = new(profile, fault, sensor.SampleRateHz, seed * 7919 + machine);
        double[] g = new double[windowLength];
        double[] between = new double[windowLength];
        simulation.Generate(between, severity * background);
        for (int i = 0; i < WindowsPerMachine; i++)
        {
            simulation.Generate(g, severity * background);
            yield return new LabelledWindow(machine, fault, severity, profile.Bearing, nominal, Array.ConvertAll(g, sensor.ToCounts));
            simulation.Generate(between.AsSpan(0, random.Below(windowLength)), severity * background);
        }
    }
}
