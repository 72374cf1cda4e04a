using System.Globalization;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Spectrum;

public class SpectrumAccuracyTests(ITestOutputHelper output)
{
    public static TheoryData<int, int> SizesAndWindows()
    {
        var cases = new TheoryData<int, int>();
        foreach (int points in new[] { 256, 512, 1024, 2048 })
        {
            cases.Add(points, WindowKind.Rectangular);
            cases.Add(points, WindowKind.Hann);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(SizesAndWindows))]
    public void Signal_to_error_ratio_meets_the_contract(int points, int window)
    {
        var random = new Random(12345);
        double cycles = (points / 8.0) + 0.37;
        double full = Measure(points, window, Sine(points, 32767, cycles));
        double centred = Measure(points, window, Sine(points, 32767, points / 8));
        double small = Measure(points, window, Sine(points, 32.767, cycles));
        double noise = Measure(points, window, [.. Enumerable.Range(0, points).Select(_ => (short)random.Next(-32768, 32768))]);
        double smallNoise = Measure(points, window, [.. Enumerable.Range(0, points).Select(_ => (short)random.Next(-33, 34))]);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{points,4} points, window {window}: full-scale sine {full:F1} dB, at a bin centre {centred:F1} dB, -60 dB sine {small:F1} dB, noise {noise:F1} dB, -60 dB noise {smallNoise:F1} dB"));
        Assert.True(full >= 100, $"full-scale sine: {full:F1} dB");
        Assert.True(centred >= 100, $"full-scale sine at a bin centre: {centred:F1} dB");
        Assert.True(small >= 80, $"-60 dB sine: {small:F1} dB");
        Assert.True(noise >= 100, $"full-scale noise: {noise:F1} dB");
        Assert.True(smallNoise >= 80, $"-60 dB noise: {smallNoise:F1} dB");
    }

    [Theory]
    [MemberData(nameof(SizesAndWindows))]
    public void A_sine_at_a_bin_centre_gives_the_documented_power(int points, int window)
    {
        var spectrum = new RealSpectrum(points, window);
        var power = new long[spectrum.Bins];
        spectrum.Power(Sine(points, 20000, 37), 0, power);
        double expected = Math.Pow((window == WindowKind.Hann ? 1 << 13 : 1 << 14) * 20000.0, 2);
        Assert.InRange(power[37] / expected, 0.9999, 1.0001);
    }

    [Theory]
    [MemberData(nameof(SizesAndWindows))]
    public void Summed_power_is_the_mean_square_of_the_windowed_signal(int points, int window)
    {
        var random = new Random(7);
        var spectrum = new RealSpectrum(points, window);
        var power = new long[spectrum.Bins];
        short[] samples = [.. Enumerable.Range(0, points).Select(n => (short)random.Next(-20000, 20000))];
        spectrum.Power(samples, 0, power);
        double sum = 0;
        for (int k = 0; k <= points / 2; k++)
        {
            sum += power[k] * (k == 0 || k == points / 2 ? 1.0 : 2.0);
        }

        double windowed = Enumerable.Range(0, points).Average(n => Math.Pow(samples[n] * (window == WindowKind.Hann ? Math.Pow(Math.Sin(Math.PI * n / points), 2) : 1), 2));
        Assert.InRange(sum / Math.ScaleB(1, 30) / windowed, 0.99999, 1.00001);
    }

    [Theory]
    [MemberData(nameof(SizesAndWindows))]
    public void The_mean_is_taken_off_before_the_window(int points, int window)
    {
        var random = new Random(9);
        var spectrum = new RealSpectrum(points, window);
        short[] samples = [.. Enumerable.Range(0, points + 5).Select(n => (short)random.Next(-9000, 9000))];
        short[] shifted = [.. samples.Select(x => (short)(x + 12345))];
        var expected = new long[spectrum.Bins];
        var actual = new long[spectrum.Bins];
        spectrum.Power(samples, 5, expected);
        spectrum.Power(shifted, 5, 12345, actual);
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public void Wide_samples_reach_the_same_precision_in_their_coarser_unit(int points)
    {
        var spectrum = new RealSpectrum(points, WindowKind.Hann);
        var power = new long[spectrum.Bins];
        int[] samples = [.. Enumerable.Range(0, points).Select(n => (int)Math.Round(8388607 * Math.Sin(2 * Math.PI * 30.3 * n / points)))];
        spectrum.Power(samples, 0, 0, power);
        double[] expected = DoubleSpectrum.Amplitudes([.. samples.Select(x => (double)x)], WindowKind.Hann, RealSpectrum.WideAmplitudeBits);
        double ratio = DoubleSpectrum.SignalToErrorDb(power, expected);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{points} points, 24-bit sine {ratio:F1} dB"));
        Assert.True(ratio >= 100, $"{ratio:F1} dB");
    }

    [Theory]
    [MemberData(nameof(SizesAndWindows))]
    public void Total_power_of_any_input_stays_below_two_to_the_62(int points, int window)
    {
        var random = new Random(TestData.Seed);
        var spectrum = new RealSpectrum(points, window);
        var power = new long[spectrum.Bins];
        for (int pattern = 0; pattern < 40; pattern++)
        {
            int period = pattern < 20 ? 1 << (pattern % 11) : 1 + random.Next(points);
            bool alternate = (pattern & 1) == 1;
            short[] samples = [.. Enumerable.Range(0, points).Select(n => alternate && n / period % 2 == 1 ? short.MinValue : short.MaxValue)];
            foreach (int mean in new[] { 0, short.MinValue, short.MaxValue })
            {
                spectrum.Power(samples, 0, mean, power);
                Int128 total = 0;
                foreach (long value in power)
                {
                    Assert.True(value >= 0, $"negative power, pattern {pattern}, mean {mean}, seed {TestData.Seed}");
                    total += value;
                }

                Assert.True(total < (Int128)1 << 62, $"pattern {pattern}, mean {mean}, seed {TestData.Seed}: {total}");
            }
        }
    }

    [Fact]
    public void Wrong_lengths_windows_and_ranges_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealSpectrum(1000, WindowKind.Hann));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RealSpectrum(1024, 9));
        var spectrum = new RealSpectrum(256, WindowKind.Hann);
        Assert.Throws<ArgumentOutOfRangeException>(() => spectrum.Power(new short[256], 1, new long[129]));
        Assert.Throws<ArgumentOutOfRangeException>(() => spectrum.Power(new short[256], -1, new long[129]));
        Assert.Throws<ArgumentOutOfRangeException>(() => spectrum.Power(new short[256], 0, new long[128]));
        Assert.Throws<InvalidOperationException>(() => new RealSpectrum(1024, WindowKind.Hann).Power(new int[1024], 0, 0, new long[513]));
    }

    private static short[] Sine(int points, double amplitude, double cycles) =>
        [.. Enumerable.Range(0, points).Select(n => (short)Math.Round(amplitude * Math.Sin((2 * Math.PI * cycles * n / points) + 0.1)))];

    private static double Measure(int points, int window, short[] samples)
    {
        var spectrum = new RealSpectrum(points, window);
        var power = new long[spectrum.Bins];
        spectrum.Power(samples, 0, power);
        return DoubleSpectrum.SignalToErrorDb(power, DoubleSpectrum.Amplitudes([.. samples.Select(x => (double)x)], window, RealSpectrum.AmplitudeBits));
    }
}
