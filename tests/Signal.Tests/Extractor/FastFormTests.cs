using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Extractor;

public sealed class FastFormTests
{
    private static readonly int[] Lengths = [256, 512, 1024, 2048];

    [Fact]
    public void Band_shares_equal_the_plain_form_on_random_spectra()
    {
        Random random = new(TestData.Seed);
        for (int i = 0; i < (TestData.LongMode ? 100_000 : 2_000); i++)
        {
            int points = Lengths[random.Next(4)];
            int rate = random.Next(100_000, 100_000_000);
            int count = random.Next(1, 65);
            int rule = random.Next(2);
            int low = random.Next(rule, 20_000);
            int high = random.Next(low + 1, 65_536);
            long[] power = RandomPower(random, points);
            SpectralBands bands = new(count, rule, low, high, points, rate);
            int[] shares = new int[count + 1];
            bands.Measure(power);
            bands.WriteShares(shares, 1);
            int[] plain = PlainFeatures.Bands(power, points, rate, count, rule, low, high);
            Assert.True(plain.AsSpan().SequenceEqual(shares.AsSpan(1)), $"{count} bands of rule {rule} from {low} to {high} Hz at {rate} mHz, seed {TestData.Seed}");
        }
    }

    [Fact]
    public void Velocity_equals_the_formula_on_random_spectra()
    {
        Random random = new(TestData.Seed);
        for (int i = 0; i < (TestData.LongMode ? 1_000_000 : 5_000); i++)
        {
            int points = Lengths[random.Next(TestData.LongMode ? 1 : 4)];
            int rate = random.Next(1_000_000, 100_000_000);
            int low = random.Next(1, 200);
            int high = random.Next(low + 1, 5_000);
            int nanoG = (int)Math.Pow(2, random.NextDouble() * 26);
            int window = random.Next(2);
            long[] power = RandomPower(random, points);
            double windowPower = window == 1 ? 0.375 : 1;
            VelocityIntegrator integrator = new(points, (int)(windowPower * (1 << 20)), rate, low, high, nanoG);

            // The least mean square that Parseval allows for this spectrum: nothing may overflow there.
            double sum = power.Sum(p => (double)p) / Math.Pow(2, 30) * points * points;
            integrator.Measure(power, (long)Math.Min(sum, Math.Pow(2, 52)));
            double expected = PlainFeatures.Velocity(power, points, windowPower, rate / 1000.0, low, high, nanoG);

            // The range's ends are held in 1/65536 of a bin, which shows where little but a sliver of a loud bin is in it.
            double sliver = rate / 1000.0 / points / 65536;
            double spread = PlainFeatures.Velocity(power, points, windowPower, rate / 1000.0, low - sliver, high + sliver, nanoG)
                - PlainFeatures.Velocity(power, points, windowPower, rate / 1000.0, low + sliver, high - sliver, nanoG);
            Assert.True(Math.Abs(integrator.MicrometresPerSecond - Math.Min(expected, int.MaxValue)) <= expected * 1e-4 + spread + 0.51,
                $"{integrator.MicrometresPerSecond} for {expected}: {points} points at {rate} mHz, {low} to {high} Hz, {nanoG} nano-g, seed {TestData.Seed}");
            double log = expected > 1 ? 256 * Math.Log2(expected) : 0;
            Assert.True(Math.Abs(integrator.Log2Q8 - log) < 1 + 400 * spread / Math.Max(1, expected), $"{integrator.Log2Q8} for {log}, seed {TestData.Seed}");
        }
    }

    [Fact]
    public void The_log_spectrum_equals_the_formula_on_random_windows()
    {
        Random random = new(TestData.Seed);
        for (int i = 0; i < 60; i++)
        {
            int points = Lengths[random.Next(4)];
            int group = random.Next(1, 9);
            int first = random.Next(0, 20);
            int count = Math.Min(256, (points / 2 + 1 - first) / group);
            FeatureRecipe recipe = new() { WindowLength = points, WindowKind = random.Next(2) };
            recipe.AddLogAmplitudeSpectrum(first, group, count);
            short[] window = Windows.Random(random, points);
            int[] features = new int[count];
            new FeatureExtractor(recipe, 1000).Process(window, 0, features);
            long[] power = new long[points / 2 + 1];
            Moments moments = new();
            moments.Measure(window, 0, (int)Math.Log2(points));
            new RealSpectrum(points, recipe.WindowKind).Power(window, 0, moments.Mean, power);
            int[] plain = PlainFeatures.LogAmplitudes(power, points, first, group, count);
            for (int j = 0; j < count; j++)
            {
                // Two logarithms of 0.87 units each, where the group is no power of two; roots rounded down.
                Assert.True(Math.Abs(features[j] - plain[j]) <= 3, $"{features[j]} for {plain[j]}, seed {TestData.Seed}");
            }
        }
    }

    [Fact]
    public void A_line_is_taken_off_and_noise_is_left()
    {
        Random random = new(TestData.Seed);
        for (int i = 0; i < 300; i++)
        {
            int log2 = random.Next(5, 12);
            int n = 1 << log2;
            double start = random.Next(-14_000, 14_000);
            double end = random.Next(-14_000, 14_000);
            int noise = random.Next(0, 2_000);
            short[] window = [.. Enumerable.Range(0, n + 2).Select(k => (short)Math.Round(start + (end - start) * k / n + random.Next(-noise, noise + 1)))];
            short[] result = new short[n];
            LinearTrend.Remove(window, 2, result, log2);
            (double intercept, double slope) = MathNet.Numerics.Fit.Line([.. Enumerable.Range(0, n).Select(k => (double)k)], [.. window.Skip(2).Select(x => (double)x)]);
            for (int k = 0; k < n; k++)
            {
                Assert.True(Math.Abs(window[k + 2] - intercept - slope * k - result[k]) < 0.501, $"sample {k} of {n}, seed {TestData.Seed}");
            }
        }
    }

    [Fact]
    public void Lines_over_the_whole_range_saturate_instead_of_wrapping()
    {
        short[] window = new short[1024];
        Array.Fill(window, short.MinValue);
        window[7] = short.MaxValue;
        short[] result = new short[1024];
        LinearTrend.Remove(window, 0, result, 10);
        Assert.Equal(short.MaxValue, result[7]);
        Assert.True(result[6] < 0 && result[8] < 0);
    }

    private static long[] RandomPower(Random random, int points)
    {
        long[] power = new long[points / 2 + 1];
        double size = random.NextDouble() * 52;
        for (int k = 0; k < power.Length; k++)
        {
            power[k] = random.Next(10) == 0 ? 0 : (long)Math.Pow(2, size * random.NextDouble());
        }

        return power;
    }
}
