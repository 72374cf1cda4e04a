using System.Numerics;
using MathNet.Numerics.IntegralTransforms;
using MathNet.Numerics.Statistics;

namespace AIoT.Embedded.Signal.Tests.Extractor;

/// <summary>The contract's features in double precision with MathNet: no integer, no table, no rounding.</summary>
internal sealed class DoubleFeatures
{
    private readonly double[] _x;
    private readonly double _rate;
    private readonly double[] _power; // |X|^2 of the Hann window

    public DoubleFeatures(ReadOnlySpan<short> window, double rate, double gPerLsb, double lowHz, double highHz)
    {
        int n = window.Length;
        _rate = rate;
        _x = new double[n];
        for (int i = 0; i < n; i++)
        {
            _x[i] = window[i];
        }

        double mean = _x.Mean();
        Rms = _x.PopulationStandardDeviation() * gPerLsb;
        Peak = _x.Max(x => Math.Abs(x - mean)) * gPerLsb;
        Crest = Peak / Rms;
        Kurtosis = _x.PopulationKurtosis() + 3;
        Skewness = _x.PopulationSkewness();
        _power = Power([.. _x.Select((x, i) => (x - mean) * Hann(i, n))]);
        double velocity = 0;
        for (int k = 1; k < n / 2; k++)
        {
            double part = Math.Max(0, Math.Min(highHz * n / rate, k + 0.5) - Math.Max(lowHz * n / rate, k - 0.5));
            velocity += 2 * _power[k] / ((double)n * n * 0.375) * part / Math.Pow(2 * Math.PI * k * rate / n, 2);
        }

        VelocityMillimetres = Math.Sqrt(velocity) * gPerLsb * 9806.65;
        Envelope();
    }

    public double Rms { get; }

    public double Peak { get; }

    public double Crest { get; }

    public double Kurtosis { get; }

    public double Skewness { get; }

    public double VelocityMillimetres { get; }

    /// <summary>RMS of the envelope over the signal's.</summary>
    public double EnvelopeLevel { get; private set; }

    public double EnvelopeKurtosis { get; private set; }

    public double EnvelopeCrest { get; private set; }

    /// <summary>log2 of the envelope's power spectrum over the mean of the logarithms around.</summary>
    public double[] Whitened { get; private set; } = [];

    /// <summary>Shares of bands that hold the bins between the given edges.</summary>
    public double[] Bands(int[] edges)
    {
        double[] energies = [.. edges.Zip(edges.Skip(1), (a, b) => _power[a..b].Sum())];
        double total = energies.Sum();
        return [.. energies.Select(e => e / total)];
    }

    /// <summary>Share of the three bins nearest to a frequency, bins 2 and up, in all the power of the window.</summary>
    public double Line(double hertz)
    {
        int bin = (int)Math.Floor(hertz * _x.Length / _rate + 0.5);
        double variance = _x.PopulationVariance();
        return ((bin > 2 ? _power[bin - 1] : 0) + _power[bin] + _power[bin + 1]) / ((double)_x.Length * _x.Length) / (variance * 0.375 / 2);
    }

    /// <summary>1 + mean of |X| over the bins from <paramref name="first"/> on.</summary>
    public double Amplitude(int first, int count) => 1 + _power.Skip(first).Take(count).Average(Math.Sqrt);

    /// <summary>Scores of the combs in octaves.</summary>
    public double[] Combs(double[] orders, double[] dummies, double shaftHz)
    {
        double perOrder = shaftHz / (_rate / 8 / (2 * (Whitened.Length - 1)));
        double chance = dummies.Select(o => Comb(o * perOrder)).Where(c => !double.IsNaN(c)).Median();
        return [.. orders.Select(o => Comb(o * perOrder) is var c && double.IsNaN(c) ? 0 : c - chance)];
    }

    private double Comb(double position)
    {
        double[] weights = [1, 0.8, 0.6, 0.4];
        double end = 0.95 * (Whitened.Length - 1);
        if (position < 1 || position > end)
        {
            return double.NaN;
        }

        int harmonics = Math.Min(4, (int)(end / position));
        return new[] { -0.02, -0.01, 0, 0.01, 0.02 }.Max(slip =>
            Enumerable.Range(1, harmonics).Sum(h => weights[h - 1] * At(h * position * (1 + slip))) / weights.Take(harmonics).Sum());
    }

    private double At(double bin)
    {
        int below = (int)bin;
        return Whitened[below] + (Whitened[below + 1] - Whitened[below]) * (bin - below);
    }

    // Channels around 1/8, 2/8 and 3/8 of the rate, each over its mean, added.
    private void Envelope()
    {
        int count = (_x.Length - 24) / 8 + 1;
        double[] q = new double[count];
        double all = 0;
        for (int channel = 1; channel <= 3; channel++)
        {
            double[] p = new double[count];
            for (int m = 0; m < count; m++)
            {
                Complex z = 0;
                for (int i = 0; i < 24; i++)
                {
                    z += Math.Pow(Math.Sin(Math.PI * (i + 0.5) / 24), 2) * _x[8 * m + i] * Complex.FromPolarCoordinates(1, -2 * Math.PI * channel * i / 8);
                }

                p[m] = z.Magnitude * z.Magnitude;
            }

            all += p.Sum();
            double mean = p.Mean();
            for (int m = 0; m < count; m++)
            {
                q[m] += p[m] / mean;
            }
        }

        double level = q.Mean();
        EnvelopeLevel = Math.Sqrt(all / count) / 6 / _x.PopulationStandardDeviation();
        EnvelopeKurtosis = q.Average(v => v * v) / (level * level);
        EnvelopeCrest = Math.Sqrt(q.Max() / level);
        int points = _x.Length > 1024 ? 512 : 256;
        double[] padded = new double[points];
        for (int m = 0; m < count; m++)
        {
            padded[m] = (q[m] - level) * Math.Pow(Math.Sin(Math.PI * (m + 0.5) / count), 2);
        }

        double[] logs = [.. Power(padded).Select(Math.Log2)];
        Whitened = new double[logs.Length];
        for (int k = 1; k < logs.Length; k++)
        {
            int from = Math.Max(1, k - 20);
            int to = Math.Min(logs.Length - 1, k + 20);
            Whitened[k] = logs[k] - logs[from..(to + 1)].Mean();
        }
    }

    private static double[] Power(double[] x)
    {
        Complex[] spectrum = [.. x.Select(v => new Complex(v, 0))];
        Fourier.Forward(spectrum, FourierOptions.NoScaling);
        return [.. spectrum.Take(x.Length / 2 + 1).Select(c => c.Real * c.Real + c.Imaginary * c.Imaginary)];
    }

    private static double Hann(int i, int n) => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / n);
}
