using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// Rounded weights and saturated values shift the mean of each output channel; adding the mean difference to the bias takes the shift out
/// (Nagel et al., "Data-free quantization through weight equalization and bias correction", 2019, section 4.2, with data).
/// </summary>
internal sealed class BiasCorrection
{
    private readonly NetworkSimulator _simulator;
    private readonly double[]?[] _means;

    /// <param name="simulator">Of the network.</param>
    /// <param name="real">The float network's values of the rows that count.</param>
    public BiasCorrection(NetworkSimulator simulator, SimulatedRows real)
    {
        _simulator = simulator;
        SimulatedNetwork network = simulator.Under(null);
        _means = [.. simulator.Layers.Select((l, i) => l is FloatWeight { ToldScales: null } weighted ? Mean(simulator.Sums(i, real.Values, network), weighted.Outputs) : null)];
    }

    /// <summary>The plan with the biases corrected of all layers from the first on whose values it changes; the rows' plan keeps the others' word.</summary>
    /// <param name="plan">Scales and weights.</param>
    /// <param name="rows">The same rows under any plan; they stay as they are.</param>
    public QuantizationPlan Correct(QuantizationPlan plan, SimulatedRows rows)
    {
        // Values of earlier layers come from the rows, what comes behind is computed layer by layer, each with its correction.
        int first = plan.BiasCorrections.Count == 0 ? 0 : Math.Max(0, rows.FirstDifference(plan) - 1);
        var corrections = new Dictionary<int, double[]>(plan.BiasCorrections);
        SimulatedNetwork under = _simulator.Under(plan);
        float[][][] held = Array.ConvertAll(rows.Values, row => row[..(first + 1)]);
        if (first == 0)
        {
            for (int r = 0; r < held.Length; r++)
            {
                held[r][0] = Array.ConvertAll(rows.Rows[r], v => (float)(under.Input?.Hold(v) ?? v));
            }
        }

        for (int i = first; i < under.Layers.Length; i++)
        {
            float[][] sums = _simulator.Sums(i, held, under);
            double[]? correction = null;
            if (_means[i] is { } expected)
            {
                double[] actual = Mean(sums, expected.Length);
                correction = [.. expected.Zip(actual, (e, a) => e - a)];
                corrections[_simulator.Layers[i].Output.Id] = correction;
            }

            OutputStage stage = under.Layers[i].Stage;
            Parallel.For(0, held.Length, r =>
            {
                if (correction is not null)
                {
                    AddToChannels(sums[r], correction);
                }

                stage.Apply(sums[r]);
                held[r] = [.. held[r], sums[r]];
            });
        }

        return plan with { BiasCorrections = corrections };
    }

    /// <summary>Mean of each channel over rows and positions.</summary>
    private static double[] Mean(float[][] sums, int channels)
    {
        var mean = new double[channels];
        double each = (double)sums[0].Length / channels * sums.Length;
        foreach (float[] y in sums)
        {
            for (int at = 0; at < y.Length; at += channels)
            {
                for (int c = 0; c < channels; c++)
                {
                    mean[c] += y[at + c];
                }
            }
        }

        return Array.ConvertAll(mean, m => m / each);
    }

    /// <summary>y[p][c] += add[c].</summary>
    private static void AddToChannels(float[] y, double[] add)
    {
        float[] each = Array.ConvertAll(add, v => (float)v);
        for (int at = 0; at < y.Length; at += each.Length)
        {
            for (int c = 0; c < each.Length; c++)
            {
                y[at + c] += each[c];
            }
        }
    }
}
