using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Gateway.Captures.Spectra;

/// <summary>
/// The figures of a capture, by the firmware's own integer code: for a capture of one window (256 to 2048 samples, a power of two) the same
/// numbers that its reading carries. A longer one is taken in windows side by side: mean squares are averaged, the peak is the highest.
/// </summary>
/// <param name="VelocityMmS">Velocity RMS 10-1000 Hz, mm/s.</param>
/// <param name="AccelerationG">Acceleration RMS without its mean, g.</param>
/// <param name="PeakG">Greatest distance from the mean, g.</param>
/// <param name="Crest">Peak over RMS.</param>
/// <param name="Kurtosis">3 for noise.</param>
public sealed record WaveFigures(double VelocityMmS, double AccelerationG, double PeakG, double Crest, double Kurtosis)
{
    private const int LowHz = 10;
    private const int HighHz = 1000;

    public static WaveFigures Of(short[] samples, int rateHz, int nanoG)
    {
        int points = CaptureWindows.PointsFor(samples.Length);
        var moments = new Moments();
        var spectrum = new RealSpectrum(points, WindowKind.Hann);
        var velocity = new VelocityIntegrator(points, spectrum.WindowPowerQ20, rateHz * 1000, LowHz, HighHz, nanoG);
        long[] power = new long[spectrum.Bins];
        double velocities = 0, squares = 0, peak = 0, kurtosis = 0;
        int windows = samples.Length / points;
        for (int i = 0; i < windows; i++)
        {
            moments.Measure(samples, i * points, int.Log2(points));
            spectrum.Power(samples, i * points, moments.Mean, power);
            velocity.Measure(power, moments.VarianceTimesCountSquared);
            velocities += Math.Pow(velocity.MicrometresPerSecond / 1000.0, 2);
            double rms = moments.RmsQ16 / 65536.0 * nanoG * 1e-9;
            squares += rms * rms;
            peak = Math.Max(peak, moments.PeakQ16 / 65536.0 * nanoG * 1e-9);
            kurtosis += moments.KurtosisQ20 / 1048576.0;
        }

        double all = Math.Sqrt(squares / windows);
        return new WaveFigures(Math.Sqrt(velocities / windows), all, peak, all > 0 ? peak / all : 0, kurtosis / windows);
    }
}
