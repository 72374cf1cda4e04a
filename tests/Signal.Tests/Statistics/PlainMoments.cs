using System.Numerics;

namespace AIoT.Embedded.Signal.Tests.Statistics;

/// <summary>Central moments of a window by exact rational sums, one obvious loop: what the fast form must equal.</summary>
internal sealed class PlainMoments
{
    public PlainMoments(ReadOnlySpan<short> samples)
    {
        int n = samples.Length;
        long sum = 0;
        Minimum = short.MaxValue;
        Maximum = short.MinValue;
        foreach (short x in samples)
        {
            sum += x;
            Minimum = Math.Min(Minimum, x);
            Maximum = Math.Max(Maximum, x);
        }

        BigInteger second = 0;
        BigInteger third = 0;
        BigInteger fourth = 0;
        foreach (short x in samples)
        {
            BigInteger y = (BigInteger)x * n - sum;
            second += y * y;
            third += y * y * y;
            fourth += y * y * y * y;
        }

        Mean = (int)Math.Floor((double)sum / n + 0.5);
        VarianceTimesCountSquared = second / n;
        double variance = (double)second / n / n / n;
        Rms = Math.Sqrt(variance);
        Peak = Math.Max((double)Maximum * n - sum, sum - (double)Minimum * n) / n;
        if (!second.IsZero)
        {
            Crest = Peak / Rms;
            Kurtosis = (double)(fourth * n << 64) / (double)(second * second << 64);
            Skewness = (double)third / Math.Pow((double)second, 1.5) * Math.Sqrt(n);
        }
    }

    public int Mean { get; }

    public int Minimum { get; }

    public int Maximum { get; }

    public BigInteger VarianceTimesCountSquared { get; }

    public double Rms { get; }

    public double Peak { get; }

    public double Crest { get; }

    public double Kurtosis { get; }

    public double Skewness { get; }
}
