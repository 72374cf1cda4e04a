namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>
/// Brings a recording to the rate that a board samples at: windowed-sinc interpolation with a Blackman window, cut off below the lower of the
/// two Nyquist frequencies. It stands where an accelerometer's own anti-alias filter stands; the board's integers begin after it.
/// </summary>
public static class Resampler
{
    private const int HalfWidth = 24;
    private const double Passband = 0.92;

    /// <summary>Resamples; the same rate gives the same samples.</summary>
    /// <param name="samples">Samples at <paramref name="fromHz"/>.</param>
    /// <param name="fromHz">Rate of the samples, above 0.</param>
    /// <param name="toHz">Rate wanted, above 0.</param>
    public static double[] Resample(double[] samples, double fromHz, double toHz)
    {
        ArgumentNullException.ThrowIfNull(samples);
        if (Math.Abs(fromHz - toHz) < 1e-9 * toHz)
        {
            return samples;
        }

        double step = fromHz / toHz;
        double cutoff = Passband * Math.Min(1, 1 / step);
        double half = HalfWidth / cutoff;
        double[] result = new double[(int)(samples.Length / step)];
        for (int i = 0; i < result.Length; i++)
        {
            double centre = i * step;
            int low = Math.Max(0, (int)Math.Ceiling(centre - half));
            int high = Math.Min(samples.Length - 1, (int)Math.Floor(centre + half));
            double sum = 0, weights = 0;
            for (int k = low; k <= high; k++)
            {
                double x = k - centre;
                double u = x / half;
                double window = 0.42 + 0.5 * Math.Cos(Math.PI * u) + 0.08 * Math.Cos(2 * Math.PI * u);
                double arg = Math.PI * cutoff * x;
                double weight = window * (Math.Abs(arg) < 1e-12 ? 1 : Math.Sin(arg) / arg);
                sum += weight * samples[k];
                weights += weight;
            }

            result[i] = sum / weights;
        }

        return result;
    }
}
