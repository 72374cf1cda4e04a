namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>real = (q - ZeroPoint) * Scale, q in int8, or in int16 where Wide.</summary>
public sealed record QuantizationScale(double Scale, int ZeroPoint, bool Wide = false)
{
    /// <summary>Smallest and largest integer.</summary>
    public int Lowest => Wide ? short.MinValue : sbyte.MinValue;

    public int Highest => Wide ? short.MaxValue : sbyte.MaxValue;

    /// <summary>The nearest integer, halves to even, saturated.</summary>
    public int Quantize(double value) => (int)Math.Clamp(Math.Round(value / Scale) + ZeroPoint, Lowest, Highest);

    public double Real(int q) => (q - ZeroPoint) * Scale;

    /// <summary>The number that the integer holds for a value.</summary>
    public double Hold(double value) => Real(Quantize(value));

    /// <summary>The scale whose 256 steps reach from low to high; zero is always among them, as padding and ReLU need it.</summary>
    public static QuantizationScale ForRange(double low, double high)
    {
        low = Math.Min(low, 0);
        high = Math.Max(high, 0);
        double scale = (high - low) / 255;
        if (!(scale > 1e-30))
        {
            return new QuantizationScale(1.0 / 128, 0);
        }

        return new QuantizationScale(scale, (int)Math.Clamp(Math.Round(-128 - low / scale), -128, 127));
    }

    /// <summary>The int16 scale that reaches from -largest to largest, with zero at 0.</summary>
    public static QuantizationScale ForWideRange(double largest) => new(largest > 1e-30 ? largest / short.MaxValue : 1.0 / short.MaxValue, 0, Wide: true);
}
