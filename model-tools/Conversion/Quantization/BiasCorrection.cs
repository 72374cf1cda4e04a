using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// Rounded weights and saturated values shift the mean of each output channel; adding the mean difference to the bias takes the shift out
/// (Nagel et al., "Data-free quantization through weight equalization and bias correction", 2019, section 4.2, with data).
/// </summary>
internal static class BiasCorrection
{
    /// <param name="simulator">Of the network.</param>
    /// <param name="plan">Scales; its corrections are replaced.</param>
    /// <param name="real">The float network's values of the rows.</param>
    /// <param name="rows">Calibration rows.</param>
    public static QuantizationPlan Correct(NetworkSimulator simulator, QuantizationPlan plan, float[][][] real, double[][] rows)
    {
        var corrections = new Dictionary<int, double[]>();
        int layers = simulator.Layers.Count;
        float[][][] held = Array.ConvertAll(rows, row => new float[layers + 1][]);
        for (int r = 0; r < rows.Length; r++)
        {
            held[r][0] = simulator.Input(plan, rows[r]);
        }

        for (int i = 0; i < layers; i++)
        {
            float[][] sums = simulator.Sums(i, held, plan);
            if (simulator.Layers[i] is FloatWeight { ToldScales: null } weighted)
            {
                double[] correction = MeanDifference(simulator.Sums(i, real, null), sums, weighted.Outputs);
                corrections[weighted.Output.Id] = correction;
                foreach (float[] y in sums)
                {
                    Elementwise.AddToChannels(y, correction);
                }
            }

            for (int r = 0; r < rows.Length; r++)
            {
                held[r][i + 1] = simulator.Finish(i, sums[r], plan);
            }
        }

        return plan with { BiasCorrections = corrections };
    }

    private static double[] MeanDifference(float[][] expected, float[][] actual, int channels)
    {
        var mean = new double[channels];
        double each = (double)expected[0].Length / channels * expected.Length;
        for (int r = 0; r < expected.Length; r++)
        {
            float[] e = expected[r], a = actual[r];
            for (int at = 0; at < e.Length; at += channels)
            {
                for (int c = 0; c < channels; c++)
                {
                    mean[c] += ((double)e[at + c] - a[at + c]) / each;
                }
            }
        }

        return mean;
    }
}
