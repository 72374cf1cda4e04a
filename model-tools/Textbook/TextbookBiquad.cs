namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>A second-order filter in direct form I, a sample at a time.</summary>
public sealed class TextbookBiquad(float b0, float b1, float b2, float a1, float a2)
{
    private float _x1;
    private float _x2;
    private float _y1;
    private float _y2;

    public float Process(float x)
    {
        float y = (b0 * x) + (b1 * _x1) + (b2 * _x2) - (a1 * _y1) - (a2 * _y2);
        _x2 = _x1;
        _x1 = x;
        _y2 = _y1;
        _y1 = y;
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

    /// <summary>A low pass (Audio EQ Cookbook).</summary>
    public static TextbookBiquad LowPass(double corner, double q, double rate)
    {
        double w = 2 * Math.PI * corner / rate;
        double alpha = Math.Sin(w) / (2 * q);
        double a0 = 1 + alpha;
        double b = (1 - Math.Cos(w)) / 2 / a0;
        return new TextbookBiquad((float)b, (float)(2 * b), (float)b, (float)(-2 * Math.Cos(w) / a0), (float)((1 - alpha) / a0));
    }
}
