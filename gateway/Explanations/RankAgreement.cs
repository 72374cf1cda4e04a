namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>Spearman's rank correlation: the correlation of ranks, equal values sharing the mean of theirs.</summary>
public static class RankAgreement
{
    /// <returns>-1..1; 0 where one side makes no difference between its values.</returns>
    public static double Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        double[] first = Ranks(a), second = Ranks(b);
        double mean = (first.Length - 1) / 2.0, ab = 0, aa = 0, bb = 0;
        for (int i = 0; i < first.Length; i++)
        {
            ab += (first[i] - mean) * (second[i] - mean);
            aa += Math.Pow(first[i] - mean, 2);
            bb += Math.Pow(second[i] - mean, 2);
        }

        return aa > 0 && bb > 0 ? ab / Math.Sqrt(aa * bb) : 0;
    }

    private static double[] Ranks(IReadOnlyList<double> values) =>
        [.. values.Select(value => values.Count(other => other < value) + ((values.Count(other => other == value) - 1) / 2.0))];
}
