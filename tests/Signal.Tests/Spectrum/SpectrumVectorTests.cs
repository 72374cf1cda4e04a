using System.Globalization;
using AIoT.Embedded.ModelTools.KernelGenerator;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Signal.Tests.Spectrum;

public class SpectrumVectorTests
{
    [Fact]
    public void Kernels_give_the_golden_vectors()
    {
        if (Environment.GetEnvironmentVariable("AIOT_UPDATE_VECTORS") == "1")
        {
            Update();
        }

        SpectrumVectors vectors = SpectrumVectors.Read();
        Assert.Equal(vectors.CosineDigest, SpectrumVectors.Digest(QuarterWaveSource.Cosines.Select(c => (long)c), 4));
        Assert.True(vectors.Cases.Count >= 30);
        foreach (SpectrumVector vector in vectors.Cases)
        {
            var spectrum = new RealSpectrum(vector.Points, vector.Window);
            var power = new long[spectrum.Bins];
            int[] samples = vector.Samples();
            if (vector.Wide)
            {
                spectrum.Power(samples, 0, vector.Mean, power);
            }
            else
            {
                spectrum.Power([.. samples.Select(x => (short)x)], 0, vector.Mean, power);
            }

            string name = $"{vector.Points} points, window {vector.Window}, {vector.Signal} {vector.Parameter} >> {vector.Shift}, mean {vector.Mean}";
            foreach ((string bin, string expected) in vector.Power)
            {
                Assert.True(expected == Text(power[int.Parse(bin, CultureInfo.InvariantCulture)]), $"{name}: bin {bin}");
            }

            Assert.True(vector.Digest == SpectrumVectors.Digest(power, 8), name);
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    // The expected values come from the plain loops, not from the kernels.
    private static void Update()
    {
        var cases = new List<SpectrumVector>();
        foreach (int points in new[] { 256, 512, 1024, 2048 })
        {
            foreach (int window in new[] { WindowKind.Rectangular, WindowKind.Hann })
            {
                cases.Add(Case(points, window, false, "noise", 1, 0, 0));
                cases.Add(Case(points, window, false, "noise", 2, 10, -7));
                cases.Add(Case(points, window, false, "square", 5, 0, 1234));
                cases.Add(Case(points, window, false, "impulse", 77, 0, 0));
                cases.Add(Case(points, window, false, "constant", 32767, 0, -32768));
                cases.Add(Case(points, window, false, "sawtooth", 1771, 0, -1));
                if (points <= 512)
                {
                    cases.Add(Case(points, window, true, "noise", 3, 0, 5));
                    cases.Add(Case(points, window, true, "noise", 4, 12, -100));
                }
            }
        }

        new SpectrumVectors(SpectrumVectors.Digest(QuarterWaveSource.Cosines.Select(c => (long)c), 4), cases).Write();
    }

    private static SpectrumVector Case(int points, int window, bool wide, string signal, uint parameter, int shift, int mean)
    {
        var vector = new SpectrumVector(points, window, wide, signal, parameter, shift, mean, "", new Dictionary<string, string>());
        var power = new long[(points / 2) + 1];
        int[] samples = vector.Samples();
        var plain = new PlainSpectrum(points, window);
        if (wide)
        {
            plain.Power(samples, 0, mean, power);
        }
        else
        {
            plain.Power([.. samples.Select(x => (short)x)], 0, mean, power);
        }

        int[] bins = [0, 1, 2, 7, 16, points / 8 + 1, points / 4, points / 2 - 1, points / 2];
        return vector with
        {
            Digest = SpectrumVectors.Digest(power, 8),
            Power = bins.Distinct().ToDictionary(Name, bin => Text(power[bin])),
        };

        static string Name(int bin) => bin.ToString(CultureInfo.InvariantCulture);
    }
}
