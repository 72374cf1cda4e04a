using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// Cross-layer equalization: relu(s * x) = s * relu(x) for s > 0, so that a channel between two layers may be scaled down where it is made and
/// up where it is read. With s[i] = sqrt(r1[i] / r2[i]), r1 and r2 the reach of channel i where it is made and where it is read, one scale for all
/// channels serves each (Nagel et al., "Data-free quantization through weight equalization and bias correction", 2019, section 4.1).
/// Here weights have a scale for each output channel anyway: what is made counts by the reach of the channel's values, what is read by its weights.
/// </summary>
internal sealed class Equalization
{
    private readonly List<(FloatWeight Layer, double[] Weights, double[] Bias)> _before = [];

    /// <summary>Pairs of layers that were equalized.</summary>
    public int Pairs { get; private set; }

    /// <summary>Equalizes what can be; <see cref="Undo"/> brings the weights back.</summary>
    /// <param name="network">Changed in place.</param>
    /// <param name="reach">Largest magnitudes of a value's channels over the calibration data, by the value's number.</param>
    public static Equalization Apply(FloatNetwork network, IReadOnlyDictionary<int, double[]> reach)
    {
        var equalization = new Equalization();
        foreach (FloatWeight layer in network.Layers.OfType<FloatWeight>())
        {
            equalization._before.Add((layer, layer.Weights, layer.Bias));
            layer.Weights = [.. layer.Weights];
            layer.Bias = [.. layer.Bias];
        }

        foreach (FloatWeight maker in network.Layers.OfType<FloatWeight>())
        {
            FloatLayer[] users = [.. network.Layers.Where(l => l.Inputs.Contains(maker.Output))];
            bool free = maker.Output.Told is null && maker.ToldScales is null && maker.Output != network.Output && (!maker.Clips || (maker.Low == 0 && double.IsPositiveInfinity(maker.High)));
            if (!free || users is not [FloatWeight { ToldScales: null } user] || !Fits(maker, user) || !reach.TryGetValue(maker.Output.Id, out double[]? made))
            {
                continue;
            }

            Scale(maker, user, Factors(made, Read(user, maker.Outputs)));
            equalization.Pairs++;
        }

        return equalization;
    }

    /// <summary>The weights as they were before.</summary>
    public void Undo()
    {
        foreach ((FloatWeight layer, double[] weights, double[] bias) in _before)
        {
            layer.Weights = weights;
            layer.Bias = bias;
        }
    }

    /// <summary>A dense layer over positions has other weights for a channel at each: that is left alone.</summary>
    private static bool Fits(FloatWeight maker, FloatWeight user) => user is FloatConv || maker.Output.Shape.Count == maker.Outputs;

    private static int Channel(FloatWeight user, int weight, int channels) => user is FloatConv { Depthwise: true } ? weight / user.Taps / (user.Outputs / channels) : weight % channels;

    private static double[] Read(FloatWeight user, int channels)
    {
        var reach = new double[channels];
        for (int i = 0; i < user.Weights.Length; i++)
        {
            int c = Channel(user, i, channels);
            reach[c] = Math.Max(reach[c], Math.Abs(user.Weights[i]));
        }

        return reach;
    }

    /// <summary>Channels that are never used or never read stay; none changes by more than 8.</summary>
    private static double[] Factors(double[] made, double[] read)
    {
        var factors = new double[made.Length];
        double mean = 0;
        int count = 0;
        for (int i = 0; i < factors.Length; i++)
        {
            bool counts = made[i] > 1e-9 && read[i] > 1e-9;
            factors[i] = counts ? Math.Sqrt(made[i] / read[i]) : double.NaN;
            mean += counts ? Math.Log(factors[i]) : 0;
            count += counts ? 1 : 0;
        }

        double middle = Math.Exp(mean / Math.Max(1, count));
        return Array.ConvertAll(factors, f => double.IsNaN(f) ? 1 : Math.Clamp(f / middle, 1.0 / 8, 8));
    }

    /// <summary>maker / s, user * s.</summary>
    private static void Scale(FloatWeight maker, FloatWeight user, double[] s)
    {
        int taps = maker.Taps;
        for (int i = 0; i < maker.Weights.Length; i++)
        {
            maker.Weights[i] /= s[i / taps];
        }

        for (int o = 0; o < maker.Bias.Length; o++)
        {
            maker.Bias[o] /= s[o];
        }

        for (int i = 0; i < user.Weights.Length; i++)
        {
            user.Weights[i] *= s[Channel(user, i, s.Length)];
        }
    }
}
