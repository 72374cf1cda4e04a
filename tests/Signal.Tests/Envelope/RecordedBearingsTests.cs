using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Envelope;

public class RecordedBearingsTests(RecordedBearings bearings, ITestOutputHelper output) : IClassFixture<RecordedBearings>
{
    private const int SpeedPoints = 1024;
    private static readonly BearingFault[] Kinds = [BearingFault.Outer, BearingFault.Inner, BearingFault.Ball];

    [SkippableFact]
    public void Envelope_spectra_name_the_damaged_part_of_most_recorded_bearings()
    {
        foreach (IGrouping<string, KnownBearing> set in bearings.All.GroupBy(b => b.Set))
        {
            var right = new int[3];
            int faulty = 0;
            var windowsRight = new double[2];
            output.WriteLine("| recording | state | 1024: guess | outer inner ball | windows right | 2048: guess | outer inner ball | windows right | stream: guess | outer inner ball |");
            foreach (KnownBearing bearing in set)
            {
                (double[] shortMean, double shortHits) = ScoreWindows(bearing, 1024);
                (double[] longMean, double longHits) = ScoreWindows(bearing, 2048);
                double[] stream = ScoreStream(bearing);
                if (bearing.Fault != BearingFault.None)
                {
                    faulty++;
                    right[0] += Guess(shortMean) == bearing.Fault ? 1 : 0;
                    right[1] += Guess(longMean) == bearing.Fault ? 1 : 0;
                    right[2] += Guess(stream) == bearing.Fault ? 1 : 0;
                    windowsRight[0] += shortHits;
                    windowsRight[1] += longHits;
                }

                output.WriteLine($"| {bearing.Name} | {bearing.Fault} | {Cell(bearing, shortMean)} | {Share(bearing, shortHits)} | {Cell(bearing, longMean)} | {Share(bearing, longHits)} | {Cell(bearing, stream)} |");
            }

            Assert.True(right[1] >= LeastRight(set.Key).Windows && right[2] >= LeastRight(set.Key).Stream, $"{set.Key}: windows of 2048 {right[1]}, stream {right[2]} of {faulty}");
            output.WriteLine($"{set.Key}: of {faulty}: windows of 1024 {right[0]} ({windowsRight[0] / faulty:P0} of windows), of 2048 {right[1]} ({windowsRight[1] / faulty:P0}), stream {right[2]}");
        }
    }

    [SkippableFact]
    public void Recorded_shafts_turn_within_two_percent_of_what_is_estimated_from_a_nominal_speed_off_by_five()
    {
        foreach (KnownBearing bearing in bearings.All.Where(b => b.Set == "CWRU"))
        {
            short[] samples = Decimated(bearing.Samples);
            var spectrum = new RealSpectrum(SpeedPoints, WindowKind.Hann);
            var sums = new long[spectrum.Bins];
            var power = new long[spectrum.Bins];
            for (int start = 0; start + SpeedPoints <= samples.Length; start += SpeedPoints / 2)
            {
                spectrum.Power(samples, start, power);
                for (int k = 0; k < sums.Length; k++)
                {
                    sums[k] += power[k] >> 8;
                }
            }

            var estimator = new ShaftSpeedEstimator(SpeedPoints, bearing.SampleRateMilliHz / 16);
            int low = estimator.EstimateNear(sums, bearing.ShaftSpeedMilliHz * 95 / 100, 8);
            int high = estimator.EstimateNear(sums, bearing.ShaftSpeedMilliHz * 105 / 100, 8);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bearing.Name}: nominal {bearing.ShaftSpeedMilliHz / 1000.0:F2} Hz, estimated {low / 1000.0:F2} {high / 1000.0:F2}, confidence {estimator.ConfidenceQ8 / 256.0:F1} octaves"));
            Assert.InRange(low, bearing.ShaftSpeedMilliHz * 0.98, bearing.ShaftSpeedMilliHz * 1.02);
            Assert.InRange(high, bearing.ShaftSpeedMilliHz * 0.98, bearing.ShaftSpeedMilliHz * 1.02);
        }
    }

    private static short[] Decimated(short[] samples)
    {
        foreach (int factor in new[] { 4, 4 })
        {
            var decimator = new Decimator(factor);
            var result = new short[(samples.Length / factor) + 1];
            int count = decimator.Process(samples, 0, samples.Length, result, 0);
            samples = result[..count];
        }

        return samples;
    }

    // What docs/bearing-faults.md states; the first seconds alone may do a little worse.
    private static (int Windows, int Stream) LeastRight(string set) => set switch
    {
        "ADI" => (14, 14),
        "CWRU" => TestData.LongMode ? (12, 15) : (12, 12),
        _ => (6, 6),
    };

    private static BearingFault Guess(double[] scores) => Kinds[Array.IndexOf(scores, scores.Max())];

    private static string Share(KnownBearing bearing, double hits) => bearing.Fault == BearingFault.None ? "" : hits.ToString("P0", CultureInfo.InvariantCulture);

    private static string Cell(KnownBearing bearing, double[] scores)
    {
        string guess = Guess(scores).ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{(bearing.Fault == BearingFault.None || Guess(scores) == bearing.Fault ? guess : $"**{guess}**")} | {scores[0]:F1} {scores[1]:F1} {scores[2]:F1}");
    }

    // Mean scores over half-overlapping windows in octaves, and the part of windows whose greatest score is the right one.
    private static (double[] Mean, double Hits) ScoreWindows(KnownBearing bearing, int length)
    {
        var spectrum = new EnvelopeSpectrum(length, bearing.SampleRateMilliHz, 0, 0);
        FaultComb combs = bearing.Combs(2);
        var scores = new int[FaultComb.Scores];
        var sums = new double[Kinds.Length];
        int windows = 0, hits = 0;
        for (int start = 0; start + length <= bearing.Samples.Length; start += length / 2)
        {
            spectrum.Process(bearing.Samples, start);
            combs.Score(spectrum.Whitened, spectrum.Bins, spectrum.BinsPerOrderQ16(bearing.ShaftSpeedMilliHz), scores, 0);
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += scores[i] / 256.0;
            }

            int best = Array.IndexOf(scores, scores.Take(Kinds.Length).Max());
            hits += Kinds[best] == bearing.Fault ? 1 : 0;
            windows++;
        }

        return ([.. sums.Select(s => s / windows)], (double)hits / windows);
    }

    private static double[] ScoreStream(KnownBearing bearing)
    {
        var stream = new EnvelopeStream(bearing.SampleRateMilliHz, bearing.ShaftSpeedMilliHz);
        var scores = new int[FaultComb.Scores];
        stream.Add(bearing.Samples, 0, bearing.Samples.Length);
        stream.Read();
        bearing.Combs(4).Score(stream.Whitened, EnvelopeStream.Bins, stream.BinsPerOrderQ16(bearing.ShaftSpeedMilliHz), scores, 0);
        return [.. scores.Take(Kinds.Length).Select(s => s / 256.0)];
    }
}
