namespace AIoT.Embedded.Gateway.Models;

/// <summary>Area under the ROC curve: how often a faulty one scores above a healthy one (Mann and Whitney 1947); equal scores count half.</summary>
public static class RankedSeparation
{
    /// <returns>0..1; null: one side is empty.</returns>
    public static double? Of(IReadOnlyList<double> faulty, IReadOnlyList<double> healthy) => faulty.Count == 0 || healthy.Count == 0
        ? null
        : faulty.Sum(high => healthy.Sum(low => high > low ? 1 : high == low ? 0.5 : 0)) / ((double)faulty.Count * healthy.Count);
}
