using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Textbook;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Bench;

/// <summary>The networks of the benchmark: int8 dense layers with weights of a fixed random sequence, once for the project's code and once for the textbook's.</summary>
public static class BenchModels
{
    private const int Seed = 20480;

    /// <summary>Layer sizes of the autoencoder.</summary>
    public static IReadOnlyList<int> Autoencoder { get; } = [32, 24, 16, 24, 32];

    /// <summary>Layer sizes of a single layer.</summary>
    public static IReadOnlyList<int> Layer96X32 { get; } = [96, 32];

    /// <summary>Layer sizes of the smallest layer that the per-MAC bar is for.</summary>
    public static IReadOnlyList<int> Layer32X24 { get; } = [32, 24];

    /// <summary>The convolution's input: positions and channels; and its kernel and outputs.</summary>
    public const int SeriesLength = 64;
    public const int SeriesChannels = 8;
    private const int SeriesKernel = 5;
    private const int SeriesUnits = 24;

    /// <summary>Multiply-accumulates of the convolution.</summary>
    public const int ConvolutionMacs = (SeriesLength - SeriesKernel + 1) * SeriesKernel * SeriesChannels * SeriesUnits;

    public static int Macs(IReadOnlyList<int> sizes)
    {
        int macs = 0;
        for (int i = 0; i + 1 < sizes.Count; i++)
        {
            macs += sizes[i] * sizes[i + 1];
        }

        return macs;
    }

    /// <summary>int8 in, int8 out; ReLU after every layer but the last.</summary>
    public static QuantizedModel Dense(IReadOnlyList<int> sizes) => new()
    {
        Id = "bench",
        Provenance = new Provenance(new byte[32], new byte[8], SplitKind.Unknown, "bench"),
        InputShape = TensorShape.Vector(sizes[0]),
        InputType = TensorType.Int8,
        Layers = [.. DenseLayers(sizes)],
    };

    /// <summary>int8 in, int8 out: 64 positions of 8 channels, 24 kernels of 5.</summary>
    public static QuantizedModel Convolution() => new()
    {
        Id = "bench-conv1d",
        Provenance = new Provenance(new byte[32], new byte[8], SplitKind.Unknown, "bench"),
        InputShape = new TensorShape(1, SeriesLength, SeriesChannels),
        InputType = TensorType.Int8,
        Layers = [ConvolutionLayer()],
    };

    /// <summary>The same in textbook form.</summary>
    public static TextbookConvolution TextbookConvolution()
    {
        ConvolutionLayer layer = ConvolutionLayer();
        return new TextbookConvolution(
            SeriesLength, SeriesChannels, SeriesKernel, SeriesUnits, layer.Weights, [.. layer.Bias], [.. layer.Requantization.Multipliers], layer.Requantization.Shifts[0], 0, 0);
    }

    /// <summary>Features in, normalized, through the autoencoder, the reconstruction error out as one score.</summary>
    public static QuantizedModel Monitor() => new()
    {
        Id = "bench-monitor",
        Provenance = new Provenance(new byte[32], new byte[8], SplitKind.Unknown, "bench"),
        InputShape = TensorShape.Vector(Autoencoder[0]),
        InputType = TensorType.Features,
        Layers =
        [
            NormalizeLayer.FromStatistics([.. Enumerable.Repeat(500.0, 32)], [.. Enumerable.Repeat(700.0, 32)], 0.03),
            .. DenseLayers(Autoencoder),
            ReconstructionErrorLayer.For([1, Autoencoder.Count], 0.03, 0, 0.03, 0, Autoencoder[0], 4),
        ],
    };

    /// <summary>The 32 features: all scalars, 16 bands, the envelope's three and the four fault orders, the shaft's.</summary>
    public static FeatureRecipe Recipe() => new FeatureRecipe
    {
        WindowLength = 1024,
        Hop = 1024,
        SampleRateMilliHz = BenchSignal.SampleRateHz * 1000,
        EnvelopeLowHz = BenchSignal.SampleRateHz * 15 / 100,
        EnvelopeHighHz = BenchSignal.SampleRateHz * 35 / 100,
        ShaftSpeedMilliHz = BenchSignal.ShaftMilliHz,
        BpfoQ16 = Order(3.585),
        BpfiQ16 = Order(5.415),
        BsfQ16 = Order(2.357),
        FtfQ16 = Order(0.398),
    }
    .Add(FeatureId.Rms).Add(FeatureId.Peak).Add(FeatureId.VelocityRms).Add(FeatureId.Crest).Add(FeatureId.Kurtosis).Add(FeatureId.Skewness)
    .AddBands(16, BandRule.EqualWidth, 100, 6000)
    .Add(FeatureId.EnvelopeLevel).Add(FeatureId.EnvelopeKurtosis).Add(FeatureId.EnvelopeCrest).Add(FeatureId.FaultCombs)
    .Add(FeatureId.ShaftSpeed).AddShaftOrders(2);

    /// <summary>The same dense layers in textbook form.</summary>
    public static TextbookNetwork TextbookDense(IReadOnlyList<int> sizes) =>
        new([.. DenseLayers(sizes).Select((layer, i) => new TextbookDense(
            sizes[i], sizes[i + 1], layer.Weights, [.. layer.Bias], [.. layer.Requantization.Multipliers], layer.Requantization.Shifts[0], 0, 0, layer.Clip is null ? -128 : 0))]);

    /// <summary>An input for <see cref="Dense"/>.</summary>
    public static int[] Input(int count)
    {
        var random = new Random(Seed + count);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(-128, 128))];
    }

    private static ConvolutionLayer ConvolutionLayer()
    {
        DenseLayer dense = DenseLayers([SeriesKernel * SeriesChannels, SeriesUnits]).Single();
        return new ConvolutionLayer { Weights = dense.Weights, Bias = dense.Bias, Requantization = dense.Requantization, Window = new WindowGeometry { KernelWidth = SeriesKernel } };
    }

    private static IEnumerable<DenseLayer> DenseLayers(IReadOnlyList<int> sizes)
    {
        var random = new Random(Seed);
        for (int i = 0; i + 1 < sizes.Count; i++)
        {
            int inputs = sizes[i];
            int units = sizes[i + 1];
            yield return new DenseLayer
            {
                Weights = [.. Enumerable.Range(0, inputs * units).Select(_ => (sbyte)random.Next(-127, 128))],
                Bias = [.. Enumerable.Range(0, units).Select(_ => random.Next(-2000, 2001))],
                Requantization = Requantization.FromFactors([.. Enumerable.Range(0, units).Select(_ => (0.5 + random.NextDouble()) / (80 * Math.Sqrt(inputs)))]),
                Clip = i + 2 < sizes.Count ? new ClipRange(0, 127) : null,
            };
        }
    }

    private static int Order(double order) => (int)Math.Round(order * FeatureRecipe.OrderOne);
}
