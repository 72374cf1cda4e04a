using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Envelope;

/// <summary>The fast forms against <see cref="PlainEnvelope"/>, to the bit.</summary>
public class EnvelopeReferenceTests
{
    private static readonly int Cases = TestData.LongMode ? 20_000 : 60;

    [Fact]
    public void One_window_spectra_equal_the_plain_ones_on_random_and_extreme_windows()
    {
        var random = new Random(TestData.Seed);
        foreach (int length in new[] { 256, 512, 1024, 2048 })
        {
            EnvelopeSpectrum[] spectra =
            [
                new(length, 12_800_000, 0, 0), new(length, 12_800_000, 1000, 2000), new(length, 12_800_000, 3000, 5000), new(length, 12_800_000, 6000, 6400),
                new(length, 12_800_000, 2000, 4500),
            ];
            (int First, int Last)[] channels = [(1, 3), (1, 1), (2, 3), (3, 3), (2, 2)];
            for (int run = 0; run < Cases; run++)
            {
                short[] window = Windows.Random(random, length + 3);
                int which = run % spectra.Length;
                EnvelopeSpectrum spectrum = spectra[which];
                spectrum.Process(window, 3);
                (int[] whitened, int level, int kurtosis, int crest) = PlainEnvelope.Window(window, 3, length, channels[which].First, channels[which].Last);
                string what = $"seed {TestData.Seed}, length {length}, run {run}";
                Assert.True((level, kurtosis, crest) == (spectrum.LevelLog2Q8, spectrum.KurtosisLog2Q8, spectrum.CrestLog2Q8), what);
                Assert.True(whitened.SequenceEqual(spectrum.Whitened), what);
            }
        }
    }

    [Fact]
    public void Fault_combs_equal_the_plain_ones_on_random_spectra_orders_and_speeds()
    {
        var random = new Random(TestData.Seed);
        for (int run = 0; run < 10 * Cases; run++)
        {
            int[] orders = [.. Enumerable.Range(0, 4).Select(_ => random.Next(8) == 0 ? 0 : (int)(65536 * Math.Pow(2, (random.NextDouble() * 7) - 2)))];
            orders[2] &= ~1;
            int slips = random.Next(9);
            var combs = new FaultComb(orders[0], orders[1], orders[2] / 2, orders[3], slips);
            int[] spectrum = [.. Enumerable.Range(0, random.Next(2) == 0 ? 129 : 257).Select(_ => random.Next(-16128, 16129))];
            long binsPerOrder = random.Next(6) == 0 ? 0 : (long)(65536 * Math.Pow(2, (random.NextDouble() * 8) - 1));
            var scores = new int[6];
            combs.Score(spectrum, spectrum.Length, binsPerOrder, scores, 1);
            Assert.True(PlainEnvelope.Scores(combs, spectrum, binsPerOrder, orders, slips).SequenceEqual(scores[1..5]), $"seed {TestData.Seed}, run {run}");
            Assert.Equal((0, 0), (scores[0], scores[5]));
        }
    }

    [Fact]
    public void Streams_equal_the_plain_one_at_any_speed_and_through_jumps_of_loudness()
    {
        var random = new Random(TestData.Seed);
        for (int run = 0; run < Math.Max(12, Cases / 10); run++)
        {
            int speed = (int)(1000 * Math.Pow(2, (random.NextDouble() * 6) + 2));
            var stream = new EnvelopeStream(12_800_000, speed);
            int count = Math.Min(120_000, stream.Decimation * (700 + random.Next(1500)));
            List<short> samples = [];
            while (samples.Count < count)
            {
                samples.AddRange(Windows.Random(random, 1 + random.Next(9000)));
            }

            short[] signal = [.. samples];
            stream.Add(signal, 0, signal.Length);
            bool any = stream.Read();

            // 48 values a revolution or more, in as few terms as keep the hop at 11 samples or fewer.
            int decimation = Math.Clamp((int)(12_800_000 / ((long)EnvelopeStream.LeastPerRevolution * speed)), 4, 11 * 32);
            int terms = (decimation + 10) / 11;
            (int[] whitened, int spectra) = PlainEnvelope.Stream(signal, decimation / terms, terms);
            Assert.True(any == spectra > 0 && spectra == stream.Spectra && whitened.SequenceEqual(stream.Whitened), $"seed {TestData.Seed}, run {run}, speed {speed}");
        }
    }

    [Fact]
    public void Full_scale_square_waves_of_any_period_stay_in_range()
    {
        for (int period = 1; period <= 64; period++)
        {
            short[] square = [.. Enumerable.Range(0, 2048).Select(n => n / period % 2 == 0 ? short.MaxValue : short.MinValue)];
            var spectrum = new EnvelopeSpectrum(2048, 12_800_000, 0, 0);
            spectrum.Process(square, 0);
            Assert.Equal(PlainEnvelope.Window(square, 0, 2048, 1, 3).Whitened, spectrum.Whitened);
            Assert.InRange(spectrum.LevelLog2Q8, 0, 16 * 256);
        }
    }
}
