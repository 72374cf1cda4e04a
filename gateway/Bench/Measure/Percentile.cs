namespace AIoT.Embedded.Gateway.Bench.Measure;

public static class Percentile
{
    /// <summary>Nearest rank: the smallest value that at least that share of all lies at or below; 0 for none.</summary>
    public static double Of(IReadOnlyList<float> sorted, double share) =>
        sorted.Count == 0 ? 0 : Math.Round(sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)], 2);
}
