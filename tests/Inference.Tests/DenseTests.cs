using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Inference.Tests;

public class DenseTests
{
    [Fact]
    public void Dense_equals_the_plain_loop_packed_and_unpacked() => KernelChecks.FastEqualsPlain(random =>
    {
        int inputs = random.Next(1, random.Coin() ? 40 : 120);
        return RandomModels.Model(TensorShape.Vector(inputs), TensorType.Int8, Layer(random, inputs, random.Next(1, 40), TensorType.Int8));
    });

    [Fact]
    public void Dense_takes_and_gives_sixteen_bits_where_the_model_asks() => KernelChecks.FastEqualsPlain(random =>
    {
        int inputs = random.Next(1, 50);
        TensorType from = random.Coin() ? TensorType.Int16 : TensorType.Int8;
        TensorType to = random.Coin() ? TensorType.Int16 : TensorType.Int8;
        return RandomModels.Model(TensorShape.Vector(inputs), from, Layer(random, inputs, random.Next(1, 20), to));
    });

    [Fact]
    public void Weights_at_their_ends_fall_back_where_the_lanes_could_overflow() => KernelChecks.FastEqualsPlain(random =>
    {
        int inputs = random.Next(28, 80);
        DenseLayer layer = Layer(random, inputs, 5, TensorType.Int8);
        return RandomModels.Model(TensorShape.Vector(inputs), TensorType.Int8, layer with { Weights = [.. Enumerable.Repeat((sbyte)(random.Coin() ? -128 : 127), layer.Weights.Length)] });
    });

    [Fact]
    public void A_chain_of_layers_ends_in_scores() => KernelChecks.FastEqualsPlain(random =>
    {
        DenseLayer first = Layer(random, 16, 12, TensorType.Int8);
        DenseLayer second = Layer(random, 12, 4, TensorType.Int8);
        return RandomModels.Model(TensorShape.Vector(16), TensorType.Int8, first, second, SoftmaxLayer.ForScale(0.01 + random.Next(0, 100) * 0.01));
    });

    [Fact]
    public void Features_are_normalized_whatever_their_size() => KernelChecks.FastEqualsPlain(random =>
    {
        var normalize = new NormalizeLayer
        {
            Offsets = [.. Enumerable.Range(0, 9).Select(_ => random.Coin() ? random.Next(-5000, 5000) : random.Coin() ? int.MinValue : int.MaxValue)],
            Multipliers = [.. Enumerable.Range(0, 9).Select(_ => random.Next(0, (1 << 30) - 1))],
            Shift = random.Next(1, 62),
            ZeroPoint = random.ZeroPoint(),
            Clip = random.Clip(),
        };
        return RandomModels.Model(TensorShape.Vector(9), TensorType.Features, normalize);
    });

    internal static DenseLayer Layer(RandomModels random, int inputs, int units, TensorType to) => new()
    {
        Weights = random.Weights(units * inputs),
        Bias = random.Biases(units),
        Requantization = random.Scales(units, inputs, to == TensorType.Int16 ? 16 : 8),
        ZeroPoint = random.ZeroPoint(to),
        Clip = random.Clip(to),
        OutputType = to,
    };
}
