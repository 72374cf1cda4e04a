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
    private readonly FakeBroker _broker = new();
    private readonly TestBoard _board = new(1);

    [Fact]
    public void A_window_becomes_a_reading_with_features_scores_and_a_decision()
    {
        ModelImage image = Model();
        NodeApp app = App(Noise(1000), image, Memory());
        for (int i = 0; i < 10; i++)
        {
            Assert.True(app.MeasureOnce());
        }

        Reading reading = Last(app.Store);
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
        NodeApp app = App(new FakeSource(_ => Gaussian(random, level)), Model(), Memory());
        Measure(app, 10);
        Assert.Equal(MachineState.Normal, Last(app.Store).State);
        level = 8000;
        Measure(app, 40);
        Assert.Equal((MachineState.Alarm, 1), (Last(app.Store).State, Last(app.Store).Class));
    }

    [Fact]
    public void Gaps_and_stuck_sensors_are_marked_and_not_judged()
    {
        FakeSource source = Noise(1000);
        NodeApp app = App(source, Model(), Memory());
        source.Flags = SampleFlags.Gap;
        Measure(app, 1);
        Assert.Equal(ReadingFlags.Gap, Last(app.Store).Flags);
        Assert.Equal([0, 0], Last(app.Store).Scores[..2]);

        NodeApp stuck = App(new FakeSource(_ => 123), Model(), Memory());
        Measure(stuck, 1);
        Assert.Equal(ReadingFlags.Stuck, Last(stuck.Store).Flags);

        NodeApp loud = App(new FakeSource(i => i % 2 == 0 ? short.MaxValue : (short)0), Model(), Memory());
        Measure(loud, 1);
        Assert.Equal(ReadingFlags.Saturated, Last(loud.Store).Flags);
    }

    [Fact]
    public void Measuring_allocates_nothing_per_window()
    {
        string folder = Directory.CreateTempSubdirectory("aiot-alloc-").FullName;
        NodeApp app = App(Noise(1000), Model(), new FolderStorage(folder));
        Measure(app, 50);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Measure(app, 200);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        app.Store.Close();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Measuring_goes_on_while_the_network_hangs()
    {
        using var hang = new ManualResetEventSlim();
        _broker.Trouble = hang.Wait;
        NodeApp app = App(Noise(1000), null, Memory());
        app.Start();
        Wait.Until(() => app.Store.Produced >= 50, "fifty readings");
        hang.Set();
        app.Stop(10_000);
    }

    [Fact]
    public void A_failing_sensor_is_counted_and_tried_again()
    {
        FakeSource source = Noise(1000);
        source.Fails = true;
        NodeApp app = App(source, null, Memory());
        app.Start();
        Wait.Until(() => app.SensorFaults > 0, "a fault");
        source.Fails = false;
        Wait.Until(() => app.Store.Produced > 0, "a reading");
        app.Stop(10_000);
    }

    [Fact]
    public void A_model_that_does_not_fit_is_refused_in_one_line()
    {
        ModelImage wrong = Parse(Description() with { Recipe = new FeatureRecipe().Add(FeatureId.Rms).ToBytes(), SelfTestInput = null });
        Assert.Contains("4 features", Assert.Throws<ArgumentException>(() => BoardModel.Prepare(wrong, new MachineOptions(), 0)).Message, StringComparison.Ordinal);
        ModelImage raw = Parse(Description() with { Recipe = [] });
        Assert.Contains("recipe", Assert.Throws<ArgumentException>(() => BoardModel.Prepare(raw, new MachineOptions(), 0)).Message, StringComparison.Ordinal);
        ModelImage other = Parse(Description() with { Recipe = [1, 2, 3] });
        Assert.Throws<ArgumentException>(() => BoardModel.Prepare(other, new MachineOptions(), 0));
    }

    private static void Measure(NodeApp app, int windows)
    {
        for (int i = 0; i < windows; i++)
        {
            Assert.True(app.MeasureOnce());
        }
    }

    private TestPower Power { get; } = new();

    private static Flash Memory() => new(new Random(1));

    private static Reading Last(RingStore store)
    {
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        int length = store.Read(store.Produced, buffer, 0);
        var reading = new Reading();
        Assert.True(reading.TryDecode(buffer, 0, length), reading.Reason);
        return reading;
    }

    private static FakeSource Noise(double level)
    {
        // A table, so that the test's own source allocates and costs nothing.
        var random = new Random(1);
        short[] samples = [.. Enumerable.Range(0, 65536).Select(_ => Gaussian(random, level))];
        return new FakeSource(i => samples[i & 65535]);
    }

    private static short Gaussian(Random random, double level)
        => (short)Math.Clamp(level * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()), -32767, 32767);

    private NodeApp App(ISampleSource source, ModelImage? image, IStorage storage, NodeConfiguration? configuration = null)
    {
        configuration ??= new NodeConfiguration();
        (configuration.Device, configuration.Sensor, configuration.Machine.ShaftSpeedMilliHz) = ("fan-1", 3, 24_667);
        return new NodeApp(new NodeParts
        {
            Board = _board,
            Power = Power,
            Storage = storage,
            Store = new StoreOptions { SegmentBytes = 1 << 20 },
            Source = source,
            Client = _broker,
            Image = image,
            PackedWeightBudgetBytes = 4096,
            Configuration = configuration,
            FirstBackOffMilliseconds = 5,
        });
    }

    /// <summary>Four features, two classes; the louder the machine (feature 0, log2 of RMS), the more of class 1.</summary>
    private static QuantizedModel Description() => new()
    {
        Id = "loudness",
        Recipe = new FeatureRecipe().Add(FeatureId.Rms).Add(FeatureId.Peak).Add(FeatureId.Crest).Add(FeatureId.Kurtosis).ToBytes(),
        Classes = ["normal", "loud"],
        Provenance = new Provenance(new byte[32], new byte[8], SplitKind.Simulated, "test"),
        InputShape = TensorShape.Vector(4),
        Layers =
        [
            NormalizeLayer.FromStatistics([20.4 * 256, 0, 0, 0], [256, 1e6, 1e6, 1e6], 0.05, 0, TensorType.Int8),
            new DenseLayer
            {
                Weights = [-100, 0, 0, 0, 100, 0, 0, 0],
                Bias = [0, 0],
                Requantization = Requantization.FromFactors(0.02, 0.02),
            },
            SoftmaxLayer.ForScale(0.1),
        ],
    };

    private static ModelImage Model() => Parse(Description());

    private static ModelImage Parse(QuantizedModel description)
    {
        byte[] bytes = ModelImageWriter.Write(description);
        return ModelImage.Parse(bytes, bytes.Length);
    }
}
