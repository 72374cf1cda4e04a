using AIoT.Embedded.ModelTools.KernelGenerator;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Spectrum;

public class SpectrumKernelTests
{
    [Fact]
    public void Committed_kernels_are_what_the_generator_writes()
    {
        string folder = TestData.InRepository(SpectrumSources.Folder);
        IReadOnlyDictionary<string, string> expected = SpectrumSources.Generate();
        Assert.Equal(expected.Keys, Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        foreach ((string name, string text) in expected)
        {
            Assert.True(text == File.ReadAllText(Path.Combine(folder, name)), $"{name} differs: run model-tools/KernelGenerator");
        }
    }

    [Theory]
    [MemberData(nameof(SpectrumAccuracyTests.SizesAndWindows), MemberType = typeof(SpectrumAccuracyTests))]
    public void Kernels_equal_the_plain_transform_to_the_bit(int points, int window)
    {
        // A million vectors over the eight cases and the two wide ones in the long mode.
        int vectors = TestData.LongMode ? 100_000 : 150;
        var random = new Random(TestData.Seed);
        var spectrum = new RealSpectrum(points, window);
        var plain = new PlainSpectrum(points, window);
        var actual = new long[spectrum.Bins];
        var expected = new long[spectrum.Bins];
        var samples = new short[points + 3];
        for (int vector = 0; vector < vectors; vector++)
        {
            int start = random.Next(4);
            int mean = vector % 3 == 0 ? 0 : random.Next(-32768, 32768);
            Fill(samples, vector, random);
            spectrum.Power(samples, start, mean, actual);
            plain.Power(samples, start, mean, expected);
            Assert.True(actual.AsSpan().SequenceEqual(expected), $"vector {vector}, seed {TestData.Seed}");
        }
    }

    [Theory]
    [InlineData(256)]
    [InlineData(512)]
    public void Wide_kernels_equal_the_plain_transform_to_the_bit(int points)
    {
        int vectors = TestData.LongMode ? 100_000 : 150;
        var random = new Random(TestData.Seed);
        var spectrum = new RealSpectrum(points, WindowKind.Hann);
        var plain = new PlainSpectrum(points, WindowKind.Hann);
        var actual = new long[spectrum.Bins];
        var expected = new long[spectrum.Bins];
        var samples = new int[points + 3];
        for (int vector = 0; vector < vectors; vector++)
        {
            int start = random.Next(4);
            int range = 1 << random.Next(1, 24);
            for (int n = 0; n < samples.Length; n++)
            {
                samples[n] = vector % 5 == 0 ? (random.Next(2) == 0 ? range : -range) : random.Next(-range, range + 1);
            }

            int mean = random.Next(-range, range + 1);
            spectrum.Power(samples, start, mean, actual);
            plain.Power(samples, start, mean, expected);
            Assert.True(actual.AsSpan().SequenceEqual(expected), $"vector {vector}, seed {TestData.Seed}");
        }
    }

    [Fact]
    public void Instances_that_share_buffers_give_the_same_as_alone()
    {
        var random = new Random(3);
        short[] samples = [.. Enumerable.Range(0, 2048).Select(_ => (short)random.Next(-32768, 32768))];
        var lender = new RealSpectrum(2048, WindowKind.Hann);
        foreach (int points in new[] { 1024, 256, 512, 2048 })
        {
            var alone = new RealSpectrum(points, WindowKind.Hann);
            var shared = new RealSpectrum(points, WindowKind.Hann, lender);
            var expected = new long[alone.Bins];
            var actual = new long[alone.Bins];
            alone.Power(samples, 0, expected);
            lender.Power(samples, 0, new long[lender.Bins]);
            shared.Power(samples, 0, actual);
            Assert.Equal(expected, actual);
        }

        Assert.Throws<ArgumentException>(() => new RealSpectrum(512, WindowKind.Hann, new RealSpectrum(256, WindowKind.Hann)));
    }

    // Noise of every size, and patterns that reach the extremes: constants, square waves, impulses.
    private static void Fill(short[] samples, int vector, Random random)
    {
        int kind = vector % 6;
        int range = 1 << random.Next(16);
        int period = random.Next(1, samples.Length);
        int place = random.Next(samples.Length);
        for (int n = 0; n < samples.Length; n++)
        {
            samples[n] = kind switch
            {
                0 => (short)random.Next(-32768, 32768),
                1 => random.Next(2) == 0 ? short.MinValue : short.MaxValue,
                2 => n / period % 2 == 0 ? short.MinValue : short.MaxValue,
                3 => n == place ? short.MinValue : (short)0,
                4 => (short)Math.Round(32767 * Math.Sin(2 * Math.PI * n * place / period)),
                _ => (short)random.Next(-range, range),
            };
        }
    }
}
