using AIoT.Embedded.Sensing.Tests.Support;

namespace AIoT.Embedded.Sensing.Tests.Calibration;

public class OffsetCalibrationTests
{
    public static TheoryData<string> Parts => SensorBench.Parts;

    [Theory]
    [MemberData(nameof(Parts))]
    public void An_offset_is_found_at_rest_and_confirmed(string part)
    {
        var bench = new SensorBench(part, Motions.Rest(peak: part == "ADXL372" ? 0.3 : 0.01));
        bench.Part.OffsetG[2] = part == "ADXL372" ? 1.0 : 0.06;
        OffsetCalibration calibration = On(bench, part);
        Assert.True(calibration.TryCalibrate(1000), calibration.Fault);
        double found = calibration.OffsetLsb * (bench.Driver.NanoGPerLsb * 1e-9);
        Assert.InRange(found - bench.Part.OffsetG[2], -0.011 - bench.Driver.NanoGPerLsb * 0.5e-9, 0.011 + bench.Driver.NanoGPerLsb * 0.5e-9);
        Assert.Equal(calibration.OffsetLsb, bench.Sampler.OffsetLsb);
        double mean = bench.Read(997).Samples.Average(sample => (double)sample) * (bench.Driver.NanoGPerLsb * 1e-9);
        Assert.InRange(mean, 0.985, 1.015);
    }

    [Fact]
    public void Two_positions_find_the_offset_without_knowing_the_level()
    {
        double z = 1;
        var bench = new SensorBench("IIS3DWB", new Boards.Virtual.Parts.Motion.FunctionMotion(n => (0, 0, z + (n % 7 - 3) * 0.001)));
        bench.Part.OffsetG[2] = -0.05;
        var calibration = new OffsetCalibration(bench.Sampler);
        Assert.True(calibration.TryMeasureUp(out int up), calibration.Fault);
        z = -1;
        Assert.True(calibration.TryFinish(up), calibration.Fault);
        Assert.InRange(calibration.OffsetLsb * 488e-6, -0.051, -0.049);
    }

    [Fact]
    public void A_sensor_that_was_not_turned_over_is_refused()
    {
        var bench = new SensorBench("IIS3DWB", Motions.Rest());
        var calibration = new OffsetCalibration(bench.Sampler);
        Assert.True(calibration.TryMeasureUp(out int up), calibration.Fault);
        Refused(bench, calibration, calibration.TryFinish(up), "was not turned over");
    }

    [Fact]
    public void A_running_machine_is_refused()
    {
        var bench = new SensorBench("IIS3DWB", Motions.Sine(0.5, 40));
        var calibration = new OffsetCalibration(bench.Sampler);
        Refused(bench, calibration, calibration.TryCalibrate(0), "not at rest: stop the machine");
    }

    [Fact]
    public void An_offset_beyond_belief_is_refused()
    {
        var bench = new SensorBench("IIS3DWB", Motions.Rest());
        var calibration = new OffsetCalibration(bench.Sampler);
        Refused(bench, calibration, calibration.TryCalibrate(0), "position that was named");
    }

    [Fact]
    public void A_stuck_sensor_is_refused()
    {
        var bench = new SensorBench("IIS3DWB", Motions.Rest()) { Part = { StuckAxis = 2 } };
        var calibration = new OffsetCalibration(bench.Sampler);
        Refused(bench, calibration, calibration.TryCalibrate(0), "stuck");
    }

    [Fact]
    public void A_sensor_that_drifts_is_refused_by_the_second_measurement()
    {
        var bench = new SensorBench("IIS3DWB", new Boards.Virtual.Parts.Motion.FunctionMotion(n => (0, 0, (n % 7 - 3) * 0.001 + Math.Min(n, 8000) * 1e-5)));
        var calibration = new OffsetCalibration(bench.Sampler);
        Refused(bench, calibration, calibration.TryCalibrate(0), "second measurement");
    }

    [Fact]
    public void A_dead_bus_is_refused()
    {
        var bench = new SensorBench("IIS3DWB", Motions.Rest()) { Part = { StuckBus = 0xFF } };
        var calibration = new OffsetCalibration(bench.Sampler);
        Refused(bench, calibration, calibration.TryCalibrate(0), "stuck high");
    }

    private static OffsetCalibration On(SensorBench bench, string part) => part == "ADXL372"
        ? new OffsetCalibration(bench.Sampler) { OffsetLimitMilliG = 3000, NoiseLimitMilliG = 500 }
        : new OffsetCalibration(bench.Sampler);

    private static void Refused(SensorBench bench, OffsetCalibration calibration, bool result, string because)
    {
        Assert.False(result);
        Assert.Contains(because, calibration.Fault, StringComparison.Ordinal);
        Assert.Equal(0, bench.Sampler.OffsetLsb);
    }
}
