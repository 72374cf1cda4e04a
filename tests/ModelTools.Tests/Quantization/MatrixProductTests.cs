using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Quantization;

/// <summary>The simulation's fast kernels against the plain formulas of the layers.</summary>
public class MatrixProductTests
{
    private readonly Random _random = new(TestData.Seed);

    private double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => 2 * _random.NextDouble() - 1)];

    private void Agree(FloatWeight layer, int seed)
    {
        double[] x = Numbers(layer.Inputs[0].Shape.Count), expected = layer.Compute([x]);
        var actual = new float[layer.Output.Shape.Count];
        FloatKernels.Compute(layer, Array.ConvertAll(x, v => (float)v), FloatKernels.Turned(layer, Array.ConvertAll(layer.Weights, v => (float)v)), Array.ConvertAll(layer.Bias, v => (float)v), OutputStage.None, actual, new float[MatrixProduct.Rows * layer.Taps]);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.True(Math.Abs(expected[i] - actual[i]) < 1e-4 * (1 + layer.Taps), $"seed {seed}: element {i}: {actual[i]}, expected {expected[i]}");
        }
    }

    [Fact]
    public void Convolutions_of_any_shape_give_the_plain_formula()
    {
        for (int run = 0; run < 60; run++)
        {
            int channels = _random.Next(1, 9), outputs = _random.Next(1, 40), k = _random.Next(1, 4), stride = _random.Next(1, 3), dilation = _random.Next(1, 3), pad = _random.Next(2);
            bool depthwise = _random.Next(3) == 0;
            outputs = depthwise ? channels * _random.Next(1, 3) : outputs;
            int height = _random.Next(dilation * (k - 1) + 1, 12), width = _random.Next(dilation * (k - 1) + 1, 12);
            var window = new Window2D(k, k, stride, stride, dilation, dilation, pad, pad, pad, pad);
            var input = new TensorShape(height, width, channels);
            (int outHeight, int outWidth) = window.Output(input);
            Agree(new FloatConv
            {
                Name = "conv",
                Inputs = [new NetworkValue(0, "x", input)],
                Output = new NetworkValue(1, "y", new TensorShape(outHeight, outWidth, outputs)),
                Weights = Numbers(outputs * k * k * (depthwise ? 1 : channels)),
                Bias = Numbers(outputs),
                Window = window,
                Depthwise = depthwise,
            }, TestData.Seed);
        }
    }

    [Fact]
    public void Dense_layers_of_any_width_give_the_plain_formula()
    {
        for (int run = 0; run < 40; run++)
        {
            int inputs = _random.Next(1, 90), outputs = _random.Next(1, 90);
            Agree(new FloatDense { Name = "dense", Inputs = [new NetworkValue(0, "x", TensorShape.Vector(inputs))], Output = new NetworkValue(1, "y", TensorShape.Vector(outputs)), Weights = Numbers(inputs * outputs), Bias = Numbers(outputs) }, TestData.Seed);
        }
    }

    [Fact]
    public void Clipping_and_holding_do_to_each_element_what_the_scale_says()
    {
        foreach (int count in new[] { 1, 7, 8, 33 })
        {
            float[] y = [.. Numbers(count).Select(v => (float)(4 * v))], before = [.. y];
            Elementwise.Clip(y, -1, 2);
            Assert.Equal(before.Select(v => Math.Clamp(v, -1, 2)), y);
            const float step = 0.25f;
            Elementwise.Hold(y, step, 1 / step, -3, 5);
            Assert.Equal(before.Select(v => Math.Clamp(MathF.Round(Math.Clamp(v, -1, 2) / step), -3, 5) * step), y);
        }
    }
}
