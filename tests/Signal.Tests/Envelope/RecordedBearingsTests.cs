using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Signal;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Envelope;

public class RecordedBearingsTests(ITestOutputHelper output)
{
    private static readonly BearingFault[] Kinds = [BearingFault.Outer, BearingFault.Inner, BearingFault.Ball];

    [SkippableFact]
    public void Envelope_spectra_name_the_damaged_part_of_most_recorded_bearings()
    {
        foreach (IGrouping<string, KnownBearing> set in KnownBearing.All().GroupBy(b => b.Set))
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

                output.WriteLine($"| {bearing.Name} | {bearing.Fault} | {Cell(bearing, shortMean)} | {shortHits:P0} | {Cell(bearing, longMean)} | {longHits:P0} | {Cell(bearing, stream)} |");
            }

            output.WriteLine($"{set.Key}: of {faulty}: windows of 1024 {right[0]} ({windowsRight[0] / faulty:P0} of windows), of 2048 {right[1]} ({windowsRight[1] / faulty:P0}), stream {right[2]}");
        }
    }

    private static BearingFault Guess(double[] scores) => Kinds[Array.IndexOf(scores, scores.Max())];

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
