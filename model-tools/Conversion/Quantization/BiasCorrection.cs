using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// Rounded weights shift the mean of each output channel; adding the mean difference to the bias takes the shift out
/// (Nagel et al., "Data-free quantization through weight equalization and bias correction", 2019, section 4.2, with data).
/// </summary>
internal static class BiasCorrection
{
    public static QuantizationPlan Correct(FloatNetwork network, QuantizationPlan plan, double[][] rows, CancellationToken cancel)
    {
        var corrections = new Dictionary<int, double[]>();
        Dictionary<int, double[]>[] real = Array.ConvertAll(rows, network.RunAll);
        Dictionary<int, double[]>[] held = Array.ConvertAll(rows, row => new Dictionary<int, double[]> { [network.Input.Id] = network.Layers[0] is FloatAffine ? row : Array.ConvertAll(row, plan[network.Input].Hold) });
        foreach (FloatLayer layer in network.Layers)
        {
            cancel.ThrowIfCancellationRequested();
            double[][] Inputs(Dictionary<int, double[]> values) => Array.ConvertAll(layer.Inputs, i => values[i.Id]);
            double[]? correction = null;
            double[][] results;
            if (layer is FloatWeight weighted)
            {
                double[] own = weighted.Weights;
                double[][] expected = Array.ConvertAll(real, values => layer.Compute(Inputs(values)));
                weighted.Weights = Rounded(weighted, plan[layer.Inputs[0]].Scale);
                results = Array.ConvertAll(held, values => layer.Compute(Inputs(values)));
                weighted.Weights = own;
                correction = MeanDifference(expected, results, weighted.Outputs);
                corrections[layer.Output.Id] = correction;
            }
            else
            {
                results = Array.ConvertAll(held, values => layer.Compute(Inputs(values)));
            }

            for (int r = 0; r < rows.Length; r++)
            {
                double[] y = results[r];
                for (int i = 0; i < y.Length; i++)
                {
                    double v = y[i] + (correction is null ? 0 : correction[i % correction.Length]);
                    y[i] = layer is FloatSoftmax ? v : plan[layer.Output].Hold(Math.Min(Math.Max(v, layer.Low), layer.High));
                }

                held[r][layer.Output.Id] = y;
            }
        }

        return new QuantizationPlan { Scales = plan.Scales, BiasCorrections = corrections };
    }

    private static double[] Rounded(FloatWeight layer, double inputScale)
    {
        QuantizedWeights q = QuantizedWeights.Quantize(layer, inputScale);
        var rounded = new double[q.Values.Length];
        for (int i = 0; i < rounded.Length; i++)
        {
            rounded[i] = q.Values[i] * q.Scales[i / layer.Taps];
        }

        return rounded;
    }

    private static double[] MeanDifference(double[][] expected, double[][] actual, int channels)
    {
        var mean = new double[channels];
        int each = expected[0].Length / channels * expected.Length;
        for (int r = 0; r < expected.Length; r++)
        {
            for (int i = 0; i < expected[r].Length; i++)
            {
                mean[i % channels] += (expected[r][i] - actual[r][i]) / each;
            }
        }

        return mean;
    }
}
