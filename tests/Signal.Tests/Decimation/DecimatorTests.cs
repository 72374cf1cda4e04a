using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Decimation;

public sealed class DecimatorTests
{
    public static TheoryData<int> Factors => [2, 3, 4, 5, 6, 7, 8];

    [Theory]
    [MemberData(nameof(Factors))]
    public void Lines_below_four_tenths_of_the_new_rate_pass_within_three_hundredths_of_a_decibel(int factor)
    {
        for (double f = 0.01; f <= 0.4; f += 0.013)
        {
            double gain = Gain(factor, f / factor, f);
            Assert.InRange(20 * Math.Log10(gain), -0.03, 0.03);
        }
    }

    [Theory]
    [MemberData(nameof(Factors))]
    public void Lines_from_six_tenths_of_the_new_rate_up_are_at_least_sixty_decibels_down(int factor)
    {
        int steps = 40 * factor;
        for (int i = 0; i <= steps; i++)
        {
            // Where a line that is folded lands in the output.
            double f = 0.6 + (factor / 2.0 - 0.6) * i / steps;
            double folded = Math.Abs(f - Math.Round(f));
            double gain = Gain(factor, f / factor, folded);
            Assert.True(20 * Math.Log10(gain) < -60, $"factor {factor}, {f:F4} of the new rate: {20 * Math.Log10(gain):F1} dB");
        }
    }

    [Theory]
    [MemberData(nameof(Factors))]
    public void Constants_keep_their_value_and_extremes_saturate(int factor)
    {
        Decimator decimator = new(factor);
        foreach (short level in new short[] { 0, 1, -1, 12345, 32767, -32768 })
        {
            decimator.Reset();
            short[] input = new short[1000];
            Array.Fill(input, level);
            short[] output = new short[1000];
            int count = decimator.Process(input, 0, input.Length, output, 0);
            Assert.All(output[..count], x => Assert.Equal(level, x));
        }

        decimator.Reset();
        short[] square = [.. Enumerable.Range(0, 4000).Select(i => i / (6 * factor) % 2 == 0 ? short.MaxValue : short.MinValue)];
        short[] result = new short[4000];
        int written = decimator.Process(square, 0, square.Length, result, 0);
        Assert.Contains(short.MaxValue, result[..written]);
        Assert.Contains(short.MinValue, result[..written]);

        // A wrapped sum would change sign in the middle of a half period.
        for (int k = 0; k < written; k++)
        {
            int at = k * factor + decimator.Delay;
            if (at % (6 * factor) == 3 * factor)
            {
                Assert.True(result[k] * square[at] > 0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Factors))]
    public void Output_equals_one_plain_convolution_a_stage_however_the_stream_is_cut(int factor)
    {
        Random random = new(TestData.Seed);
        for (int round = 0; round < 20; round++)
        {
            short[] input = Windows.Random(random, random.Next(1, 3000));
            short[] expected = PlainDecimator.Run(factor, input);
            Decimator decimator = new(factor);
            short[] output = new short[input.Length / factor + 2];
            int written = 0;
            int most = random.Next(2) == 0 ? 7 : 700;
            for (int at = 0; at < input.Length;)
            {
                int count = Math.Min(random.Next(0, most), input.Length - at);
                written += decimator.Process(input, at, count, output, written);
                at += count;
            }

            Assert.True(expected.AsSpan().SequenceEqual(output.AsSpan(0, written)), $"factor {factor}, {input.Length} samples, seed {TestData.Seed}");
        }
    }

    [Theory]
    [MemberData(nameof(Factors))]
    public void It_says_how_many_samples_it_needs(int factor)
    {
        Decimator decimator = new(factor);
        int needed = decimator.InputsFor(10);
        short[] output = new short[20];
        Assert.Equal(9, decimator.Process(new short[needed - 1], 0, needed - 1, output, 0));
        Assert.Equal(1, decimator.Process(new short[1], 0, 1, output, 0));
    }

    [Fact]
    public void Factors_outside_two_to_eight_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Decimator(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Decimator(9));
    }

    // Amplitude at the folded frequency for a full-scale line, by projection on sine and cosine.
    private static double Gain(int factor, double frequency, double folded)
    {
        Decimator decimator = new(factor);
        int count = decimator.InputsFor(1000);
        short[] input = [.. Enumerable.Range(0, count).Select(i => (short)Math.Round(30000 * Math.Sin(2 * Math.PI * frequency * i + 0.7)))];
        short[] output = new short[1001];
        int written = decimator.Process(input, 0, count, output, 0);
        Assert.Equal(1000, written);
        double re = 0;
        double im = 0;
        double weights = 0;
        for (int k = 0; k < written; k++)
        {
            double hann = 0.5 - 0.5 * Math.Cos(2 * Math.PI * (k + 0.5) / written);
            re += hann * output[k] * Math.Cos(2 * Math.PI * folded * k);
            im += hann * output[k] * Math.Sin(2 * Math.PI * folded * k);
            weights += hann;
        }

        // At DC and at half the rate a line is its own mirror image.
        bool alone = folded < 0.002 || folded > 0.498;
        return Math.Sqrt(re * re + im * im) / weights * (alone ? 1 : 2) / 30000;
    }
}
