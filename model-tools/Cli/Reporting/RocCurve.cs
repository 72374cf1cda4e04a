using AIoT.Embedded.ModelTools.Conversion.Metrics;
using AIoT.Embedded.ModelTools.Evaluation.Metrics;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>Receiver operating characteristic: share of right alarms against share of false ones, for every threshold of a score.</summary>
/// <param name="Name">Of the class that is told from the rest.</param>
/// <param name="Points">Pairs of false and true positive rate.</param>
/// <param name="Area">Under the curve.</param>
internal sealed record RocCurve(string Name, IReadOnlyList<double[]> Points, double Area)
{
    /// <returns>Null when all rows are of one side.</returns>
    public static RocCurve? Of(string name, IReadOnlyList<(double Score, bool Positive)> rows) =>
        RankArea.Of(rows) is { } area ? new RocCurve(name, RocPoints.Of(rows), area) : null;
}
