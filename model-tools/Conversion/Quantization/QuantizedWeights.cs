using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>int8 weights with a scale for each output channel.</summary>
/// <param name="Values">As <see cref="FloatWeight.Weights"/>.</param>
/// <param name="Scales">One an output channel.</param>
internal sealed record QuantizedWeights(sbyte[] Values, double[] Scales)
{
    /// <summary>The share of an accumulator's 31 bits that weights and bias may use; rounding takes some of the rest.</summary>
    private const double AccumulatorLimit = 0.98 * int.MaxValue;

    /// <summary>The plan's weights of a layer where it has such that suit the input, else each rounded by itself.</summary>
    public static QuantizedWeights Of(FloatWeight layer, QuantizationPlan plan)
    {
        QuantizationScale input = plan.Find(layer.Inputs[0]) ?? new QuantizationScale(1, 0);
        return plan.Weights.TryGetValue(layer.Output.Id, out QuantizedWeights? weights) && (!input.Wide || weights.FitsWide(layer, input.Scale)) ? weights : Quantize(layer, input);
    }

    private bool FitsWide(FloatWeight layer, double inputScale)
    {
        int taps = layer.Taps;
        return Enumerable.Range(0, layer.Outputs).All(o =>
        {
            double sum = 0;
            foreach (sbyte w in Values.AsSpan(o * taps, taps))
            {
                sum += Math.Abs((int)w);
            }

            return sum * 32768 + Math.Abs(layer.Bias[o]) / inputScale / Scales[o] < AccumulatorLimit;
        });
    }

    /// <summary>
    /// w = round(real / scale), scale = largest magnitude / 127 of the channel, or what the model file told. Where int16 inputs could overflow
    /// the accumulator, (sum |w| * 32768 + |bias| / input scale) / scale &lt; 2^31 asks for a larger scale.
    /// </summary>
    public static QuantizedWeights Quantize(FloatWeight layer, QuantizationScale input)
    {
        int taps = layer.Taps;
        var values = new sbyte[layer.Weights.Length];
        var scales = new double[layer.Outputs];
        for (int o = 0; o < scales.Length; o++)
        {
            ReadOnlySpan<double> row = layer.Weights.AsSpan(o * taps, taps);
            double largest = 0, sum = 0;
            foreach (double w in row)
            {
                largest = Math.Max(largest, Math.Abs(w));
                sum += Math.Abs(w);
            }

            // A channel of zeros only has its bias; the bias in turn must fit 31 bits at the accumulator's scale.
            double bias = Math.Abs(layer.Bias[o]) / input.Scale, least = Math.Max(bias / (1 << 29), 1e-12);
            if (input.Wide)
            {
                least = Math.Max(least, (sum * 32768 + bias) / (AccumulatorLimit - 0.5 * taps * 32768));
            }

            scales[o] = layer.ToldScales is { } told ? told[o] : Math.Max(largest / 127, least);
            for (int t = 0; t < taps; t++)
            {
                values[o * taps + t] = (sbyte)Math.Clamp(Math.Round(row[t] / scales[o]), -128, 127);
            }
        }

        return new QuantizedWeights(values, scales);
    }
}
