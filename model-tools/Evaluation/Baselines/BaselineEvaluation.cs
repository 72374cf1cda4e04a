using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Metrics;
using AIoT.Embedded.ModelTools.Evaluation.Metrics;

namespace AIoT.Embedded.ModelTools.Evaluation.Baselines;

/// <summary>
/// What a baseline learnt by the firmware's <see cref="BaselineLearner"/> from a machine's own healthy recordings tells apart. Distances are the
/// firmware's too, each feature by itself (least deviation 1/16 octave).
/// </summary>
public static class BaselineEvaluation
{
    private const int DeviationFloor = 16;
    private const int FullScale = 16;

    /// <summary>How much above the largest distance of healthy snapshots that were not learnt the alarm is set: the limit is fixed before the rest is looked at.</summary>
    private const double ThresholdFactor = 3;

    /// <summary>Healthy and faulty recordings under the same conditions: the first half of each healthy recording is learnt, the rest is judged against it.</summary>
    public static BaselineResult SameCondition(IReadOnlyList<MachineRecording> recordings)
    {
        var judged = new List<JudgedRecording>();
        var windows = new List<(double, bool)>();
        int learnt = int.MaxValue;
        foreach (IGrouping<string, MachineRecording> condition in recordings.Where(r => r.Label.Healthy is not null).GroupBy(r => r.Label.Condition))
        {
            MachineRecording[] healthy = [.. condition.Where(r => r.Label.Healthy == true)];
            if (healthy.Length == 0 || healthy.Length == condition.Count())
            {
                continue; // nothing to tell apart under this condition
            }

            CentreDistance distance = Learn(healthy.SelectMany(r => Enumerable.Range(0, r.Count / 2).Select(r.At)), out int count);
            learnt = Math.Min(learnt, count);
            foreach (MachineRecording r in condition)
            {
                // A window that shares samples with the last learnt one is left out.
                Judge(distance, r, r.Label.Healthy == true ? r.Count / 2 + 1 : 0, judged, windows);
            }
        }

        return Result("same condition: first half of the healthy recording learnt, its second half against the faulty ones", learnt == int.MaxValue ? 0 : learnt, judged, windows);
    }

    /// <summary>Conditions that were never learnt: each healthy recording is judged by a baseline of the others, faulty ones by that of all.</summary>
    public static BaselineResult UnseenCondition(IReadOnlyList<MachineRecording> recordings)
    {
        var judged = new List<JudgedRecording>();
        var windows = new List<(double, bool)>();
        int learnt = int.MaxValue;
        MachineRecording[] healthy = [.. recordings.Where(r => r.Label.Healthy == true)];
        foreach (MachineRecording r in recordings.Where(r => r.Label.Healthy is not null))
        {
            MachineRecording[] others = [.. healthy.Where(h => h != r && (r.Label.Healthy == false || h.Label.Condition != r.Label.Condition))];
            if (others.Length == 0)
            {
                continue;
            }

            CentreDistance distance = Learn(others.SelectMany(h => Enumerable.Range(0, h.Count).Select(h.At)), out int count);
            learnt = Math.Min(learnt, count);
            Judge(distance, r, 0, judged, windows);
        }

        return Result("unseen condition: each healthy recording against a baseline of those of other conditions", learnt == int.MaxValue ? 0 : learnt, judged, windows);
    }

    /// <summary>A run to failure: its first part is learnt, the rest is watched.</summary>
    /// <param name="snapshots">In time order.</param>
    /// <param name="learntShare">Share of the run that is taken for healthy, 0.05 to 0.8.</param>
    /// <param name="secondsBetween">From one snapshot to the next.</param>
    public static BaselineResult Run(IReadOnlyList<MachineRecording> snapshots, double learntShare, double secondsBetween)
    {
        int first = Math.Max(8, (int)(learntShare * snapshots.Count));
        int half = first / 2;
        CentreDistance early = Learn(Windows(snapshots.Take(half)), out _);
        double limit = ThresholdFactor * snapshots.Skip(half).Take(first - half).Max(s => Mean(early, s, 0));
        CentreDistance distance = Learn(Windows(snapshots.Take(first)), out int learnt);
        var judged = new List<JudgedRecording>();
        foreach (MachineRecording s in snapshots.Skip(first))
        {
            judged.Add(new JudgedRecording(s.File, s.Label.Condition, true, s.Count, Mean(distance, s, 0)));
        }

        return new BaselineResult(
            FormattableString.Invariant($"run to failure: first {100 * learntShare:0} % learnt, limit {ThresholdFactor} times the largest distance of its second half from its first"),
            learnt, null, null, judged, RunToFailure.Of([.. judged.Select(j => j.Deviation)], limit, secondsBetween), limit);

        static IEnumerable<int[]> Windows(IEnumerable<MachineRecording> of) => of.SelectMany(s => Enumerable.Range(0, s.Count).Select(s.At));
    }

    private static CentreDistance Learn(IEnumerable<int[]> windows, out int count)
    {
        BaselineLearner? learner = null;
        foreach (int[] window in windows)
        {
            learner ??= new BaselineLearner(window.Length, full: false);
            learner.Learn(window);
        }

        count = learner?.Windows ?? 0;
        return count >= 2 ? learner!.ToDistance(DeviationFloor, FullScale) : throw new InvalidOperationException("a baseline needs two windows");
    }

    private static void Judge(CentreDistance distance, MachineRecording r, int from, List<JudgedRecording> judged, List<(double, bool)> windows)
    {
        for (int w = from; w < r.Count; w++)
        {
            windows.Add((Deviation(distance, r.At(w)), r.Label.Healthy == false));
        }

        if (from < r.Count)
        {
            judged.Add(new JudgedRecording(r.File, r.Label.Condition, r.Label.Healthy == true, r.Count - from, Mean(distance, r, from)));
        }
    }

    private static double Mean(CentreDistance distance, MachineRecording r, int from) => Enumerable.Range(from, r.Count - from).Average(w => Deviation(distance, r.At(w)));

    private static double Deviation(CentreDistance distance, int[] features)
    {
        distance.Run(features, new int[1]);
        return distance.SquaredDistance / 65536.0 / features.Length;
    }

    private static BaselineResult Result(string protocol, int learnt, List<JudgedRecording> judged, List<(double, bool)> windows) =>
        new(protocol, learnt, RankArea.Of(windows), RankArea.Of(judged.Select(j => (j.Deviation, !j.Healthy))), judged);
}
