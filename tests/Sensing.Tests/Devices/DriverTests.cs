using System.Device.Spi;
using AIoT.Embedded.Boards.Virtual.Parts.Devices;
using AIoT.Embedded.Sensing.Tests.Support;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Sensing.Tests.Devices;

/// <summary>Each driver against its part, simulated at the registers.</summary>
public class DriverTests
{
    public static TheoryData<string> Parts => SensorBench.Parts;

    public static TheoryData<string, Axis> PartsAndAxes
    {
        get
        {
            var data = new TheoryData<string, Axis>();
            foreach (string part in (string[])["IIS3DWB", "KX134-1211", "ADXL372", "ICM-42688-P", "ADXL345"])
            {
                data.Add(part, Axis.X);
                data.Add(part, Axis.Y);
                data.Add(part, Axis.Z);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(PartsAndAxes))]
    public void Every_sample_of_the_axis_arrives_once_and_in_order(string part, Axis axis)
    {
        var bench = new SensorBench(part, axis: axis);
        var all = new List<short>();
        bench.Read(1);
        long lost = bench.Part.Lost;
        bench.Sampler.Restart();
        for (int i = 0; i < 20; i++)
        {
            (short[] samples, int flags) = bench.Read(200 + 13 * i);
            Assert.Equal(0, flags);
            all.AddRange(samples);
        }

        Assert.True(SensorBench.IsConsecutive(all.ToArray()));
        Assert.Equal(lost, bench.Part.Lost);
        Assert.Equal(1, bench.Sampler.Starts);
    }

    [Theory]
    [InlineData("KX134-1211")]
    [InlineData("ADXL372")]
    [InlineData("ICM-42688-P")]
    [InlineData("ADXL345")]
    public void It_is_the_same_over_I2C(string part)
    {
        var bench = new SensorBench(part, i2c: true);
        (short[] samples, int flags) = bench.Read(700);
        Assert.Equal(0, flags);
        Assert.True(SensorBench.IsConsecutive(samples));
    }

    [Fact]
    public void An_I2C_address_where_nobody_is_is_a_fault()
    {
        var bench = new SensorBench("KX134-1211", i2c: true);
        bench.Part.StuckBus = 0;
        Assert.False(bench.Driver.TryStart());
        Assert.Equal("KX134-1211: the bus reports a failure", bench.Driver.Fault);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Another_part_is_not_taken_for_it(string part)
    {
        var bench = new SensorBench(part) { Part = { WrongIdentity = 0x42 } };
        Assert.False(bench.Driver.TryStart());
        Assert.Contains("identity reads 0x42", bench.Driver.Fault, StringComparison.Ordinal);
        Assert.False(bench.Sampler.TryRead(new short[64], 0, 64));
        Assert.Equal(bench.Driver.Fault, bench.Sampler.Fault);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_bus_that_is_stuck_is_named_so(string part)
    {
        foreach ((byte level, string name) in new[] { ((byte)0xFF, "stuck high"), ((byte)0x00, "stuck low") })
        {
            var bench = new SensorBench(part) { Part = { StuckBus = level } };
            Assert.False(bench.Driver.TryStart());
            Assert.Contains(name, bench.Driver.Fault, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_bus_that_breaks_while_sampling_ends_the_read_in_bounded_time_and_heals(string part)
    {
        foreach (byte level in new byte[] { 0xFF, 0x00 })
        {
            var bench = new SensorBench(part);
            bench.Read(500);
            bench.Part.StuckBus = level;
            long before = bench.Milliseconds;
            Assert.False(bench.Sampler.TryRead(new short[100], 0, 100));
            Assert.InRange(bench.Milliseconds - before, 0, 100 * 1000 / bench.Driver.SampleRateHz + 1100);
            Assert.NotNull(bench.Sampler.Fault);
            bench.Part.StuckBus = null;
            (short[] samples, int flags) = bench.Read(500);
            Assert.Equal(0, flags);
            Assert.True(SensorBench.IsConsecutive(samples));
            Assert.Equal(2, bench.Sampler.Starts);
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_at_rest_passes_its_self_test_and_can_be_started_after_it(string part)
    {
        var bench = new SensorBench(part, Motions.Rest());
        Assert.True(bench.Driver.TrySelfTest(), bench.Driver.Fault);
        Assert.True(bench.Driver.TryStart(), bench.Driver.Fault);
        Assert.NotEqual(0, bench.Read(300).Samples[299]);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_mass_that_does_not_move_or_moves_too_far_fails_the_self_test(string part)
    {
        foreach (double gain in new[] { 0.0, 0.15, 4.0 })
        {
            var bench = new SensorBench(part, Motions.Rest()) { Part = { SelfTestGain = gain } };
            Assert.False(bench.Driver.TrySelfTest());
            Assert.Contains("self-test", bench.Driver.Fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Without_factory_codes_the_absolute_limits_judge()
    {
        var bench = new SensorBench("ICM-42688-P", Motions.Rest());
        ((Icm42688Part)bench.Part).HasFactoryCodes = false;
        bench.Part.SelfTestGain = 0.15;
        Assert.True(bench.Driver.TrySelfTest(), bench.Driver.Fault);
        bench.Part.SelfTestGain = 0.1;
        Assert.False(bench.Driver.TrySelfTest());
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void One_reading_of_all_axes_has_their_weights(string part)
    {
        var bench = new SensorBench(part, Motions.Rest());
        Assert.True(bench.Driver.TryStart(), bench.Driver.Fault);
        bench.Sleep(20);
        short[] xyz = new short[3];
        Assert.True(bench.Driver.TryRead(xyz));
        Assert.InRange(xyz[2] * (bench.Driver.NanoGPerLsb * 1e-9), 0.85, 1.15);
        Assert.InRange(xyz[0] * (bench.Driver.NanoGPerLsb * 1e-9), -0.15, 0.15);
    }

    [Theory]
    [InlineData(Iis3dwbRange.G2, 2)]
    [InlineData(Iis3dwbRange.G4, 4)]
    [InlineData(Iis3dwbRange.G8, 8)]
    [InlineData(Iis3dwbRange.G16, 16)]
    public void A_range_is_as_wide_as_it_says(Iis3dwbRange range, int g)
    {
        var bench = new SensorBench("IIS3DWB", Motions.Rest());
        var driver = new Iis3dwb(new SpiRegisterBus(SpiDevice.Create(Iis3dwb.Settings(1, 5, 1_000_000)), 0, 0x80, 0), bench, range, Axis.Z, 32);
        Assert.InRange((double)driver.NanoGPerLsb * driver.FullScaleLsb * 1e-9, g * 0.99, g * 1.01);
        Assert.True(driver.TryStart(), driver.Fault);
        bench.Sleep(5);
        short[] xyz = new short[3];
        Assert.True(driver.TryRead(xyz));
        Assert.InRange(xyz[2] * (driver.NanoGPerLsb * 1e-9), 0.9, 1.1);
    }

    [Fact]
    public void Rates_and_watermarks_that_a_part_has_not_are_refused()
    {
        var bench = new SensorBench("KX134-1211");
        var bus = new SpiRegisterBus(SpiDevice.Create(Kx134.Settings(1, 5, 1_000_000)), 0, 0x80, 0);
        Assert.Throws<ArgumentException>(() => new Kx134(bus, bench, 10000, Kx134Range.G8, Axis.X, 40));
        Assert.Throws<ArgumentException>(() => new Kx134(bus, bench, 12800, Kx134Range.G8, Axis.X, 86));
        Assert.Throws<ArgumentException>(() => new Icm42688(bus, bench, 500, Icm42688Range.G8, Axis.X, 40));
        Assert.Throws<ArgumentException>(() => new Adxl372(bus, bench, 12800, Axis.X, 40));
        Assert.Throws<ArgumentException>(() => new Adxl345(bus, bench, 50, Axis.X, 16));
        Assert.Throws<ArgumentException>(() => new Iis3dwb(bus, bench, Iis3dwbRange.G2, Axis.X, 512));
        Assert.Throws<ArgumentException>(() => new Iis3dwb(bus, bench, Iis3dwbRange.G2, (Axis)3, 128));
    }

    /// <summary>A read of its buffer that lasts longer than a period of its rate loses data: the driver reads it in pieces, over slow buses too.</summary>
    [Theory]
    [InlineData(25600, 10_000_000)]
    [InlineData(12800, 2_000_000)]
    [InlineData(6400, 10_000_000)]
    [InlineData(3200, 400_000)]
    public void The_KX134_s_buffer_is_read_in_pieces_that_lose_nothing(int rateHz, int clockHz)
    {
        var bench = new SensorBench("KX134-1211");
        var driver = new Kx134(new SpiRegisterBus(SpiDevice.Create(Kx134.Settings(1, 5, clockHz)), 0, 0x80, 0), bench, rateHz, Kx134Range.G16, Axis.Z, Kx134.DefaultWatermark);
        Assert.InRange(driver.Watermark, 2, Kx134.DefaultWatermark);
        var sampler = new FifoSampler(driver, bench, bench);
        short[] samples = new short[2000];
        Assert.True(sampler.TryRead(samples, 0, 100), sampler.Fault);
        Assert.True(sampler.Restart());
        long lost = bench.Part.Lost;
        Assert.True(sampler.TryRead(samples, 0, samples.Length), sampler.Fault);
        Assert.Equal(0, sampler.TakeFlags());
        Assert.Equal(lost, bench.Part.Lost);
        Assert.True(SensorBench.IsConsecutive(samples));
    }

    [Fact]
    public void A_bus_that_is_too_slow_for_the_KX134_s_rate_is_refused()
    {
        var bench = new SensorBench("KX134-1211");
        var bus = new SpiRegisterBus(SpiDevice.Create(Kx134.Settings(1, 5, 1_000_000)), 0, 0x80, 0);
        Assert.Contains("too slow", Assert.Throws<ArgumentException>(() => new Kx134(bus, bench, 25600, Kx134Range.G8, Axis.X, 40)).Message, StringComparison.Ordinal);
    }

    /// <summary>The microcontroller has restarted, the part has not: it still measures, with another range and rate.</summary>
    [Theory]
    [MemberData(nameof(Parts))]
    public void A_part_that_was_left_running_is_reset_and_started(string part)
    {
        var bench = new SensorBench(part);
        bench.Read(500);
        var sampler = new FifoSampler(bench.Driver, bench, bench);
        short[] samples = new short[500];
        Assert.True(sampler.TryRead(samples, 0, samples.Length), sampler.Fault);
        Assert.Equal(0, sampler.TakeFlags());
        Assert.True(SensorBench.IsConsecutive(samples));
    }

    [Fact]
    public void A_part_refuses_an_SPI_mode_that_it_does_not_take()
    {
        _ = new SensorBench("ADXL345");
        Assert.Contains("mode 3", Assert.Throws<ArgumentException>(() => SpiDevice.Create(new SpiConnectionSettings(1, 5) { Mode = SpiMode.Mode1 })).Message, StringComparison.Ordinal);
        Assert.Contains("no simulated part", Assert.Throws<ArgumentException>(() => SpiDevice.Create(new SpiConnectionSettings(2, 5))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_that_lost_power_for_a_moment_is_noticed()
    {
        var bench = new SensorBench("IIS3DWB");
        bench.Read(1000);
        ((ISpiPart)bench.Part).Transfer([0x12, 0x01], new byte[2]);
        Assert.False(bench.Sampler.TryRead(new short[1000], 0, 1000));
        Assert.Contains("lost power or was reset", bench.Sampler.Fault, StringComparison.Ordinal);
        Assert.True(SensorBench.IsConsecutive(bench.Read(1000).Samples));
    }
}
