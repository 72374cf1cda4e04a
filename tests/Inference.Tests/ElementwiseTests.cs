using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Inference.Tests;

public class ElementwiseTests
{
    [Fact]
    public void Add_equals_the_plain_loop() => KernelChecks.FastEqualsPlain(random =>
    {
        int n = random.Next(1, 20);
        TensorType from = Type(random);
        TensorType second = Type(random);
        TensorType to = Type(random);
        return RandomModels.Model(TensorShape.Vector(n), from, Rescale(random, from, second), new AddLayer
        {
            Inputs = random.Coin() ? [0, 1] : [1, 0],
            ZeroPointA = random.ZeroPoint(),
            ZeroPointB = random.ZeroPoint(),
            ZeroPoint = random.ZeroPoint(to),
            MultiplierA = random.Next(-int.MaxValue, int.MaxValue),
            MultiplierB = random.Next(-100000, 100000),
            Shift = random.Next(1, 62),
            Clip = random.Clip(to),
            OutputType = to,
        });
    });

    [Fact]
    public void Rescale_equals_the_plain_loop() => KernelChecks.FastEqualsPlain(random =>
    {
        TensorType from = Type(random);
        return RandomModels.Model(TensorShape.Vector(random.Next(1, 20)), from, Rescale(random, from, Type(random)));
    });

    [Fact]
    public void Sigmoid_tanh_and_leaky_ReLU_are_tables() => KernelChecks.FastEqualsPlain(random =>
    {
        double scale = 0.001 + random.Next(0, 200) * 0.001;
        int zero = random.ZeroPoint();
        LookupLayer layer = random.Next(0, 2) switch
        {
            0 => LookupLayer.Sigmoid(scale, zero),
            1 => LookupLayer.Tanh(scale, zero),
            _ => LookupLayer.LeakyRelu(0.1, scale, zero, scale, random.ZeroPoint()),
        };
        return RandomModels.Model(TensorShape.Vector(random.Next(1, 30)), TensorType.Int8, layer);
    });

    [Fact]
    public void Concatenate_joins_along_each_axis() => KernelChecks.FastEqualsPlain(random =>
    {
        TensorShape input = ConvolutionTests.Shape(random, true);
        TensorType type = Type(random);
        QuantizedLayer first = Rescale(random, type, type) with { Inputs = [0] };
        QuantizedLayer second = new MaxPoolLayer { Window = new WindowGeometry { KernelWidth = 1 }, Inputs = [0], OutputType = type };
        return RandomModels.Model(input, type, first, second, new ConcatenateLayer { Axis = random.Next(0, 2), Inputs = [1, 0, 2], OutputType = type });
    });

    [Fact]
    public void Scores_come_by_scale() => KernelChecks.FastEqualsPlain(random => RandomModels.Model(TensorShape.Vector(5), Type(random), new ScoresLayer
    {
        InputZeroPoint = random.ZeroPoint(),
        Requantization = Requantization.FromFactors(0.01 + random.Next(1, 100000) * 0.1),
    }));

    [Fact]
    public void Softmax_equals_the_plain_formula_and_sums_to_one() => KernelChecks.FastEqualsPlain(random =>
        RandomModels.Model(TensorShape.Vector(random.Next(1, 12)), TensorType.Int8, SoftmaxLayer.ForScale(random.Next(1, 4000) * 0.0005)));

    [Fact]
    public void Softmax_of_sixteen_bits_equals_the_plain_formula() => KernelChecks.FastEqualsPlain(random =>
        RandomModels.Model(TensorShape.Vector(random.Next(1, 12)), TensorType.Int16, SoftmaxLayer.ForScale(random.Next(1, 4000) * 0.00001, TensorType.Int16)));

    [Fact]
    public void Softmax_of_sixteen_bits_is_the_exponential()
    {
        const double scale = 0.0007;
        QuantizedModel model = RandomModels.Model(TensorShape.Vector(3), TensorType.Int16, SoftmaxLayer.ForScale(scale, TensorType.Int16));
        int[] logits = [9000, 7000, 6999];
        double[] e = Array.ConvertAll(logits, v => Math.Exp(v * scale));
        int[] scores = Reference.PlainExecutor.Run(model, logits);
        Assert.All(scores.Zip(e), p => Assert.InRange(p.First / 32768.0 - p.Second / e.Sum(), -1.0 / 32768, 1.0 / 32768));
    }

    [Fact]
    public void Reconstruction_error_equals_the_plain_formula() => KernelChecks.FastEqualsPlain(random =>
    {
        TensorType type = Type(random);
        int n = random.Next(1, 64);
        int zeroA = random.ZeroPoint(type);
        int zeroB = random.ZeroPoint(type);
        double scale = type == TensorType.Int16 ? 0.0001 : 0.05;
        ReconstructionErrorLayer error = ReconstructionErrorLayer.For([0, 1], scale, zeroA, scale * (0.5 + random.Next(0, 100) * 0.01), zeroB, n, 0.5 + random.Next(0, 100));
        if (type == TensorType.Int16)
        {
            error = error with { MultiplierA = random.Next(1, 512), MultiplierB = random.Next(1, 512) };
        }

        return RandomModels.Model(TensorShape.Vector(n), type, Rescale(random, type, type), error);
    });

    private static TensorType Type(RandomModels random) => random.Coin() ? TensorType.Int16 : TensorType.Int8;

    private static RescaleLayer Rescale(RandomModels random, TensorType from, TensorType to) => new()
    {
        InputZeroPoint = random.ZeroPoint(from),
        ZeroPoint = random.ZeroPoint(to),
        Requantization = Requantization.FromFactors(Math.Pow(2, random.Next(-12, 8)) * (1 + random.Next(0, 100) * 0.01)),
        Clip = random.Clip(to),
        OutputType = to,
    };
}
