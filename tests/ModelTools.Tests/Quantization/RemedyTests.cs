using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Quantization;

/// <summary>What each remedy of the quantizer promises, on random networks.</summary>
public class RemedyTests
{
    private readonly Random _random = new(TestData.Seed);

    private double[] Numbers(int count, double size = 1) => [.. Enumerable.Range(0, count).Select(_ => size * (2 * _random.NextDouble() - 1))];

    private double[][] Rows(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => Numbers(length))];

    private FloatConv Conv(string name, NetworkValue x, NetworkValue y, bool depthwise = false) => new()
    {
        Name = name,
        Inputs = [x],
        Output = y,
        Weights = Numbers(y.Shape.Channels * 9 * (depthwise ? 1 : x.Shape.Channels), 0.5),
        Bias = Numbers(y.Shape.Channels, 0.3),
        Window = new Window2D(3, 3, 1, 1, 1, 1, 1, 1, 1, 1),
        Depthwise = depthwise,
        Low = 0,
    };

    /// <summary>Convolution, depthwise convolution, convolution, sum with the first, dense layer: ReLU between.</summary>
    private FloatNetwork Network()
    {
        TensorShape plane = new(6, 5, 4);
        NetworkValue x = new(0, "x", new TensorShape(6, 5, 2)), a = new(1, "a", plane), b = new(2, "b", plane), c = new(3, "c", plane), d = new(4, "d", plane), y = new(5, "y", TensorShape.Vector(7));
        return new FloatNetwork
        {
            File = "random",
            Name = "random",
            Input = x,
            Output = y,
            Layers =
            [
                Conv("one", x, a), Conv("two", a, b, depthwise: true), Conv("three", b, c), new FloatAdd { Name = "sum", Inputs = [a, c], Output = d },
                new FloatDense { Name = "last", Inputs = [d], Output = y, Weights = Numbers(7 * plane.Count, 0.3), Bias = Numbers(7) },
            ],
            InputOrder = [.. Enumerable.Range(0, 60)],
            OutputOrder = [.. Enumerable.Range(0, 7)],
            Folded = [],
            SourceSha256 = new byte[32],
            Metadata = new Dictionary<string, string>(),
        };
    }

    private static QuantizationPlan Plan(Observation seen, RangeMethod method) => new() { Scales = seen.Calibration.Scales(method) };

    private static Observation Observe(FloatNetwork network, double[][] rows) => new(network, rows, rows, ScaleGroups.Of(network), default);

    [Fact]
    public void Weights_have_the_finest_scale_of_their_own_channel()
    {
        var layer = new FloatDense { Name = "dense", Inputs = [new NetworkValue(0, "x", TensorShape.Vector(9))], Output = new NetworkValue(1, "y", TensorShape.Vector(5)), Weights = Numbers(45), Bias = new double[5] };
        for (int i = 0; i < 45; i++)
        {
            layer.Weights[i] *= Math.Pow(10, -(i / 9));
        }

        QuantizedWeights q = QuantizedWeights.Quantize(layer, new QuantizationScale(0.1, 3));
        for (int o = 0; o < 5; o++)
        {
            double[] row = layer.Weights[(9 * o)..(9 * o + 9)];
            Assert.Equal(row.Max(Math.Abs) / 127, q.Scales[o], 1e-12);
            Assert.All(row.Index(), w => Assert.True(Math.Abs(w.Item - q.Values[9 * o + w.Index] * q.Scales[o]) <= q.Scales[o] / 2 * (1 + 1e-9)));
        }
    }

    [Fact]
    public void Equalization_keeps_the_float_networks_function_and_can_be_undone()
    {
        FloatNetwork network = Network();
        double[][] rows = Rows(8, 60), before = Array.ConvertAll(rows, network.Run), weights = [.. network.Layers.OfType<FloatWeight>().Select(w => w.Weights.ToArray())];
        Equalization done = Equalization.Apply(network, Observe(network, rows).Calibration.Reach);
        Assert.True(done.Pairs > 0);
        Assert.NotEqual(weights, network.Layers.OfType<FloatWeight>().Select(w => w.Weights));
        Assert.All(rows.Index(), r => Assert.All(network.Run(r.Item).Zip(before[r.Index]), y => Assert.Equal(y.Second, y.First, 1e-9)));
        done.Undo();
        Assert.Equal(weights, network.Layers.OfType<FloatWeight>().Select(w => w.Weights));
    }

    [Fact]
    public void Bias_correction_gives_each_channel_the_float_networks_mean()
    {
        FloatNetwork network = Network();
        Observation seen = Observe(network, Rows(24, 60));
        QuantizationPlan plan = Plan(seen, RangeMethod.Percentile999);

        // Coarse steps, so that there is a shift; the last layer's sums are left in real numbers, as rounding those is nothing that a bias mends.
        double step = plan.Scales[5].Scale;
        plan = plan.With([1, 2], new QuantizationScale(plan.Scales[1].Scale * 60, plan.Scales[1].ZeroPoint));
        plan.Scales.Remove(5);
        QuantizationPlan corrected = seen.Correction.Correct(plan, seen.Held);
        double[] expected = Means(seen.Real.Results()), shifted = Means(seen.Held.Results(plan)), mean = Means(seen.Held.Results(corrected));
        double Off(double[] means) => means.Zip(expected, (a, e) => Math.Abs(a - e)).Max();
        Assert.True(Off(shifted) > step, $"seed {TestData.Seed}: nothing to correct: {Off(shifted) / step} steps");
        Assert.True(Off(mean) < 0.001 * step, $"seed {TestData.Seed}: {Off(mean) / step} steps off, {Off(shifted) / step} before");

        static double[] Means(float[][] results) => [.. Enumerable.Range(0, results[0].Length).Select(o => results.Average(y => (double)y[o]))];
    }

    [Fact]
    public void What_is_computed_from_the_first_difference_on_is_what_is_computed_from_the_start()
    {
        FloatNetwork network = Network();
        double[][] rows = Rows(12, 60);
        Observation seen = Observe(network, rows);
        QuantizationPlan plan = Plan(seen, RangeMethod.MinMax);
        for (int i = 0; i < 60; i++)
        {
            int value = _random.Next(6);
            plan = _random.Next(4) switch
            {
                0 => seen.Calibration.Widen(plan, [value]),
                1 => seen.Correction.Correct(plan, seen.Held),
                2 => WeightRounding.Round(seen.Simulator, plan, seen.Held.Values),
                _ => plan.With([value], Plan(seen, Enum.GetValues<RangeMethod>()[_random.Next(5)]).Scales[value]),
            };
            float[][] whole = seen.Simulator.Results(rows, seen.Simulator.Under(plan));
            Assert.Equal(whole, seen.Held.Results(plan));
            if (_random.Next(2) == 0)
            {
                seen.Held.Move(plan);
                Assert.Equal(whole, seen.Held.Results());
            }
        }
    }

    [Fact]
    public void Int16_comes_only_where_the_budget_needs_it()
    {
        QuantizedResult Quantize(double drop, WideActivations wide)
        {
            double[][] rows = Rows(40, 60);
            return new Quantizer().Quantize(Network(), rows, new QuantizerOptions { Id = "test", Metric = QualityMetric.Fidelity, MaxDrop = drop, Wide = wide });
        }

        static int Wide(QuantizedResult r) => r.Trials.Count(t => t.What.StartsWith("int16", StringComparison.Ordinal));
        Assert.Equal(0, Wide(Quantize(1, WideActivations.WhereNeeded)));
        Assert.Equal(0, Wide(Quantize(0, WideActivations.Never)));
        QuantizedResult narrow = Quantize(0.5, WideActivations.Never), tight = Quantize(0.8 * narrow.Drop, WideActivations.WhereNeeded);
        Assert.True(Wide(tight) > 0 && tight.Drop < narrow.Drop, $"seed {TestData.Seed}: {narrow.Drop} in int8, {tight.Drop} with {Wide(tight)} in int16");
        Assert.Equal(Wide(tight) > 0, tight.Layers.Any(l => l.Type == "int16"));
    }

    /// <summary>A value of 16 channels of which one is large: every way of thinning that steps by powers of two would miss it, or see nothing else.</summary>
    [Fact]
    public void Ranges_see_every_channel_of_many_rows()
    {
        for (int large = 0; large < 16; large++)
        {
            var range = new ValueRange();
            for (int row = 0; row < 60; row++)
            {
                range.Add([.. Enumerable.Range(0, 1 << 14).Select(i => i % 16 == large ? 90 + 10 * _random.NextSingle() : _random.NextSingle())]);
            }

            foreach (RangeMethod method in Enum.GetValues<RangeMethod>())
            {
                QuantizationScale scale = range.Scale(method);
                Assert.InRange(scale.Real(scale.Highest), 80, 101);
            }
        }
    }
}
