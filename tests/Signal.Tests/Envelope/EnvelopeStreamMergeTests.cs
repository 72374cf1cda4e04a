using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Signal.Tests.Envelope;

public class EnvelopeStreamMergeTests
{
    [Fact]
    public void Two_streams_of_the_same_samples_merge_into_their_own_spectrum()
    {
        short[] samples = Signals.Impacts(20000, 12800, 107, 3000, new Random(8));
        var one = new EnvelopeStream(12_800_000, 30_000);
        var other = new EnvelopeStream(12_800_000, 30_000);
        one.Add(samples, 0, samples.Length);
        other.Add(samples, 0, samples.Length);
        one.Read();
        int[] alone = [.. one.Whitened];
        int spectra = one.Spectra;
        one.Merge(other);
        one.Read();
        Assert.Equal(2 * spectra, one.Spectra);
        Assert.All(Enumerable.Range(1, EnvelopeStream.Bins - 1), k => Assert.InRange(one.Whitened[k] - alone[k], -3, 3));
    }

    [Fact]
    public void A_much_louder_stream_outweighs_a_quiet_one_and_a_reset_one_takes_over_the_other()
    {
        var quiet = new EnvelopeStream(12_800_000, 30_000);
        var loud = new EnvelopeStream(12_800_000, 30_000);
        quiet.Add(Signals.Noise(20000, 20, new Random(1)), 0, 20000);
        loud.Add(Signals.Impacts(20000, 12800, 107, 20000, new Random(8)), 0, 20000);
        loud.Read();
        int[] alone = [.. loud.Whitened];
        quiet.Merge(loud);
        quiet.Read();
        Assert.All(Enumerable.Range(1, EnvelopeStream.Bins - 1), k => Assert.InRange(quiet.Whitened[k] - alone[k], -8, 8));
        quiet.Reset(30_000);
        Assert.False(quiet.Read());
        quiet.Merge(loud);
        quiet.Read();
        Assert.All(Enumerable.Range(1, EnvelopeStream.Bins - 1), k => Assert.InRange(quiet.Whitened[k] - alone[k], -1, 1));
    }

    [Fact]
    public void Streams_of_other_decimations_are_refused_and_wrong_numbers_too()
    {
        var stream = new EnvelopeStream(12_800_000, 30_000);
        Assert.Throws<ArgumentException>(() => stream.Merge(new EnvelopeStream(12_800_000, 15_000)));
        Assert.Throws<ArgumentException>(() => stream.Reset(0));
        Assert.Throws<ArgumentException>(() => new EnvelopeStream(12_800_000, 30_000, new RealSpectrum(512, WindowKind.Rectangular)));
        Assert.Throws<ArgumentException>(() => new EnvelopeSpectrum(1000, 12_800_000, 0, 0));
        Assert.Throws<ArgumentException>(() => new FaultComb(1 << 30, 0, 0, 0, 2));
        Assert.Throws<ArgumentException>(() => new ShaftSpeedEstimator(100, 800_000));
    }

    [Fact]
    public void Samples_after_an_interruption_share_no_window_with_those_before()
    {
        short[] samples = Signals.Noise(40000, 500, new Random(4));
        var stream = new EnvelopeStream(12_800_000, 30_000);
        stream.Add(samples, 0, 8 * 256 * 3);
        int before = stream.Spectra;
        stream.Interrupt();
        stream.Add(samples, 20000, 8 * 256 * 2);
        Assert.Equal(before, stream.Spectra);
        stream.Add(samples, 20000 + (8 * 256 * 2), (8 * 256) + 16);
        Assert.Equal(before + 1, stream.Spectra);
    }
}
