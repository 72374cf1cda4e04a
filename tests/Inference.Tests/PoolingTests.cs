using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Inference.Tests;

public class PoolingTests
{
    [Fact]
    public void Max_pooling_equals_the_plain_loop() => KernelChecks.FastEqualsPlain(
        random => Pool(random, (window, type) => new MaxPoolLayer { Window = window, Clip = random.Clip(type), OutputType = type }));

    [Fact]
    public void Average_pooling_equals_the_plain_loop() => KernelChecks.FastEqualsPlain(random => Pool(random, (window, type) => new AveragePoolLayer
    {
        Window = window,
        InputZeroPoint = random.ZeroPoint(type),
        ZeroPoint = random.ZeroPoint(type),
        Requantization = AveragePoolLayer.For(window, 0.25 + random.Next(0, 300) * 0.01),
        Clip = random.Clip(type),
        OutputType = type,
    }));

    [Fact]
    public void Global_pooling_is_a_window_of_the_whole_input() => KernelChecks.FastEqualsPlain(random =>
    {
        TensorShape input = ConvolutionTests.Shape(random, true);
        var window = new WindowGeometry { KernelHeight = input.Height, KernelWidth = input.Width };
        return RandomModels.Model(
            input,
            TensorType.Int8,
            random.Coin() ? new MaxPoolLayer { Window = window } : new AveragePoolLayer { Window = window, Requantization = AveragePoolLayer.For(window, 1) },
            new ReshapeLayer { Shape = TensorShape.Vector(input.Channels) });
    });

    internal static QuantizedModel? Pool(RandomModels random, Func<WindowGeometry, TensorType, QuantizedLayer> make)
    {
        TensorShape input = ConvolutionTests.Shape(random, true);
        WindowGeometry window = ConvolutionTests.Window(random, true, false);
        TensorType type = random.Next(0, 3) == 0 ? TensorType.Int16 : TensorType.Int8;
        return ConvolutionTests.Fits(window, input) ? RandomModels.Model(input, type, make(window, type)) : null;
    }
}
