namespace AIoT.Embedded.ModelTools.Textbook;

/// <summary>Mean, RMS, peak, crest factor, skewness and kurtosis by their formulas.</summary>
public sealed class TextbookStatistics
{
    public float Mean { get; private set; }

    public float Rms { get; private set; }

    public float Peak { get; private set; }

    public float Crest { get; private set; }

    public float Skewness { get; private set; }

    public float Kurtosis { get; private set; }

    public void Compute(short[] samples)
    {
        float sum = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            sum += samples[i];
        }

        Mean = sum / samples.Length;
        float second = 0;
        float third = 0;
        float fourth = 0;
        float peak = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            float x = samples[i] - Mean;
            float square = x * x;
            second += square;
            third += square * x;
            fourth += square * square;
            float magnitude = x < 0 ? -x : x;
            if (magnitude > peak)
            {
                peak = magnitude;
            }
        }

        Peak = peak;
        float variance = second / samples.Length;
        Rms = (float)Math.Sqrt(variance);
        Crest = Peak / Rms;
        Skewness = third / samples.Length / (variance * Rms);
        Kurtosis = fourth / samples.Length / (variance * variance);
    }
}
