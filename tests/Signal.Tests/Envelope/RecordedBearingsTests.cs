using System.Globalization;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.Signal.Tests.Envelope;

public class RecordedBearingsTests(ITestOutputHelper output)
{
    private static readonly BearingFault[] Kinds = [BearingFault.Outer, BearingFault.Inner, BearingFault.Ball];

    [SkippableFact]
    public void One_window_spectra_name_the_damaged_part_of_most_recorded_bearings()
    {
        foreach (int length in TestData.LongMode ? new[] { 2048, 1024 } : [2048])
        {
            foreach (IGrouping<string, KnownBearing> set in KnownBearing.All().GroupBy(b => b.Set))
            {
                int right = 0, faulty = 0;
                double windowsRight = 0;
                foreach (KnownBearing bearing in set)
                {
                    (double[] mean, double hits) = Score(bearing, length);
                    BearingFault guess = Kinds[Array.IndexOf(mean, mean.Max())];
                    if (bearing.Fault != BearingFault.None)
                    {
                        faulty++;
                        right += guess == bearing.Fault ? 1 : 0;
                        windowsRight += hits;
                    }

                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bearing.Set,-5} {bearing.Name,-36} {bearing.Fault,-6} {guess,-6} {mean[0],6:F2} {mean[1],6:F2} {mean[2],6:F2} {hits:P0}"));
                }

                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{length} {set.Key}: {right}/{faulty}, windows {windowsRight / faulty:P0}"));
            }
        }
    }

    // Mean scores over half-overlapping windows in nats, and the part of windows whose greatest score is the right one.
    private static (double[] Mean, double Hits) Score(KnownBearing bearing, int length)
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
                sums[i] += scores[i] * Math.Log(2) / 256;
            }

            int best = Array.IndexOf(scores, scores.Take(Kinds.Length).Max());
            hits += Kinds[best] == bearing.Fault ? 1 : 0;
            windows++;
        }

        return ([.. sums.Select(s => s / windows)], (double)hits / windows);
    }
}
