namespace AIoT.Embedded.ModelTools.Conversion.Metrics;

/// <summary>Whether two scores put rows into the same order.</summary>
public static class RankCorrelation
{
    /// <summary>
    /// Spearman's coefficient: the correlation of the ranks, equal scores sharing the mean of theirs. 1: the same order, 0: none in common, -1: the
    /// opposite. 1 where neither score changes, 0 where only one does.
    /// </summary>
    public static double Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        double[] p = Ranks(a), q = Ranks(b);
        double mean = (p.Length + 1) / 2.0, pp = 0, qq = 0, pq = 0;
        for (int i = 0; i < p.Length; i++)
        {
            pp += (p[i] - mean) * (p[i] - mean);
            qq += (q[i] - mean) * (q[i] - mean);
            pq += (p[i] - mean) * (q[i] - mean);
        }

        return pp == 0 && qq == 0 ? 1 : pp == 0 || qq == 0 ? 0 : pq / Math.Sqrt(pp * qq);
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        int[] order = [.. Enumerable.Range(0, values.Count).OrderBy(i => values[i])];
        var ranks = new double[order.Length];
        for (int i = 0; i < order.Length;)
        {
            int end = i;
            while (end < order.Length && values[order[end]] == values[order[i]])
            {
                end++;
            }

            double rank = (i + end + 1) / 2.0;
            for (; i < end; i++)
            {
                ranks[order[i]] = rank;
            }
        }

        return ranks;
    }
}
