using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Node.Tests.Store;
using AIoT.Embedded.Node.Tests.Uplinks;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.Measurements;

/// <summary>The application on a bench: a sensor, a model and a broker that a test commands.</summary>
internal sealed class AppBench
{
    public FakeBroker Broker { get; } = new();

    public TestBoard Board { get; } = new(1);

    public static void Measure(NodeApp app, int windows)
    {
        for (int i = 0; i < windows; i++)
        {
            Assert.True(app.MeasureOnce());
        }
    }

    public TestPower Power { get; } = new();

    public static Flash Memory() => new(new Random(1));

    public static Reading Last(RingStore store)
    {
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        int length = store.Read(store.Produced, buffer, 0);
        var reading = new Reading();
        Assert.True(reading.TryDecode(buffer, 0, length), reading.Reason);
        return reading;
    }

    public static FakeSource Noise(double level)
    {
        // A table, so that the test's own source allocates and costs nothing.
        var random = new Random(1);
        short[] samples = [.. Enumerable.Range(0, 65536).Select(_ => Gaussian(random, level))];
        return new FakeSource(i => samples[i & 65535]);
    }

    public static short Gaussian(Random random, double level)
        => (short)Math.Clamp(level * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()), -32767, 32767);

    public NodeApp App(ISampleSource source, ModelImage? image, IStorage storage, NodeConfiguration? configuration = null, ConfigurationStore? configurations = null, IBoard? board = null)
    {
        configuration ??= new NodeConfiguration();
        (configuration.Device, configuration.Sensor, configuration.Machine.ShaftSpeedMilliHz) = ("fan-1", 3, 24_667);
        return new NodeApp(new NodeParts
        {
            Board = board ?? Board,
            Power = Power,
            Storage = storage,
            Store = new StoreOptions { SegmentBytes = 1 << 20 },
            Source = source,
            Client = Broker,
            Image = image,
            PackedWeightBudgetBytes = 4096,
            Configuration = configuration,
            Configurations = configurations,
            FirstBackOffMilliseconds = 5,
        });
    }

    /// <summary>Four features, two classes; the louder the machine (feature 0, log2 of RMS), the more of class 1.</summary>
    public static QuantizedModel Description() => new()
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

    public static ModelImage Model() => Parse(Description());

    public static ModelImage Parse(QuantizedModel description)
    {
        byte[] bytes = ModelImageWriter.Write(description);
        return ModelImage.Parse(bytes, bytes.Length);
    }
}
