using AIoT.Embedded.ModelTools.Conversion.Metrics;

namespace AIoT.Embedded.ModelTools.Cli.Verification;

/// <summary>
/// How well one score (of an anomaly, or a regressor's value) is kept. It is compared with a threshold, so its order counts: how alike rows are
/// ranked, and where labels are given how well the ranks tell healthy rows from others.
/// </summary>
/// <param name="RankCorrelation">Spearman's coefficient between the float model's scores and the image's.</param>
/// <param name="MedianRelativeError">Middle one of |image - float| / |float|.</param>
/// <param name="HighRelativeError">The same that 95 % of the rows keep below.</param>
/// <param name="FloatArea">Area under the ROC curve of the float model's scores, healthy rows against others; null without labels of both kinds.</param>
/// <param name="ImageArea">The same of the image's.</param>
internal sealed record ScoreComparison(double RankCorrelation, double MedianRelativeError, double HighRelativeError, double? FloatArea, double? ImageArea)
{
    public static ScoreComparison Of(IReadOnlyList<double[]> expected, IReadOnlyList<double[]> actual, IReadOnlyList<string>? labels, string healthy)
    {
        double[] e = [.. expected.Select(y => y[0])], a = [.. actual.Select(y => y[0])], relative = [.. e.Zip(a, (x, y) => Math.Abs(y - x) / Math.Max(Math.Abs(x), 1e-9)).Order()];
        double? Area(double[] scores) => labels is null ? null : RankArea.Of(scores.Select((s, r) => (s, labels[r] != healthy)));
        return new ScoreComparison(Conversion.Metrics.RankCorrelation.Of(e, a), relative[relative.Length / 2], relative[(int)(0.95 * (relative.Length - 1))], Area(e), Area(a));
    }

    /// <summary>What the integers cost of the area; null without labels of both kinds.</summary>
    public double? AreaDrop => FloatArea - ImageArea;
}
