using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Statistics;

public sealed class MomentsTests
{
    private static readonly int Cases = TestData.LongMode ? 1_000_000 : 3_000;

    [Fact]
    public void Moments_equal_exact_sums_on_random_and_extreme_windows()
    {
        Random random = new(TestData.Seed);
        Moments moments = new();
        for (int i = 0; i < Cases; i++)
        {
            // In long mode mostly short windows: the sums differ only in their number of blocks.
            int log2 = TestData.LongMode && i % 16 != 0 ? random.Next(5, 7) : random.Next(5, 12);
            short[] window = Windows.Random(random, (1 << log2) + 3);
            moments.Measure(window, 3, log2);
            AssertEqual(new PlainMoments(window.AsSpan(3)), moments, $"case {i}, {1 << log2} samples, seed {TestData.Seed}");
        }
    }

    [Fact]
    public void Full_scale_windows_do_not_overflow()
    {
        Moments moments = new();
        for (int log2 = 5; log2 <= 11; log2++)
        {
            int n = 1 << log2;
            foreach (Func<int, int> f in new Func<int, int>[]
            {
                i => i % 2 == 0 ? 32767 : -32768,
                i => i < n / 2 ? 32767 : -32768,
                i => -32768,
                i => 32767,
                i => i == 5 ? 32767 : -32768,
                i => i == n - 1 ? -32768 : 32767,
                i => i % (n / 16) == 0 ? 32767 : -32768, // the samples that the pivot is taken from lie
                i => i % (n / 16) == 0 ? -32768 : 32767,
            })
            {
                short[] window = [.. Enumerable.Range(0, n).Select(i => (short)f(i))];
                moments.Measure(window, 0, log2);
                AssertEqual(new PlainMoments(window), moments, $"{n} samples");
            }
        }
    }

    [Fact]
    public void Small_signals_on_a_large_offset_do_not_round_to_zero()
    {
        Moments moments = new();
        short[] window = new short[1024];
        Array.Fill(window, (short)-32768);
        window[77] = -32767;
        moments.Measure(window, 0, 10);
        AssertEqual(new PlainMoments(window), moments, "one step");
        Assert.Equal(1.0 / 32, moments.RmsQ16 / 65536.0, 4);
        Assert.Equal(1022, moments.KurtosisQ20 / 1048576.0, 0);
    }

    [Fact]
    public void A_constant_window_has_no_crest_kurtosis_or_skewness()
    {
        Moments moments = new();
        short[] window = new short[1024];
        Array.Fill(window, (short)16384);
        moments.Measure(window, 0, 10);
        Assert.Equal((16384, 16384, 16384), (moments.Mean, moments.Minimum, moments.Maximum));
        Assert.Equal((0, 0, 0), (moments.RmsQ16, moments.PeakQ16, moments.VarianceTimesCountSquared));
        Assert.Equal((0, 0, 0), (moments.CrestQ20, moments.KurtosisQ20, moments.SkewnessQ20));
    }

    [Fact]
    public void A_sine_has_its_textbook_figures()
    {
        short[] window = [.. Enumerable.Range(0, 1024).Select(i => (short)Math.Round(10000 * Math.Sin(2 * Math.PI * 8 * (i + 0.5) / 1024)))];
        Moments moments = new();
        moments.Measure(window, 0, 10);
        Assert.Equal(10000 / Math.Sqrt(2), moments.RmsQ16 / 65536.0, 1);
        Assert.Equal(Math.Sqrt(2), moments.CrestQ20 / 1048576.0, 3);
        Assert.Equal(1.5, moments.KurtosisQ20 / 1048576.0, 3);
        Assert.Equal(0, moments.SkewnessQ20 / 1048576.0, 3);
    }

    private static void AssertEqual(PlainMoments plain, Moments moments, string what)
    {
        Assert.True((plain.Mean, plain.Minimum, plain.Maximum) == (moments.Mean, moments.Minimum, moments.Maximum),
            $"{what}: mean {moments.Mean} for {plain.Mean}, least {moments.Minimum} for {plain.Minimum}, most {moments.Maximum} for {plain.Maximum}");
        Assert.True(plain.VarianceTimesCountSquared == moments.VarianceTimesCountSquared,
            $"{what}: variance {moments.VarianceTimesCountSquared} for {plain.VarianceTimesCountSquared}");
        Near(plain.Rms, moments.RmsQ16 / 65536.0, 2.0 / 65536, what + ": RMS");
        Near(plain.Peak, moments.PeakQ16 / 65536.0, 2.0 / 65536, what + ": peak");
        Near(plain.Crest, moments.CrestQ20 / 1048576.0, 2.0 / 1048576, what + ": crest");
        Near(plain.Kurtosis, moments.KurtosisQ20 / 1048576.0, 2.0 / 1048576, what + ": kurtosis");
        Near(plain.Skewness, moments.SkewnessQ20 / 1048576.0, 2.0 / 1048576, what + ": skewness");
    }

    private static void Near(double expected, double actual, double resolution, string what) =>
        Assert.True(Math.Abs(expected - actual) <= Math.Abs(expected) * 3e-7 + resolution, $"{what}: {actual:R} for {expected:R}");
}
