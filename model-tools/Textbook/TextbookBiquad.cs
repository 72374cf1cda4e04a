namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>A second-order filter in transposed direct form II, a sample at a time.</summary>
public sealed class TextbookBiquad(float b0, float b1, float b2, float a1, float a2)
{
    private float _z1;
    private float _z2;

    public float Process(float x)
    {
        float y = (b0 * x) + _z1;
        _z1 = (b1 * x) - (a1 * y) + _z2;
        _z2 = (b2 * x) - (a2 * y);
        return y;
    }

    /// <summary>A band pass with the peak gain 1 (Audio EQ Cookbook).</summary>
    public static TextbookBiquad BandPass(double centre, double q, double rate)
    {
        double w = 2 * Math.PI * centre / rate;
        double alpha = Math.Sin(w) / (2 * q);
        double a0 = 1 + alpha;
        return new TextbookBiquad((float)(alpha / a0), 0, (float)(-alpha / a0), (float)(-2 * Math.Cos(w) / a0), (float)((1 - alpha) / a0));
    }
}
