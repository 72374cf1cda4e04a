using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Gateway.Captures.Spectra;

/// <summary>
/// Envelope spectrum of a capture by the firmware's own code, in dB over its surroundings: what repeats in bursts stands out whatever the gain.
/// A capture of some 16 revolutions or more gives the averaged broadband envelope (BroadbandEnvelopeStream), a shorter one that of its
/// windows (EnvelopeSpectrum), which is what the board itself sees.
/// </summary>
/// <param name="Method"><c>broadband</c> or <c>window</c>.</param>
/// <param name="BinHz">Distance of two bins; bin k lies at k times this.</param>
/// <param name="Averages">Spectra in the mean.</param>
/// <param name="Db">dB of power over the surroundings.</param>
/// <param name="Scores">The parts of the bearing; empty without its orders or the speed.</param>
public sealed record EnvelopeAnalysis(string Method, double BinHz, int Averages, double[] Db, IReadOnlyList<PartScore> Scores)
{
    // log2 of power in Q8.
    private const double DbPerUnit = 3.0102999566398120 / 256;
    private const int WindowSlipSteps = 2;
    private const int StreamSlipSteps = 4;
    private const int BroadestMilliHz = 1_000_000;
    private static readonly string[] Parts = ["outer", "inner", "ball", "cage"];

    /// <param name="shaftHz">0: unknown.</param>
    public static EnvelopeAnalysis Of(short[] samples, int rateHz, FaultOrders? bearing, double shaftHz)
    {
        int speed = shaftHz > 0 ? (int)Math.Clamp(Math.Round(shaftHz * 1000), 1, BroadestMilliHz) : 0;
        return (speed > 0 ? Broadband(samples, rateHz, bearing, speed) : null) ?? OfWindows(samples, rateHz, bearing, speed);
    }

    private static EnvelopeAnalysis? Broadband(short[] samples, int rateHz, FaultOrders? bearing, int speed)
    {
        var stream = new BroadbandEnvelopeStream(rateHz * 1000, speed);
        stream.Add(samples, 0, samples.Length);
        if (!stream.Read(speed))
        {
            return null;
        }

        int[] whitened = stream.Whitened;
        return new EnvelopeAnalysis(
            "broadband", rateHz / (512.0 * stream.Decimation), stream.Spectra, [.. whitened.Select(value => value * DbPerUnit)],
            Score(bearing, whitened, stream.BinsPerOrderQ16(speed), StreamSlipSteps));
    }

    private static EnvelopeAnalysis OfWindows(short[] samples, int rateHz, FaultOrders? bearing, int speed)
    {
        int points = CaptureWindows.PointsFor(samples.Length);
        var envelope = new EnvelopeSpectrum(points, rateHz * 1000, 0, 0);
        long[] sums = new long[envelope.Bins];
        int averages = 0;
        for (int start = 0; start + points <= samples.Length; start += points / 2, averages++)
        {
            envelope.Process(samples, start);
            for (int k = 0; k < sums.Length; k++)
            {
                sums[k] += envelope.Whitened[k];
            }
        }

        int[] mean = [.. sums.Select(sum => (int)(sum / averages))];
        return new EnvelopeAnalysis(
            "window", rateHz / (double)EnvelopeSpectrum.Decimation / (2 * (mean.Length - 1)), averages, [.. mean.Select(value => value * DbPerUnit)],
            Score(bearing, mean, envelope.BinsPerOrderQ16(speed), WindowSlipSteps));
    }

    /// <summary>As firmware/Signal wants an order; what is out of its range (0 to 64) is unknown.</summary>
    private static int Q16(double order) => order is > 0 and <= 64 ? (int)Math.Round(order * 65536) : 0;

    private static IReadOnlyList<PartScore> Score(FaultOrders? bearing, int[] whitened, long binsPerOrderQ16, int slipSteps)
    {
        if (bearing is null || binsPerOrderQ16 == 0)
        {
            return [];
        }

        int[] scores = new int[FaultComb.Scores];
        var combs = new FaultComb(Q16(bearing.Bpfo), Q16(bearing.Bpfi), Q16(bearing.TwoBsf / 2), Q16(bearing.Ftf), slipSteps);
        combs.Score(whitened, whitened.Length, binsPerOrderQ16, scores, 0);
        double[] orders = [bearing.Bpfo, bearing.Bpfi, bearing.TwoBsf, bearing.Ftf];
        return [.. Parts.Select((part, i) => new PartScore(part, orders[i], scores[i] * DbPerUnit))];
    }
}
