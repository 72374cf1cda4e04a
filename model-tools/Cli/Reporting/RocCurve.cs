namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>
/// Receiver operating characteristic: share of right alarms against share of false ones, for every threshold of a score. Equal scores make one
/// step (Fawcett, "An introduction to ROC analysis", 2006).
/// </summary>
internal sealed record RocCurve(string Name, IReadOnlyList<(double False, double True)> Points, double Area)
{
    /// <returns>Null when all rows are of one side.</returns>
    public static RocCurve? Of(string name, IReadOnlyList<double> scores, IReadOnlyList<bool> positive)
    {
        int positives = positive.Count(p => p), negatives = positive.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i])];
        var points = new List<(double, double)> { (0, 0) };
        int hits = 0, alarms = 0;
        double area = 0;
        for (int i = 0; i < order.Length;)
        {
            double score = scores[order[i]];
            int hitsBefore = hits, alarmsBefore = alarms;
            for (; i < order.Length && scores[order[i]] == score; i++)
            {
                hits += positive[order[i]] ? 1 : 0;
                alarms += positive[order[i]] ? 0 : 1;
            }

            area += (double)(alarms - alarmsBefore) / negatives * (hits + hitsBefore) / (2.0 * positives);
            points.Add(((double)alarms / negatives, (double)hits / positives));
        }

        return new RocCurve(name, points, area);
    }
}
