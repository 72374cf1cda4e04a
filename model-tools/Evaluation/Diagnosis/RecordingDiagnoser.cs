using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Evaluation.Diagnosis;

/// <summary>
/// Runs the firmware's <see cref="BearingDiagnosis"/> over a recording: samples as a board would have them (int16, any gain), the firmware's
/// decimator, envelope and combs. Nothing is learnt and nothing depends on loudness.
/// </summary>
public sealed class RecordingDiagnoser
{
    /// <summary>RMS of the samples in LSB; what is louder than 32 times that saturates.</summary>
    private const double RmsLsb = 1000;

    private const int ShortWindow = 2048;
    private static readonly BearingFault[] Parts = [BearingFault.Outer, BearingFault.Inner, BearingFault.Ball];

    /// <summary>Diagnoses one recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="axes">Its axes that are listened to.</param>
    /// <param name="bearing">The bearing.</param>
    /// <param name="rpm">Nominal speed of the shaft; null: it is looked for between 5 and 100 Hz.</param>
    /// <param name="tolerancePercent">How far the true speed may be from the nominal one: it is looked for there; 0 to 30, 0 takes the nominal one.</param>
    /// <param name="cancel">Stops between axes.</param>
    /// <exception cref="RecordingException">The speed is unknown and can't be found, out of range, or the recording too short.</exception>
    public RecordingDiagnosis Diagnose(Recording recording, IReadOnlyList<Channel> axes, BearingOrders bearing, double? rpm, int tolerancePercent, CancellationToken cancel = default)
    {
        List<(string Name, short[] Samples)> used = [.. axes.Select(a => (a.Name, Counts(a.AccelerationG))).Where(a => a.Item2.Length > 0)];
        if (used.Count == 0)
        {
            throw new RecordingException(recording.File, "all samples of an axis are equal: nothing was recorded", "check the sensor and its cable");
        }

        short[][] counts = [.. used.Select(a => a.Samples)];
        int speed;
        bool found;
        if (rpm is { } nominal)
        {
            if (nominal is < 6 or > 60000)
            {
                throw new RecordingException(recording.File, $"a shaft speed of {nominal} rpm is out of range", "give 6 to 60000 rpm");
            }

            (speed, found) = ShaftSpeedFinder.Near(counts, recording.SampleRateHz, (int)Math.Round(nominal * 1000 / 60), tolerancePercent);
        }
        else
        {
            speed = ShaftSpeedFinder.Between(counts, recording.SampleRateHz, 5000, 100_000);
            found = true;
            if (speed == 0)
            {
                throw new RecordingException(recording.File, "no shaft's harmonics stand clear between 300 and 6000 rpm", "give the speed, for instance --speed 1800");
            }
        }

        int rate = (int)Math.Round(recording.SampleRateHz * 1000);
        int wanted = BearingDiagnosis.DecimationFor(rate, speed);
        BearingDiagnosis all = New(bearing);
        List<AxisDiagnosis> each = [];
        double working = 0;
        var shortSums = new double[Parts.Length];
        foreach ((string name, short[] samples) in used)
        {
            cancel.ThrowIfCancellationRequested();
            (short[] slow, int factor) = wanted == 1 ? (samples, 1) : Decimation.AtLeast(samples, wanted);
            working = recording.SampleRateHz / factor;
            int workingMilliHz = (int)Math.Round(working * 1000);
            var stream = new BroadbandEnvelopeStream(workingMilliHz, speed);

            // The first half window finds the channels' means, as on a board that has just begun; then the recording from its start.
            stream.Add(slow, 0, Math.Min(slow.Length, stream.Decimation * 256 + 400));
            stream.Interrupt();
            stream.Add(slow, 0, slow.Length);
            BearingDiagnosis one = New(bearing);
            if (one.Add(stream, speed))
            {
                all.Add(stream, speed);
                each.Add(Axis(name, one));
            }
            else
            {
                double[] scores = Windows(slow, workingMilliHz, speed, bearing) ?? throw new RecordingException(
                    recording.File, $"has {slow.Length} samples at {working:0.#} Hz, too few for one window of {ShortWindow}", "give a longer recording: twelve revolutions of the shaft and more");
                each.Add(Axis(name, scores));
                for (int i = 0; i < scores.Length; i++)
                {
                    shortSums[i] += scores[i] / used.Count;
                }
            }
        }

        bool brief = all.Axes == 0;
        return new RecordingDiagnosis(
            recording.File, brief ? Axis("all", shortSums) : Axis("all", all), each, rpm, speed * 0.06, found, working, recording.Seconds * speed / 1000, brief, recording.Label.Fault);
    }

    /// <summary>Samples in LSB without their mean, or none where all are equal.</summary>
    private static short[] Counts(double[] g)
    {
        double mean = g.Average();
        double rms = Math.Sqrt(g.Average(v => (v - mean) * (v - mean)));
        return rms <= 1e-12 * Math.Max(1, Math.Abs(mean)) ? [] : Array.ConvertAll(g, v => (short)Math.Clamp(Math.Round((v - mean) * RmsLsb / rms), -32767, 32767));
    }

    /// <summary>Mean scores of single windows, for recordings of a few revolutions.</summary>
    private static double[]? Windows(short[] samples, int rateMilliHz, int speed, BearingOrders bearing)
    {
        if (samples.Length < ShortWindow)
        {
            return null;
        }

        var spectrum = new EnvelopeSpectrum(ShortWindow, rateMilliHz, 0, 0);
        var combs = new FaultComb(Q16(bearing.Outer), Q16(bearing.Inner), Q16(bearing.BallSpin), Q16(bearing.Cage), 2);
        var scores = new int[FaultComb.Scores];
        var sums = new double[Parts.Length];
        int windows = 0;
        for (int start = 0; start + ShortWindow <= samples.Length; start += ShortWindow / 2, windows++)
        {
            spectrum.Process(samples, start);
            combs.Score(spectrum.Whitened, spectrum.Bins, spectrum.BinsPerOrderQ16(speed), scores, 0);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += scores[i] / 256.0;
            }
        }

        return [.. sums.Select(s => s / windows)];
    }

    private static BearingDiagnosis New(BearingOrders b) => new(Q16(b.Outer), Q16(b.Inner), Q16(b.BallSpin), Q16(b.Cage));

    private static AxisDiagnosis Axis(string name, BearingDiagnosis d) =>
        new(name, Parts[d.Part], d.ScoreOf(FaultComb.Outer) / 256.0, d.ScoreOf(FaultComb.Inner) / 256.0, d.ScoreOf(FaultComb.Ball) / 256.0);

    private static AxisDiagnosis Axis(string name, double[] s) => new(name, Parts[Array.IndexOf(s, s.Max())], s[0], s[1], s[2]);

    private static int Q16(double order) => (int)Math.Round(Math.Clamp(order, 0, 64) * FeatureRecipe.OrderOne);
}
