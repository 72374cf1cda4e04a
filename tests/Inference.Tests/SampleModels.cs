using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Inference.Tests;

/// <summary>Models that between them use every kind of layer, fixed by a seed.</summary>
internal static class SampleModels
{
    /// <summary>A small image network: convolutions, pooling, sum, join, tables, a wide dense layer, softmax.</summary>
    internal static QuantizedModel Plane(int seed = 1)
    {
        var random = new RandomModels(seed);
        var same = new WindowGeometry { KernelHeight = 3, KernelWidth = 3, PadTop = 1, PadLeft = 1, PadBottom = 1, PadRight = 1 };
        var pool = new WindowGeometry { KernelHeight = 2, KernelWidth = 2, StrideHeight = 2, StrideWidth = 2, PadRight = 1 };
        var shape = new TensorShape(6, 7, 3);
        return RandomModels.Model(
            shape,
            TensorType.Int8,
            Convolution(random, 3, 4, same, true),
            new DepthwiseLayer { Plane = true, Window = same, InputZeroPoint = -3, Weights = random.Weights(36), Bias = random.SmallBiases(4), Requantization = random.Scales(4, 9), ZeroPoint = 2 },
            new AddLayer { Inputs = [1, 2], ZeroPointA = 1, ZeroPointB = 2, MultiplierA = 1 << 20, MultiplierB = 3 << 19, Shift = 21 },
            new MaxPoolLayer { Window = pool },
            new AveragePoolLayer { Inputs = [3], Window = pool, Requantization = AveragePoolLayer.For(pool, 1) },
            new ConcatenateLayer { Inputs = [4, 5], Axis = 2 },
            new ReshapeLayer { Shape = TensorShape.Vector(96) },
            Dense(random, 96, 10) with { Clip = new ClipRange(0, 127) },
            LookupLayer.Tanh(0.03, 0),
            Dense(random, 10, 4),
            SoftmaxLayer.ForScale(0.05)) with
        {
            Id = "plane",
            Classes = ["normal", "inner", "outer", "ball"],
            SelfTestInput = [.. Enumerable.Range(0, shape.Count).Select(i => (i * 37 % 256) - 128)],
        };
    }

    /// <summary>An autoencoder of features with 16-bit activations at its ends and a reconstruction error.</summary>
    internal static QuantizedModel Autoencoder(int seed = 2)
    {
        var random = new RandomModels(seed);
        return RandomModels.Model(
            TensorShape.Vector(20),
            TensorType.Features,
            NormalizeLayer.FromStatistics([.. Enumerable.Range(0, 20).Select(i => 100.0 * i)], [.. Enumerable.Range(0, 20).Select(i => 40.0 + i)], 0.001, 0, TensorType.Int16),
            new RescaleLayer { Requantization = Requantization.FromFactors(0.03) },
            Dense(random, 20, 12),
            Dense(random, 12, 20),
            new RescaleLayer { Requantization = Requantization.FromFactors(33), OutputType = TensorType.Int16 },
            ReconstructionErrorLayer.For([1, 5], 0.001, 0, 0.001, 0, 20, 9) with { MultiplierA = 100, MultiplierB = 101 }) with
        {
            Id = "autoencoder",
            Recipe = [.. Enumerable.Range(0, 64).Select(i => (byte)i)],
            Classes = ["anomaly"],
            SelfTestInput = [.. Enumerable.Range(0, 20).Select(i => (100 * i) + (i * 13 % 50))],
        };
    }

    /// <summary>A network along time: Conv1D, depthwise Conv1D, global pooling, scores by scale.</summary>
    internal static QuantizedModel Series(int seed = 3)
    {
        var random = new RandomModels(seed);
        return RandomModels.Model(
            new TensorShape(1, 24, 2),
            TensorType.Int8,
            Convolution(random, 2, 6, new WindowGeometry { KernelWidth = 5, StrideWidth = 2, PadLeft = 2, PadRight = 2 }, false),
            new DepthwiseLayer { Window = new WindowGeometry { KernelWidth = 3, DilationWidth = 2 }, Weights = random.Weights(18), Bias = random.SmallBiases(6), Requantization = random.Scales(6, 3) },
            Convolution(random, 6, 5, new WindowGeometry { KernelWidth = 1 }, false),
            new AveragePoolLayer { Window = new WindowGeometry { KernelWidth = 8 }, Requantization = AveragePoolLayer.For(new WindowGeometry { KernelWidth = 8 }, 1) },
            new ScoresLayer { Requantization = Requantization.FromFactors(200) }) with
        { Id = "series" };
    }

    internal static DenseLayer Dense(RandomModels random, int inputs, int units) => new()
    {
        Weights = random.Weights(units * inputs),
        Bias = random.SmallBiases(units),
        Requantization = random.Scales(units, inputs),
    };

    private static ConvolutionLayer Convolution(RandomModels random, int channels, int units, WindowGeometry window, bool plane)
    {
        int taps = window.KernelHeight * window.KernelWidth * channels;
        return new ConvolutionLayer { Plane = plane, Window = window, InputZeroPoint = 5, Weights = random.Weights(units * taps), Bias = random.SmallBiases(units), Requantization = random.Scales(units, taps), ZeroPoint = 1 };
    }
}
