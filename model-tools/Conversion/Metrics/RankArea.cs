namespace AIoT.Embedded.ModelTools.Conversion.Metrics;

/// <summary>Area under the ROC curve by ranks.</summary>
public static class RankArea
{
    /// <summary>Chance that a positive scores above a negative, ties counted half (Mann-Whitney); null when one kind is absent.</summary>
    public static double? Of(IEnumerable<(double Score, bool Positive)> scored)
    {
        (double Score, bool Positive)[] sorted = [.. scored.OrderBy(s => s.Score)];
        double ranks = 0;
        long positives = 0;
        for (int i = 0; i < sorted.Length;)
        {
            int j = i;
            int inTie = 0;
            while (j < sorted.Length && sorted[j].Score == sorted[i].Score)
            {
                inTie += sorted[j++].Positive ? 1 : 0;
            }

            ranks += inTie * ((i + 1 + j) / 2.0);
            positives += inTie;
            i = j;
        }

        long negatives = sorted.Length - positives;
        return positives == 0 || negatives == 0 ? null : (ranks - positives * (positives + 1) / 2.0) / ((double)positives * negatives);
    }
}
