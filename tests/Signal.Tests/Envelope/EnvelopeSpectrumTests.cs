using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Envelope;

public class EnvelopeSpectrumTests
{
    private const int RateMilliHz = 12_800_000;
    private const int SpeedMilliHz = 30_000;
    private static readonly BearingGeometry Bearing = BearingGeometry.Bearing6205;

    [Theory]
    [InlineData(FaultComb.Outer)]
    [InlineData(FaultComb.Inner)]
    [InlineData(FaultComb.Ball)]
    public void A_train_of_impacts_at_a_fault_order_is_found_whatever_its_gain_and_slip(int part)
    {
        double[] orders = [Bearing.OuterRaceOrder, Bearing.InnerRaceOrder, 2 * Bearing.BallSpinOrder];
        foreach (int length in new[] { 1024, 2048 })
        {
            foreach (double slip in new[] { -0.015, 0, 0.012 })
            {
                foreach (double peak in new[] { 200.0, 20000 })
                {
                    int[] scores = Score(Signals.Impacts(length, 12800, 30 * orders[part] * (1 + slip), peak, new Random(5)), length);
                    for (int other = 0; other < 3; other++)
                    {
                        Assert.True(other == part || scores[part] > scores[other] + 128, $"length {length}, slip {slip}, peak {peak}: {string.Join(' ', scores)}");
                    }

                    Assert.True(scores[part] > 384, $"length {length}, slip {slip}, peak {peak}: {string.Join(' ', scores)}");
                }
            }
        }
    }

    [Fact]
    public void White_noise_scores_about_nothing()
    {
        var random = new Random(11);
        var sums = new double[FaultComb.Scores];
        const int Runs = 60;
        for (int run = 0; run < Runs; run++)
        {
            int[] scores = Score(Signals.Noise(2048, 3000, random), 2048);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += scores[i] / (256.0 * Runs);
            }
        }

        Assert.All(sums.Take(3), mean => Assert.InRange(mean, -0.4, 0.4));
    }

    [Fact]
    public void Silence_and_a_constant_give_nothing_at_all()
    {
        foreach (short level in new short[] { 0, 1, short.MinValue, short.MaxValue })
        {
            var spectrum = new EnvelopeSpectrum(1024, RateMilliHz, 0, 0);
            spectrum.Process([.. Enumerable.Repeat(level, 1024)], 0);
            Assert.All(spectrum.Whitened, value => Assert.Equal(0, value));
            Assert.Equal((0, 0, 0), (spectrum.LevelLog2Q8, spectrum.KurtosisLog2Q8, spectrum.CrestLog2Q8));
        }
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 6)]
    [InlineData(3, 6)]
    public void A_sine_at_a_channel_centre_has_its_amplitude_as_level(int channel, int tolerance)
    {
        var spectrum = new EnvelopeSpectrum(2048, RateMilliHz, channel * 1600 - 10, channel * 1600 + 10);
        short[] samples = [.. Enumerable.Range(0, 2048).Select(n => (short)Math.Round(5000 * Math.Sin((Math.PI * channel * n / 4) + 0.3)))];
        spectrum.Process(samples, 0);
        Assert.InRange(spectrum.LevelLog2Q8, (256 * Math.Log2(5000)) - tolerance, (256 * Math.Log2(5000)) + tolerance);
        Assert.InRange(spectrum.KurtosisLog2Q8, 0, 2);
        Assert.InRange(spectrum.CrestLog2Q8, 0, 2);
    }

    [Fact]
    public void The_same_signal_twice_as_loud_gives_the_same_spectrum_and_one_octave_more_level()
    {
        short[] quiet = Signals.Impacts(2048, 12800, 107, 4000, new Random(3));
        short[] loud = [.. quiet.Select(x => (short)(2 * x))];
        var a = new EnvelopeSpectrum(2048, RateMilliHz, 0, 0);
        var b = new EnvelopeSpectrum(2048, RateMilliHz, 0, 0);
        a.Process(quiet, 0);
        b.Process(loud, 0);
        Assert.InRange(b.LevelLog2Q8 - a.LevelLog2Q8, 254, 258);
        Assert.All(Enumerable.Range(8, 200), k => Assert.InRange(a.Whitened[k] - b.Whitened[k], -12, 12));
    }

    private static int[] Score(short[] samples, int length)
    {
        var spectrum = new EnvelopeSpectrum(length, RateMilliHz, 0, 0);
        var combs = new FaultComb(Q16(Bearing.OuterRaceOrder), Q16(Bearing.InnerRaceOrder), Q16(Bearing.BallSpinOrder), Q16(Bearing.CageOrder), 2);
        var scores = new int[FaultComb.Scores];
        spectrum.Process(samples, 0);
        combs.Score(spectrum.Whitened, spectrum.Bins, spectrum.BinsPerOrderQ16(SpeedMilliHz), scores, 0);
        return scores;
    }

    private static int Q16(double order) => (int)Math.Round(order * 65536);
}
