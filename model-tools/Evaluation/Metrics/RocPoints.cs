namespace AIoT.Embedded.ModelTools.Evaluation.Metrics;

/// <summary>Points of a ROC curve.</summary>
public static class RocPoints
{
    /// <summary>Pairs of false and true positive rate from (0, 0) to (1, 1), at most 200; empty when one kind is absent.</summary>
    public static IReadOnlyList<double[]> Of(IEnumerable<(double Score, bool Positive)> scored)
    {
        (double Score, bool Positive)[] sorted = [.. scored.OrderByDescending(s => s.Score)];
        int positives = sorted.Count(s => s.Positive), negatives = sorted.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            return [];
        }

        var all = new List<double[]> { new double[] { 0, 0 } };
        int right = 0, wrong = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            right += sorted[i].Positive ? 1 : 0;
            wrong += sorted[i].Positive ? 0 : 1;
            if (i + 1 == sorted.Length || sorted[i + 1].Score != sorted[i].Score)
            {
                all.Add([(double)wrong / negatives, (double)right / positives]);
            }
        }

        int step = (all.Count + 197) / 198;
        return [.. all.Where((_, i) => i % step == 0 || i == all.Count - 1)];
    }
}
