using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>
/// What becomes of a layer's sums: with a scale clamp(round(y * Inverse), Least, Most) * Step, halves to even, the bounds of the fused activation
/// being among Least and Most (rounding keeps order, so that clipping before it is clipping behind it); without one clamp(y, Least, Most).
/// </summary>
/// <param name="Step">Real size of an integer step; 0 leaves real numbers.</param>
/// <param name="Inverse">1 / Step.</param>
/// <param name="Least">Smallest integer less the zero point, or smallest real number.</param>
/// <param name="Most">Largest.</param>
internal readonly record struct OutputStage(float Step, float Inverse, float Least, float Most)
{
    /// <summary>Leaves every number as it is.</summary>
    public static OutputStage None { get; } = new(0, 0, float.NegativeInfinity, float.PositiveInfinity);

    public static OutputStage Of(FloatLayer layer, QuantizationScale? scale)
    {
        float low = (float)layer.Low, high = (float)layer.High;
        if (scale is null)
        {
            return new OutputStage(0, 0, low, high);
        }

        float inverse = (float)(1 / scale.Scale), least = scale.Lowest - scale.ZeroPoint, most = scale.Highest - scale.ZeroPoint;
        return new OutputStage((float)scale.Scale, inverse, Within(low), Within(high));

        float Within(float bound) => Math.Clamp(MathF.Round(bound * inverse), least, most);
    }

    /// <summary>In place.</summary>
    public void Apply(Span<float> y)
    {
        if (Step > 0)
        {
            Elementwise.Hold(y, Step, Inverse, Least, Most);
        }
        else if (Least > float.NegativeInfinity || Most < float.PositiveInfinity)
        {
            Elementwise.Clip(y, Least, Most);
        }
    }
}
