using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Signal.Tests.Envelope;

public class EnvelopeStreamTests
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
        foreach (double slip in new[] { -0.015, 0, 0.012 })
        {
            foreach (double peak in new[] { 60.0, 20000 })
            {
                var stream = new EnvelopeStream(RateMilliHz, SpeedMilliHz);
                stream.Add(Signals.Impacts(25600, 12800, 30 * orders[part] * (1 + slip), peak, new Random(5)), 0, 25600);
                int[] scores = Score(stream);
                for (int other = 0; other < 3; other++)
                {
                    Assert.True(other == part || scores[part] > scores[other] + 256, $"slip {slip}, peak {peak}: {string.Join(' ', scores)}");
                }
            }
        }
    }

    [Fact]
    public void How_the_samples_are_cut_does_not_matter()
    {
        short[] samples = Signals.Impacts(20000, 12800, 107, 3000, new Random(8));
        var whole = new EnvelopeStream(RateMilliHz, SpeedMilliHz);
        var pieces = new EnvelopeStream(RateMilliHz, SpeedMilliHz);
        whole.Add(samples, 0, samples.Length);
        var random = new Random(TestData.Seed);
        for (int at = 0; at < samples.Length;)
        {
            int count = Math.Min(random.Next(1500), samples.Length - at);
            pieces.Add(samples, at, count);
            at += count;
        }

        Assert.Equal(whole.Spectra, pieces.Spectra);
        Assert.True(whole.Read() && pieces.Read());
        Assert.True(whole.Whitened.SequenceEqual(pieces.Whitened), $"seed {TestData.Seed}");
    }

    [Fact]
    public void Silence_gives_nothing_and_no_score_before_the_first_spectrum()
    {
        var stream = new EnvelopeStream(RateMilliHz, SpeedMilliHz);
        stream.Add(new short[6000], 0, 6000);
        Assert.False(stream.Read());
        stream.Add(new short[6000], 0, 6000);
        Assert.True(stream.Read());
        Assert.All(stream.Whitened, value => Assert.Equal(0, value));
    }

    private static int[] Score(EnvelopeStream stream)
    {
        var combs = new FaultComb(Q16(Bearing.OuterRaceOrder), Q16(Bearing.InnerRaceOrder), Q16(Bearing.BallSpinOrder), Q16(Bearing.CageOrder), 4);
        var scores = new int[FaultComb.Scores];
        Assert.True(stream.Read());
        combs.Score(stream.Whitened, EnvelopeStream.Bins, stream.BinsPerOrderQ16(SpeedMilliHz), scores, 0);
        return scores;
    }

    private static int Q16(double order) => (int)Math.Round(order * 65536);
}
