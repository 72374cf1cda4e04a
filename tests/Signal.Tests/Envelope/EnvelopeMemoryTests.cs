using AIoT.Embedded.Signal;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Envelope;

public class EnvelopeMemoryTests(ITestOutputHelper output)
{
    [Fact]
    public void A_stream_takes_at_most_16_KB_beside_a_spectrum_that_streams_can_share()
    {
        var spectrum = new RealSpectrum(512, WindowKind.Hann);
        _ = new EnvelopeStream(12_800_000, 30_000, spectrum);
        long spectrumBytes = Allocated(() => _ = new RealSpectrum(512, WindowKind.Hann));
        long streamBytes = Allocated(() => _ = new EnvelopeStream(12_800_000, 30_000, spectrum));
        long windowBytes = Allocated(() => _ = new EnvelopeSpectrum(1024, 12_800_000, 0, 0));
        long longWindowBytes = Allocated(() => _ = new EnvelopeSpectrum(2048, 12_800_000, 0, 0));
        output.WriteLine($"bytes with 64-bit object headers: stream {streamBytes}, spectrum of 512 points with what its tables are made from {spectrumBytes}, one window of 1024 {windowBytes}, of 2048 {longWindowBytes}");
        Assert.InRange(streamBytes, 1, 16 * 1024);
    }

    [Fact]
    public void Nothing_is_allocated_while_samples_come_in_or_scores_are_read()
    {
        short[] samples = Signals.Noise(8192, 2000, new Random(1));
        var stream = new EnvelopeStream(12_800_000, 30_000);
        var window = new EnvelopeSpectrum(2048, 12_800_000, 0, 0);
        var combs = new FaultComb(234946, 354877, 154468, 26107, 4);
        var speed = new ShaftSpeedEstimator(1024, 800_000);
        var power = new long[513];
        var scores = new int[FaultComb.Scores];
        void Work()
        {
            stream.Add(samples, 0, samples.Length);
            stream.Read();
            combs.Score(stream.Whitened, EnvelopeStream.Bins, stream.BinsPerOrderQ16(30_000), scores, 0);
            window.Process(samples, 5);
            speed.EstimateNear(power, 30_000, 8);
        }

        Work();
        Assert.Equal(0, Allocated(Work));
    }

    private static long Allocated(Action work)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
