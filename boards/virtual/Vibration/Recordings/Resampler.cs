namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>
/// Brings a recording to the rate that a board samples at: windowed-sinc interpolation with a Blackman window, cut off below the lower of the
/// two Nyquist frequencies. It stands where an accelerometer's own anti-alias filter stands; the board's integers begin after it.
/// </summary>
public static class Resampler
{
    private const int HalfWidth = 24;
    private const double Passband = 0.92;
    private const int LongestPeriod = 1024;

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
        int period = Period(step);
        var kernels = new double[]?[period];
        for (int i = 0; i < result.Length; i++)
        {
            double centre = i * step;
            int first = (int)Math.Ceiling(centre - half), last = (int)Math.Floor(centre + half);
            int low = Math.Max(0, first), high = Math.Min(samples.Length - 1, last);
            double[] kernel = period == 0 ? Kernel(first, last, centre, half, cutoff) : kernels[i % period] ??= Kernel(first, last, centre, half, cutoff);
            double sum = 0, weights = 0;
            for (int k = low; k <= high; k++)
            {
                double weight = kernel[k - first];
                sum += weight * samples[k];
                weights += weight;
            }

            result[i] = sum / weights;
        }

        return result;
    }

    /// <summary>The weights w(x) = blackman(x / half) sinc(cutoff x) for samples <paramref name="first"/> to <paramref name="last"/>, x = k - centre.</summary>
    private static double[] Kernel(int first, int last, double centre, double half, double cutoff)
    {
        double[] kernel = new double[last - first + 1];
        for (int k = first; k <= last; k++)
        {
            double x = k - centre;
            double u = x / half;
            double window = 0.42 + 0.5 * Math.Cos(Math.PI * u) + 0.08 * Math.Cos(2 * Math.PI * u);
            double arg = Math.PI * cutoff * x;
            kernel[k - first] = window * (Math.Abs(arg) < 1e-12 ? 1 : Math.Sin(arg) / arg);
        }

        return kernel;
    }

    /// <summary>After how many outputs the positions between samples come again, exactly; 0: not soon.</summary>
    private static int Period(double step)
    {
        for (int period = 1; period <= LongestPeriod; period++)
        {
            // A short fraction times a small number is exact in a double, and so are its multiples below.
            if (period * step == Math.Floor(period * step) && step * 1024 == Math.Floor(step * 1024))
            {
                return period;
            }
        }

        return 0;
    }
}
