using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Gateway.Captures.Spectra;

/// <summary>
/// Spectrum of a capture: firmware/Signal's Hann-windowed power spectra of up to 2048 points, half overlapping, their mean power as RMS
/// amplitudes. With a highest frequency the capture is decimated first, by firmware/Signal's decimator, for finer bins. A line at a bin's centre
/// reads true; between two bins up to 15 % low, as a Hann window has it.
/// </summary>
/// <param name="BinHz">Distance of two bins; bin k lies at k times this.</param>
/// <param name="Points">Samples of a transform.</param>
/// <param name="Averages">Spectra in the mean.</param>
/// <param name="Decimation">Samples of the capture for one of the transform.</param>
/// <param name="AccelerationG">g RMS.</param>
/// <param name="VelocityMmS">mm/s RMS, acceleration over 2 pi f; 0 below 5 Hz, where an accelerometer's noise would be all of it.</param>
public sealed record VibrationSpectrum(double BinHz, int Points, int Averages, int Decimation, double[] AccelerationG, double[] VelocityMmS)
{
    private const double LeastHz = 5;
    private const int MostDecimation = 8;

    /// <summary>Part of half the rate up to which the decimator is flat.</summary>
    private const double Flat = 0.8;

    /// <param name="maxHz">Highest frequency wanted; 0: all.</param>
    public static VibrationSpectrum Of(short[] samples, int rateHz, int nanoG, double maxHz = 0)
    {
        int decimation = DecimationFor(samples.Length, rateHz, maxHz);
        short[] signal = decimation == 1 ? samples : Decimate(samples, decimation);
        int points = CaptureWindows.PointsFor(signal.Length);
        double rate = (double)rateHz / decimation;
        var moments = new Moments();
        var spectrum = new RealSpectrum(points, WindowKind.Hann);
        long[] power = new long[spectrum.Bins];
        double[] sums = new double[spectrum.Bins];
        int averages = 0;
        for (int start = 0; start + points <= signal.Length; start += points / 2, averages++)
        {
            moments.Measure(signal, start, int.Log2(points));
            spectrum.Power(signal, start, moments.Mean, power);
            for (int k = 0; k < power.Length; k++)
            {
                sums[k] += power[k];
            }
        }

        int bins = maxHz > 0 ? Math.Min(power.Length, (int)Math.Ceiling(maxHz * points / rate) + 1) : power.Length;
        double[] acceleration = new double[bins], velocity = new double[bins];
        for (int k = 1; k < bins; k++)
        {
            // A sine of amplitude A counts gives (2^13 A)^2.
            double g = Math.Sqrt(sums[k] / averages / 2) / 8192 * nanoG * 1e-9;
            double hz = k * rate / points;
            acceleration[k] = g;
            velocity[k] = hz < LeastHz ? 0 : g * 9.80665 / (2 * Math.PI * hz) * 1000;
        }

        return new VibrationSpectrum(rate / points, points, averages, decimation, acceleration, velocity);
    }

    private static int DecimationFor(int samples, int rateHz, double maxHz)
    {
        if (!(maxHz > 0))
        {
            return 1;
        }

        for (int factor = MostDecimation; factor > 1; factor--)
        {
            // Finer bins come only where the decimated signal still fills a longer stretch of time than a transform of the whole rate does.
            if (rateHz / 2.0 / factor * Flat >= maxHz && CaptureWindows.PointsFor((samples / factor) - 64) * factor > CaptureWindows.PointsFor(samples))
            {
                return factor;
            }
        }

        return 1;
    }

    private static short[] Decimate(short[] samples, int factor)
    {
        var decimator = new Decimator(factor);
        short[] output = new short[(samples.Length / factor) + 1];
        return output[..decimator.Process(samples, 0, samples.Length, output, 0)];
    }
}
