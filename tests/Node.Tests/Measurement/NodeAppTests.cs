using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Node.Tests.Store;
using AIoT.Embedded.Node.Tests.Uplinks;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.Measurements;

public sealed class NodeAppTests
{
    private readonly AppBench _bench = new();

    [Fact]
    public void A_window_becomes_a_reading_with_features_scores_and_a_decision()
    {
        ModelImage image = AppBench.Model();
        NodeApp app = _bench.App(AppBench.Noise(1000), image, AppBench.Memory());
        for (int i = 0; i < 10; i++)
        {
            Assert.True(app.MeasureOnce());
        }

        Reading reading = AppBench.Last(app.Store);
        Assert.Equal((app.Store.Epoch, 10L, 1u, 3), (reading.Epoch, reading.Seq, reading.Boot, reading.Sensor));
        Assert.Equal((0, 12800, 24_667), (reading.Flags, reading.Rate, reading.SpeedMilliHz));
        Assert.True(reading.HasModel);
        Assert.Equal(image.ComputeHash()[..8], reading.Model);
        Assert.Equal((4, 2), (reading.FeatureCount, reading.ScoreCount));
        Assert.Equal(WireLimits.OneQ15, reading.Scores[0] + reading.Scores[1]);
        Assert.True(reading.Scores[0] > reading.Scores[1], "1000 counts of noise are normal for this model");
        Assert.Equal((MachineState.Normal, 0), (reading.State, reading.Class));

        // 1000 counts of 488 ug: 0.488 g RMS; noise has a kurtosis of 3.
        Assert.InRange(reading.Scalars[1], 480_000, 496_000);
        Assert.InRange(reading.Scalars[4], 2.5 * 256, 3.5 * 256);
    }

    [Fact]
    public void A_louder_machine_raises_the_alarm_that_the_model_sees()
    {
        double level = 1000;
        var random = new Random(2);
        NodeApp app = _bench.App(new FakeSource(_ => AppBench.Gaussian(random, level)), AppBench.Model(), AppBench.Memory());
        AppBench.Measure(app, 10);
        Assert.Equal(MachineState.Normal, AppBench.Last(app.Store).State);
        level = 8000;
        AppBench.Measure(app, 40);
        Assert.Equal((MachineState.Alarm, 1), (AppBench.Last(app.Store).State, AppBench.Last(app.Store).Class));
    }

    [Fact]
    public void Gaps_and_stuck_sensors_are_marked_and_not_judged()
    {
        FakeSource source = AppBench.Noise(1000);
        NodeApp app = _bench.App(source, AppBench.Model(), AppBench.Memory());
        source.Flags = SampleFlags.Gap;
        AppBench.Measure(app, 1);
        Assert.Equal(ReadingFlags.Gap, AppBench.Last(app.Store).Flags);
        Assert.Equal([0, 0], AppBench.Last(app.Store).Scores[..2]);

        NodeApp stuck = _bench.App(new FakeSource(_ => 123), AppBench.Model(), AppBench.Memory());
        AppBench.Measure(stuck, 1);
        Assert.Equal(ReadingFlags.Stuck, AppBench.Last(stuck.Store).Flags);

        NodeApp loud = _bench.App(new FakeSource(i => i % 2 == 0 ? short.MaxValue : (short)0), AppBench.Model(), AppBench.Memory());
        AppBench.Measure(loud, 1);
        Assert.Equal(ReadingFlags.Saturated, AppBench.Last(loud.Store).Flags);
    }

    [Fact]
    public void Measuring_allocates_nothing_per_window()
    {
        string folder = Directory.CreateTempSubdirectory("aiot-alloc-").FullName;
        NodeApp app = _bench.App(AppBench.Noise(1000), AppBench.Model(), new FolderStorage(folder));
        AppBench.Measure(app, 50);

        long before = GC.GetAllocatedBytesForCurrentThread();
        AppBench.Measure(app, 200);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        app.Store.Close();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Measuring_goes_on_while_the_network_hangs()
    {
        using var hang = new ManualResetEventSlim();
        _bench.Broker.Trouble = hang.Wait;
        NodeApp app = _bench.App(AppBench.Noise(1000), null, AppBench.Memory());
        app.Start();
        Wait.Until(() => app.Store.Produced >= 50, "fifty readings");
        hang.Set();
        app.Stop(10_000);
    }

    [Fact]
    public void A_failing_sensor_is_counted_and_tried_again()
    {
        FakeSource source = AppBench.Noise(1000);
        source.Fails = true;
        NodeApp app = _bench.App(source, null, AppBench.Memory());
        app.Start();
        Wait.Until(() => app.SensorFaults > 0, "a fault");
        source.Fails = false;
        Wait.Until(() => app.Store.Produced > 0, "a reading");
        app.Stop(10_000);
    }

    [Fact]
    public void A_model_that_does_not_fit_is_refused_in_one_line()
    {
        ModelImage wrong = AppBench.Parse(AppBench.Description() with { Recipe = new FeatureRecipe().Add(FeatureId.Rms).ToBytes(), SelfTestInput = null });
        Assert.Contains("4 features", Assert.Throws<ArgumentException>(() => BoardModel.Prepare(wrong, new MachineOptions(), 0)).Message, StringComparison.Ordinal);
        ModelImage raw = AppBench.Parse(AppBench.Description() with { Recipe = [] });
        Assert.Contains("recipe", Assert.Throws<ArgumentException>(() => BoardModel.Prepare(raw, new MachineOptions(), 0)).Message, StringComparison.Ordinal);
        ModelImage other = AppBench.Parse(AppBench.Description() with { Recipe = [1, 2, 3] });
        Assert.Throws<ArgumentException>(() => BoardModel.Prepare(other, new MachineOptions(), 0));
    }
}
