using System.Numerics;
using AIoT.Embedded.Boards.Virtual.Vibration;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Simulation;

namespace AIoT.Embedded.Vibration.Tests;

public class SimulationTests
{
    private const int Rate = 12800;

    [Fact]
    public void Orders_of_the_6205_are_those_of_its_data()
    {
        BearingGeometry b = BearingGeometry.Bearing6205;

        Assert.Equal(3.585, b.OuterRaceOrder, 0.001);
        Assert.Equal(5.415, b.InnerRaceOrder, 0.001);
        Assert.Equal(4.713, 2 * b.BallSpinOrder, 0.002);
        Assert.Equal(0.398, b.CageOrder, 0.001);
    }

    [Theory]
    [InlineData("6205", 3.585)]
    [InlineData("er-10k", 3.052)]
    [InlineData("8:0.2369", 3.052)]
    [InlineData("8:0.2369:0", 3.052)]
    public void A_bearing_is_known_by_name_or_by_its_geometry(string text, double outerRace)
    {
        Assert.True(BearingGeometry.TryParse(text, out BearingGeometry? bearing));
        Assert.Equal(outerRace, bearing.OuterRaceOrder, 0.001);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SKF")]
    [InlineData("8:1.2")]
    [InlineData("2:0.2")]
    [InlineData("8.5:0.2")]
    [InlineData("8:0.2:90")]
    public void What_is_no_bearing_is_refused(string text) => Assert.False(BearingGeometry.TryParse(text, out _));

    [Fact]
    public void A_seed_fixes_every_sample_and_another_seed_or_sensor_changes_them()
    {
        double[] a = Generate(MachineProfile.Pump, BearingFault.None, 0, seed: 5);
        double[] same = Generate(MachineProfile.Pump, BearingFault.None, 0, seed: 5);
        double[] otherSeed = Generate(MachineProfile.Pump, BearingFault.None, 0, seed: 6);
        double[] otherSensor = Generate(MachineProfile.Pump, BearingFault.None, 0, seed: 5, sensor: 1);

        Assert.Equal(a, same);
        Assert.NotEqual(a, otherSeed);
        Assert.NotEqual(a, otherSensor);
    }

    [Theory]
    [InlineData(BearingFault.Outer)]
    [InlineData(BearingFault.Inner)]
    [InlineData(BearingFault.Ball)]
    public void Severity_is_the_RMS_that_the_fault_adds(BearingFault fault)
    {
        MachineProfile quiet = MachineProfile.Fan with { ShaftHarmonics = [0], BladeLevel = 0, FlowNoise = 0, SensorNoise = 0 };

        double rms = Rms(Generate(quiet, fault, 0.2, seconds: 8));

        // Inner and ball impacts are modulated: (1 + 0.75 cos)^2 adds 28 % of power.
        Assert.InRange(rms, 0.17, 0.27);
    }

    [Fact]
    public void The_envelope_of_an_outer_race_fault_beats_at_its_order()
    {
        MachineProfile fan = MachineProfile.Fan;
        double[] x = Generate(fan, BearingFault.Outer, 0.2, seconds: 4);
        double mean = x.Average(v => v * v);
        double At(double hz) => Complex.Abs(x.Select((v, i) => (v * v - mean) * Complex.FromPolarCoordinates(1, -2 * Math.PI * hz * i / Rate)).Aggregate(Complex.Zero, (s, c) => s + c));
        double fault = fan.Bearing.OuterRaceOrder * fan.ShaftHz;

        double line = Enumerable.Range(-8, 17).Max(k => At(fault * (1 + k * 0.001)));
        double beside = Enumerable.Range(-8, 17).Max(k => At(fault * 1.13 * (1 + k * 0.001)));

        Assert.True(line > 4 * beside, $"{line} against {beside}");
    }

    [Fact]
    public void A_scenario_is_silent_before_its_onset_grows_and_stays()
    {
        FaultScenario s = FaultScenario.DevelopingOuterRace;

        Assert.Equal(0, s.Severity(s.OnsetSeconds - 0.01));
        Assert.InRange(s.Severity(s.OnsetSeconds), 0.001, 0.1 * s.FullSeverity);
        Assert.Equal(s.FullSeverity, s.Severity(s.FullSeconds + 100), 1e-9);
        Assert.Equal(0, FaultScenario.Healthy.Severity(1e9));
    }

    [Fact]
    public void A_simulated_sensor_counts_in_its_own_unit_and_flags_saturation()
    {
        SensorModel small = new(Rate, 488_000, 100);
        SimulatedSource source = new(MachineProfile.Pump, FaultScenario.Healthy, small, seed: 1);
        short[] window = new short[2048];

        Assert.True(source.TryRead(window, 0, window.Length));

        Assert.All(window, s => Assert.InRange(s, (short)-100, (short)100));
        Assert.Equal(AIoT.Embedded.Sensing.SampleFlags.Saturated, source.TakeFlags());
        Assert.Equal(0, source.TakeFlags());
    }

    [Fact]
    public void A_training_machine_has_one_fault_and_the_same_windows_each_time()
    {
        for (int machine = 0; machine < 8; machine++)
        {
            LabelledWindow[] windows = [.. TrainingSet.Windows(machine, 3, 512, SensorModel.Default)];
            LabelledWindow[] again = [.. TrainingSet.Windows(machine, 3, 512, SensorModel.Default)];

            Assert.Equal(TrainingSet.WindowsPerMachine, windows.Length);
            Assert.All(windows, w => Assert.Equal((BearingFault)(machine % 4), w.Fault));
            Assert.All(windows, w => Assert.Equal(w.Fault == BearingFault.None, w.Severity == 0));
            Assert.Equal(windows.SelectMany(w => w.Samples), again.SelectMany(w => w.Samples));
            Assert.NotEqual(windows[0].Samples, windows[1].Samples);
        }
    }

    [Fact]
    public void Random_machines_make_finite_vibration_that_a_sensor_can_hold()
    {
        SeededRandom random = new(77);
        for (int i = 0; i < 40; i++)
        {
            MachineProfile machine = MachineProfile.Random(random);
            double rms = Rms(Generate(machine, (BearingFault)(i % 4), 0.1, seconds: 0.3, seed: i));
            Assert.InRange(rms, 0.003, 6);
        }
    }

    private static double Rms(double[] x) => Math.Sqrt(x.Average(v => v * v));

    private static double[] Generate(MachineProfile profile, BearingFault fault, double severity, double seconds = 1, long seed = 1, int sensor = 0)
    {
        double[] x = new double[(int)(seconds * Rate)];
        new MachineSimulation(profile, fault, Rate, seed, sensor).Generate(x, severity);
        return x;
    }
}
