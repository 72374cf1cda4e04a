using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Boards.Virtual.Vibration;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;
using AIoT.Embedded.Node;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Boards.Virtual;

/// <summary>What a board is mounted on: a simulated machine, or recordings of a real one.</summary>
public static class Machines
{
    /// <summary>The names that <c>--scenario</c> takes.</summary>
    public static IReadOnlyList<string> Scenarios { get; } = ["pump", "fan"];

    /// <summary>Tells the board about its machine.</summary>
    /// <exception cref="BoardException">The bearing is none.</exception>
    /// <exception cref="RecordingException">A recording can't be used.</exception>
    public static void Describe(BoardSettings settings, MachineOptions machine)
    {
        BearingGeometry? bearing = null;
        double? rpm = null;
        if (settings.Scenario is not null)
        {
            (bearing, rpm) = (Profile(settings).Bearing, Profile(settings).ShaftHz * 60);
        }
        else if (settings.Data.Count > 0)
        {
            RecordingLabel label = Read(settings, settings.Data[0]).Label;
            (bearing, rpm) = (label.Geometry, label.Rpm);
        }

        if (settings.Bearing is not null && !BearingGeometry.TryParse(settings.Bearing, out bearing))
        {
            throw new BoardException($"--bearing {settings.Bearing}: no such bearing: write 6205, ER-10K or BALLS:RATIO as 9:0.203");
        }

        rpm = settings.Rpm ?? rpm;
        machine.ShaftSpeedMilliHz = (int)Math.Round(Math.Clamp((rpm ?? 0) / 60, 0, 1000) * 1000);
        if (bearing is not null)
        {
            machine.BpfoQ16 = Order(bearing.OuterRaceOrder);
            machine.BpfiQ16 = Order(bearing.InnerRaceOrder);
            machine.BsfQ16 = Order(bearing.BallSpinOrder);
            machine.FtfQ16 = Order(bearing.CageOrder);
        }
    }

    /// <summary>The sensor on the machine, at a rate that the recipe takes.</summary>
    /// <exception cref="RecordingException">A recording can't be used.</exception>
    public static ISampleSource Mount(BoardSettings settings, FeatureRecipe recipe)
    {
        SensorModel sensor = SensorModel.Default with { SampleRateHz = recipe.SampleRateMilliHz / 1000 };
        if (settings.Scenario is not null)
        {
            return new SimulatedSource(Profile(settings), Scenario(settings), sensor, settings.Seed, settings.Sensor, settings.Start);
        }

        List<Recording> recordings = [.. settings.Data.Select(file => Read(settings, file))];
        double rate = recordings[0].SampleRateHz;
        if (rate == Math.Floor(rate) && recipe.DecimationFor((int)rate) == 1)
        {
            // The recipe takes the recording as it was sampled.
            sensor = sensor with { SampleRateHz = (int)rate };
        }

        var source = new RecordedSource(sensor);
        for (int i = 0; i < recordings.Count; i++)
        {
            source.Add(recordings[i], settings.Axis, i < recordings.Count - 1 ? settings.DataSeconds : double.PositiveInfinity);
        }

        source.SkipTo(settings.Start);
        return source;
    }

    /// <summary>The simulated machine as a chip on it feels it.</summary>
    public static IMotion Motion(BoardSettings settings) => new MachineMotion(Profile(settings), Scenario(settings), settings.Seed, settings.Sensor, settings.Start);

    private static FaultScenario Scenario(BoardSettings settings) => settings.Scenario == "fan" ? FaultScenario.DevelopingOuterRace : FaultScenario.Healthy;

    private static MachineProfile Profile(BoardSettings settings) => settings.Scenario == "fan" ? MachineProfile.Fan : MachineProfile.Pump;

    private static Recording Read(BoardSettings settings, string file)
        => RecordingReader.Read(file, new ReadOptions { SampleRateHz = settings.Rate, GPerUnit = settings.GPerUnit });

    private static int Order(double order) => (int)Math.Round(Math.Clamp(order, 0, 64) * FeatureRecipe.OrderOne);
}
