using System.Device.Gpio;
using System.Device.Spi;
using AIoT.Embedded.Boards.Virtual.Parts.Devices;
using AIoT.Embedded.Sensing.Tests.Support;
using AIoT.Embedded.Standins.Simulation;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Sensing.Tests.Sampling;

public class FifoSamplerTests
{
    public static TheoryData<string> Parts => SensorBench.Parts;

    [Theory]
    [MemberData(nameof(Parts))]
    public void Late_reads_are_marked_and_the_next_window_is_whole_again(string part)
    {
        var bench = new SensorBench(part);
        bench.Read(300);
        bench.Sleep(2000 * bench.Driver.Capacity / bench.Driver.SampleRateHz + 5);
        (short[] late, int flags) = bench.Read(2 * bench.Driver.Capacity);
        Assert.Equal(SampleFlags.Gap, flags);
        Assert.True(bench.Part.Lost > 0);
        (short[] next, int after) = bench.Read(500);
        Assert.Equal(0, after);
        Assert.True(SensorBench.IsConsecutive(next));
        Assert.True(SensorBench.Follows(late[^1], next[0]));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void No_sample_is_ever_lost_unmarked(string part)
    {
        int seed = TestData.Seed;
        int turns = TestData.LongMode ? 20_000 : 400;
        var random = new Random(seed);
        var bench = new SensorBench(part);
        int rate = bench.Driver.SampleRateHz;
        bool held = false;
        bench.Slow.AfterBurst = () =>
        {
            if (held && random.Next(4) == 0)
            {
                bench.Sleep(random.Next(3000 * bench.Driver.Capacity / rate + 2));
            }
        };
        short last = bench.Read(64).Samples[^1];
        for (int turn = 0; turn < turns; turn++)
        {
            held = random.Next(3) == 0;
            if (random.Next(3) == 0)
            {
                bench.Sleep(random.Next(1500 * bench.Driver.Capacity / rate + 2));
            }

            (short[] samples, int flags) = bench.Read(random.Next(1, 400));
            bool whole = SensorBench.Follows(last, samples[0]) && SensorBench.IsConsecutive(samples);
            Assert.True(whole || flags == SampleFlags.Gap, $"seed {seed}, turn {turn}: samples are missing and flags are {flags}");
            last = samples[^1];
        }

        Assert.True(bench.Part.Lost > 0, "nothing was lost: the test tests nothing");
        Assert.True(bench.Sampler.Gaps > 0);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_restart_begins_now_and_is_no_gap(string part)
    {
        var bench = new SensorBench(part);
        bench.Read(300);
        bench.Sleep(2000 * bench.Driver.Capacity / bench.Driver.SampleRateHz + 5);
        Assert.True(bench.Sampler.Restart());
        (short[] samples, int flags) = bench.Read(600);
        Assert.Equal(0, flags);
        Assert.True(SensorBench.IsConsecutive(samples));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_stuck_axis_is_flagged_and_others_do_not_hide_it(string part)
    {
        var bench = new SensorBench(part, Motions.Sine(0.5, 37));
        Assert.Equal(0, bench.Read(2000).Flags);
        bench.Part.StuckAxis = 2;
        bench.Read(1200);
        Assert.Equal(SampleFlags.Stuck, bench.Read(1200).Flags);
        bench.Part.StuckAxis = null;
        bench.Read(1200);
        Assert.Equal(0, bench.Read(1200).Flags);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_sample_at_full_scale_is_flagged(string part)
    {
        double full = part switch { "ADXL372" => 204.7, _ => 16 };
        Assert.Equal(SampleFlags.Saturated, new SensorBench(part, Motions.Sine(1.2 * full, 37)).Read(1000).Flags);
        Assert.Equal(0, new SensorBench(part, Motions.Sine(0.95 * full, 37)).Read(1000).Flags);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void An_offset_is_taken_off_and_does_not_wrap(string part)
    {
        var bench = new SensorBench(part);
        bench.Sampler.OffsetLsb = 100;
        short[] samples = bench.Read(2500).Samples;
        Assert.Equal(-1100, samples.Min());
        Assert.Equal(899, samples.Max());
        var saturated = new SensorBench(part, Motions.Sine(1000, 2));
        saturated.Sampler.OffsetLsb = -100;
        Assert.True(saturated.Read(500).Samples.All(sample => Math.Abs((int)sample) <= saturated.Driver.FullScaleLsb));
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void Sampling_allocates_nothing(string part)
    {
        var bench = new SensorBench(part);
        var buffer = new short[1000];
        for (int i = 0; i < 20; i++)
        {
            Assert.True(bench.Sampler.TryRead(buffer, 0, 1000));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            bench.Sampler.TryRead(buffer, 0, 1000);
            bench.Sampler.TakeFlags();
            bench.Sampler.TryRead(buffer, 0, 333);
            bench.Sampler.Restart();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task In_real_time_the_pin_wakes_the_sampler()
    {
        var clock = new SystemHardwareClock();
        var hardware = new SimulatedHardware(clock);
        SimulatedHardware.Current = hardware;
        var part = new Adxl372Part(clock, SensorBench.Ramp(Axis.X, 0.1)) { Interrupt = hardware.Pin(4) };
        hardware.AttachSpi(1, 5, part);
        using var end = new CancellationTokenSource();
        Task tick = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
            while (!end.IsCancellationRequested)
            {
                await timer.WaitForNextTickAsync();
                part.Tick();
            }
        });
        using var controller = new GpioController();
        var signal = new PinSignal(controller.OpenPin(4, PinMode.Input));
        var time = new SystemClock();
        var sampler = new FifoSampler(new Adxl372(SpiDevice.Create(Adxl372.Settings(1, 5, 8_000_000)), time, 800, Axis.X), signal, time);
        short[] samples = new short[400];
        Assert.True(sampler.TryRead(samples, 0, 400), sampler.Fault);
        Assert.True(SensorBench.IsConsecutive(samples) || sampler.TakeFlags() == SampleFlags.Gap);
        sampler.Stop();
        signal.Close();
        await end.CancelAsync();
        await tick;
    }
}
