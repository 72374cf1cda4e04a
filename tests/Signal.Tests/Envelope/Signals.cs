namespace AIoT.Embedded.Signal.Tests.Envelope;

/// <summary>Synthetic vibration.</summary>
internal static class Signals
{
    /// <summary>Gaussian noise.</summary>
    public static short[] Noise(int count, double rms, Random random) => [.. Enumerable.Range(0, count).Select(_ => Clip(rms * Gauss(random)))];

    /// <summary>Impacts at <paramref name="frequency"/> Hz that ring at 1.7 and 3.1 kHz, in noise 20 dB below their peak.</summary>
    public static short[] Impacts(int count, double rate, double frequency, double peak, Random random)
    {
        double[] samples = [.. Enumerable.Range(0, count).Select(_ => peak / 20 * Gauss(random))];
        for (double hit = -random.NextDouble() / frequency; hit < count / rate; hit += 1 / frequency)
        {
            for (int n = Math.Max(0, (int)Math.Ceiling(hit * rate)); n < count && (n / rate) - hit < 0.02; n++)
            {
                double t = (n / rate) - hit;
                samples[n] += peak * Math.Exp(-t * 900) * (Math.Sin(2 * Math.PI * 1700 * t) + (0.7 * Math.Sin(2 * Math.PI * 3100 * t)));
            }
        }

        return [.. samples.Select(Clip)];
    }

    /// <summary>Nearest int16.</summary>
    public static short Clip(double value) => (short)Math.Clamp(Math.Round(value), short.MinValue, short.MaxValue);

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
