using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Evaluation.Diagnosis;

/// <summary>The shaft's speed from averaged spectra of a decimated recording, with the firmware's decimator, spectrum and estimator.</summary>
internal static class ShaftSpeedFinder
{
    private const int GreatestMilliHz = 1_000_000;

    /// <summary>Samples a revolution in the spectrum: ten harmonics and their surroundings.</summary>
    private const double SamplesPerRevolution = 26;

    /// <summary>The speed near a nominal one in mHz; the nominal one where the recording is too short or its harmonics don't stand clear.</summary>
    public static (int MilliHz, bool Found) Near(IReadOnlyList<short[]> axes, double rateHz, int nominalMilliHz, int tolerancePercent)
    {
        if (tolerancePercent < 1)
        {
            return (nominalMilliHz, false);
        }

        double wanted = rateHz / (SamplesPerRevolution * nominalMilliHz / 1000.0);
        (int best, int confidence) = (nominalMilliHz, 0);
        foreach (short[] axis in axes)
        {
            (ShaftSpeedEstimator Estimator, long[] Power)? found = Spectrum(axis, rateHz, wanted);
            if (found is { } f)
            {
                int speed = f.Estimator.EstimateNear(f.Power, nominalMilliHz, tolerancePercent);
                if (f.Estimator.ConfidenceQ8 >= ShaftSpeedEstimator.ConfidentQ8 && f.Estimator.ConfidenceQ8 > confidence)
                {
                    (best, confidence) = (speed, f.Estimator.ConfidenceQ8);
                }
            }
        }

        return (best, confidence > 0);
    }

    /// <summary>The speed between two bounds in mHz; 0 where none stands clear on any axis.</summary>
    public static int Between(IReadOnlyList<short[]> axes, double rateHz, int lowMilliHz, int highMilliHz)
    {
        (int best, int confidence) = (0, 0);
        foreach (short[] axis in axes)
        {
            if (Spectrum(axis, rateHz, Math.Max(1, rateHz / 1600)) is { } f)
            {
                int speed = f.Estimator.Estimate(f.Power, lowMilliHz, Math.Min(GreatestMilliHz, highMilliHz));
                if (f.Estimator.ConfidenceQ8 >= ShaftSpeedEstimator.ConfidentQ8 && f.Estimator.ConfidenceQ8 > confidence)
                {
                    (best, confidence) = (speed, f.Estimator.ConfidenceQ8);
                }
            }
        }

        return best;
    }

    private static (ShaftSpeedEstimator Estimator, long[] Power)? Spectrum(short[] samples, double rateHz, double factor)
    {
        (short[] slow, int by) = Decimation.AtMost(samples, (int)Math.Max(1, factor));
        int points = slow.Length >= 2048 ? 1024 : slow.Length >= 512 ? 512 : slow.Length >= 256 ? 256 : 0;
        if (points == 0 || rateHz / by < 10)
        {
            return null;
        }

        var spectrum = new RealSpectrum(points, WindowKind.Hann);
        var power = new long[spectrum.Bins];
        var sums = new long[spectrum.Bins];
        int mean = (int)slow.Average(v => (double)v);
        for (int start = 0; start + points <= slow.Length; start += points / 2)
        {
            spectrum.Power(slow, start, mean, power);
            for (int k = 0; k < sums.Length; k++)
            {
                sums[k] += power[k] >> 10;
            }
        }

        return (new ShaftSpeedEstimator(points, (int)Math.Round(rateHz / by * 1000)), sums);
    }
}
