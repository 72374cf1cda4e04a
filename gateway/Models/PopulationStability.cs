namespace AIoT.Embedded.Gateway.Models;

/// <summary>Population stability index over ten equal bins of 0..1.</summary>
public static class PopulationStability
{
    public const int Bins = 10;

    /// <summary>
    /// Sum of (a - e) ln(a / e), with half a count added to each bin. By chance alone it is about (bins - 1) (1/n + 1/m), which is taken off.
    /// 0.1 and 0.25 are the conventional limits.
    /// </summary>
    /// <returns>Not negative; null: one side is empty.</returns>
    public static double? Of(IReadOnlyList<double> expected, IReadOnlyList<double> actual)
    {
        if (expected.Count == 0 || actual.Count == 0)
        {
            return null;
        }

        double[] e = Histogram(expected), a = Histogram(actual);
        double sum = 0;
        for (int i = 0; i < Bins; i++)
        {
            sum += (a[i] - e[i]) * Math.Log(a[i] / e[i]);
        }

        return Math.Max(0, sum - ((Bins - 1) * ((1.0 / expected.Count) + (1.0 / actual.Count))));
    }

    private static double[] Histogram(IReadOnlyList<double> values)
    {
        double[] counts = [.. Enumerable.Repeat(0.5, Bins)];
        foreach (double value in values)
        {
            counts[Math.Clamp((int)(value * Bins), 0, Bins - 1)]++;
        }

        return [.. counts.Select(count => count / (values.Count + (Bins / 2.0)))];
    }
}
