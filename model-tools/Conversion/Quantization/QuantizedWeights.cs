using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>int8 weights with a scale for each output channel.</summary>
/// <param name="Values">As <see cref="FloatWeight.Weights"/>.</param>
/// <param name="Scales">One an output channel.</param>
internal sealed record QuantizedWeights(sbyte[] Values, double[] Scales)
{
    /// <summary>w = round(real / scale), scale = largest magnitude / 127 of the channel, or what the model file told.</summary>
    public static QuantizedWeights Quantize(FloatWeight layer, double inputScale)
    {
        int taps = layer.Taps;
        var values = new sbyte[layer.Weights.Length];
        var scales = new double[layer.Outputs];
        for (int o = 0; o < scales.Length; o++)
        {
            ReadOnlySpan<double> row = layer.Weights.AsSpan(o * taps, taps);
            double largest = 0;
            foreach (double w in row)
            {
                largest = Math.Max(largest, Math.Abs(w));
            }

            // A channel of zeros only has its bias; the bias in turn must fit 31 bits at the accumulator's scale.
            double least = Math.Max(Math.Abs(layer.Bias[o]) / inputScale / (1 << 29), 1e-12);
            scales[o] = layer.ToldScales is { } told ? told[o] : Math.Max(largest / 127, least);
            for (int t = 0; t < taps; t++)
            {
                values[o * taps + t] = (sbyte)Math.Clamp(Math.Round(row[t] / scales[o]), -128, 127);
            }
        }

        return new QuantizedWeights(values, scales);
    }
}
