using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Inference.Tests;

public class ConvolutionTests
{
    [Fact]
    public void Conv1D_equals_the_plain_loop() => KernelChecks.FastEqualsPlain(random => Convolution(random, false, TensorType.Int8, TensorType.Int8), perModel: 10);

    [Fact]
    public void Conv2D_equals_the_plain_loop() => KernelChecks.FastEqualsPlain(random => Convolution(random, true, TensorType.Int8, TensorType.Int8), perModel: 10);

    [Fact]
    public void Convolutions_take_and_give_sixteen_bits() => KernelChecks.FastEqualsPlain(
        random => Convolution(random, random.Coin(), random.Coin() ? TensorType.Int16 : TensorType.Int8, random.Coin() ? TensorType.Int16 : TensorType.Int8),
        500,
        10);

    [Fact]
    public void Depthwise_Conv1D_equals_the_plain_loop() => KernelChecks.FastEqualsPlain(random => Depthwise(random, false), perModel: 10);

    [Fact]
    public void Depthwise_Conv2D_equals_the_plain_loop() => KernelChecks.FastEqualsPlain(random => Depthwise(random, true), perModel: 10);

    internal static QuantizedModel? Convolution(RandomModels random, bool plane, TensorType from, TensorType to)
    {
        TensorShape input = Shape(random, plane);
        WindowGeometry window = Window(random, plane, true);
        if (!Fits(window, input))
        {
            return null;
        }

        int units = random.Next(1, 9);
        int taps = window.KernelHeight * window.KernelWidth * input.Channels;
        return RandomModels.Model(input, from, new ConvolutionLayer
        {
            Plane = plane,
            Window = window,
            InputZeroPoint = random.ZeroPoint(from),
            Weights = random.Weights(units * taps),
            Bias = random.Biases(units),
            Requantization = random.Scales(units, taps, to == TensorType.Int16 ? 16 : 8),
            ZeroPoint = random.ZeroPoint(to),
            Clip = random.Clip(to),
            OutputType = to,
        });
    }

    internal static QuantizedModel? Depthwise(RandomModels random, bool plane)
    {
        TensorShape input = Shape(random, plane);
        WindowGeometry window = Window(random, plane, true);
        if (!Fits(window, input))
        {
            return null;
        }

        TensorType from = random.Next(0, 4) == 0 ? TensorType.Int16 : TensorType.Int8;
        TensorType to = random.Next(0, 4) == 0 ? TensorType.Int16 : TensorType.Int8;
        int multiplier = random.Next(1, 2);
        int units = input.Channels * multiplier;
        int taps = window.KernelHeight * window.KernelWidth;
        return RandomModels.Model(input, from, new DepthwiseLayer
        {
            Plane = plane,
            Window = window,
            DepthMultiplier = multiplier,
            InputZeroPoint = random.ZeroPoint(from),
            Weights = random.Weights(units * taps),
            Bias = random.Biases(units),
            Requantization = random.Scales(units, taps, to == TensorType.Int16 ? 16 : 8),
            ZeroPoint = random.ZeroPoint(to),
            Clip = random.Clip(to),
            OutputType = to,
        });
    }

    internal static TensorShape Shape(RandomModels random, bool plane) => new(plane ? random.Next(1, 6) : 1, random.Next(1, 9), random.Next(1, 7));

    internal static bool Fits(WindowGeometry window, TensorShape input)
    {
        try
        {
            window.Output(input);
            return true;
        }
        catch (InvalidModelException)
        {
            return false;
        }
    }

    internal static WindowGeometry Window(RandomModels random, bool plane, bool dilated)
    {
        bool pad = random.Coin();
        bool dilation = dilated && random.Next(0, 3) == 0;
        int height = plane ? random.Next(1, 3) : 1;
        int width = random.Next(1, 4);
        return new WindowGeometry
        {
            KernelHeight = height,
            KernelWidth = width,
            StrideHeight = plane ? random.Next(1, 2) : 1,
            StrideWidth = random.Next(1, 3),
            DilationHeight = plane && dilation ? random.Next(1, 2) : 1,
            DilationWidth = dilation ? random.Next(1, 3) : 1,
            PadTop = plane && pad ? random.Next(0, height - 1) : 0,
            PadBottom = plane && pad ? random.Next(0, height - 1) : 0,
            PadLeft = pad ? random.Next(0, width - 1) : 0,
            PadRight = pad ? random.Next(0, width - 1) : 0,
        };
    }
}
