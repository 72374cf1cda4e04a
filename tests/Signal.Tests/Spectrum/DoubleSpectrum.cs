using System.Numerics;
using AIoT.Embedded.Signal;
using MathNet.Numerics.IntegralTransforms;

namespace AIoT.Embedded.Signal.Tests.Spectrum;

/// <summary>The spectrum in double precision with the ideal window, in the units of <see cref="RealSpectrum"/>.</summary>
internal static class DoubleSpectrum
{
    /// <summary>Amplitudes |2^amplitudeBits X[k] / N| for k = 0..N/2.</summary>
    public static double[] Amplitudes(double[] samples, int window, int amplitudeBits)
    {
        int points = samples.Length;
        var work = new Complex[points];
        for (int n = 0; n < points; n++)
        {
            work[n] = samples[n] * Window(window, n, points);
        }

        Fourier.Forward(work, FourierOptions.NoScaling);
        return [.. work.Take((points / 2) + 1).Select(x => x.Magnitude * Math.ScaleB(1, amplitudeBits) / points)];
    }

    /// <summary>Signal energy over error energy of an amplitude spectrum, in dB.</summary>
    public static double SignalToErrorDb(long[] power, double[] expectedAmplitudes)
    {
        double signal = 0;
        double error = 0;
        for (int k = 0; k < expectedAmplitudes.Length; k++)
        {
            double difference = Math.Sqrt(power[k]) - expectedAmplitudes[k];
            signal += expectedAmplitudes[k] * expectedAmplitudes[k];
            error += difference * difference;
        }

        return 10 * Math.Log10(signal / error);
    }

    private static double Window(int window, int n, int points) =>
        window == WindowKind.Hann ? 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / points)) : 1;
}
