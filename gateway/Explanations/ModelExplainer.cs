using System.Globalization;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Lays the score of one class on the features of one window. A feature that is left out takes its value from the sensor's healthy
/// windows: the worth of a coalition is the mean of the score over all of them. Up to twelve features are taken exactly; LIME looks
/// at the same score in its own way.
/// </summary>
public static class ModelExplainer
{
    /// <summary>Coalitions drawn where there are more features than are enumerated; their complements come on top.</summary>
    public const int SampledPairs = 1024;

    public const int LimeSamples = 1000;

    private const double EnoughAgreement = 0.6;
    private const int MostNamed = 3;

    /// <param name="features">The window's.</param>
    /// <param name="classIndex">The class whose score is explained.</param>
    /// <param name="names">Of the features; as many.</param>
    /// <param name="labels">A sensor for each feature: whose it is.</param>
    /// <param name="seed">What the draws depend on: the decision's hash, the sensor and the model.</param>
    public static ModelExplanation Explain(
        IVectorModel model, int[] features, int classIndex, string className, IReadOnlyList<string> names, IReadOnlyList<string> labels, HealthyWindows healthy, FaultOrders? orders, string seed)
    {
        int count = features.Length, evaluations = 0;
        int[] mixed = new int[count];
        double ScoreOf(bool[] present, int window)
        {
            int[] usual = healthy.Features[window];
            for (int i = 0; i < count; i++)
            {
                mixed[i] = present[i] ? features[i] : usual[i];
            }

            evaluations++;
            return model.Score(mixed)[classIndex];
        }

        double Worth(bool[] present) => present.AsSpan().Contains(false)
            ? Enumerable.Range(0, healthy.Features.Count).Sum(window => ScoreOf(present, window)) / healthy.Features.Count
            : ScoreOf(present, 0);

        bool[] nobody = new bool[count], all = [.. Enumerable.Repeat(true, count)];
        double from = Worth(nobody), to = Worth(all), error = 0;
        bool exact = count <= KernelShap.MostExactFeatures;
        double[] shares;
        if (exact)
        {
            shares = KernelShap.Exact(count, Worth);
        }
        else
        {
            (shares, double[] errors) = KernelShap.Sampled(count, Worth, SampledPairs, SeededDraws.Of("shap" + seed));
            error = errors.Max();
        }

        double[] raw = [.. shares];
        (from, to, double sum) = RoundedShares.Settle(shares, from, to);
        int asked = evaluations;
        (double[] line, double fidelity) = Lime.Explain(count, healthy.Features.Count, ScoreOf, LimeSamples, SeededDraws.Of("lime" + seed));
        double agreement = RankAgreement.Of(Rough(raw), Rough(line));
        bool agrees = agreement >= EnoughAgreement && Top(line) == Top(raw);
        AttributionPart[] parts = [.. Enumerable.Range(0, count).Select(i => Part(i, features, shares[i], names, labels, healthy, orders)).OrderByDescending(part => Math.Abs(part.Contribution))];
        var attribution = new Attribution(
            className, exact ? "kernel-shap-exact" : "kernel-shap-sampled", from, to, sum, RoundedShares.Round(error), asked, [.. parts.Where(part => part.Contribution != 0)]);
        var second = new SecondOpinion("lime", RoundedShares.Round(fidelity), RoundedShares.Round(agreement), agrees, LimeSamples, [.. line.Select(RoundedShares.Round)]);
        return new ModelExplanation(attribution, second, Words(attribution, second, model.Name, labels, healthy, names[Top(line)], orders));
    }

    private static AttributionPart Part(
        int i, int[] features, double contribution, IReadOnlyList<string> names, IReadOnlyList<string> labels, HealthyWindows healthy, FaultOrders? orders)
    {
        double mean = healthy.Features.Average(window => (double)window[i]);
        double scatter = Math.Sqrt(healthy.Features.Sum(window => Math.Pow(window[i] - mean, 2)) / Math.Max(1, healthy.Features.Count - 1));
        string against = FeatureWords.Against(names[i], features[i], mean, scatter, labels[i], orders);
        return new AttributionPart(labels[i], names[i], features[i], RoundedShares.Round(mean), contribution, against);
    }

    private static string Words(
        Attribution attribution, SecondOpinion second, string model, IReadOnlyList<string> labels, HealthyWindows healthy, string limesFirst, FaultOrders? orders)
    {
        string sensors = string.Join(", ", labels.Distinct().Where(label => label.Length > 0).DefaultIfEmpty("all sensors"));
        double least = 0.05 * attribution.Parts.Sum(part => Math.Abs(part.Contribution));
        string reasons = string.Join("; ", attribution.Parts.Where(part => Math.Abs(part.Contribution) >= least).Take(MostNamed).Select(part => $"{part.Words}: {Signed(part.Contribution)}"));
        string said = $"{FaultNames.InWords(attribution.Of)} scores {Number(attribution.Score, "0.00")} by {model} on {sensors}, {Number(attribution.Base, "0.00")} with every feature as usual";
        string against = $"Usual: {healthy.Features.Count} windows between readings {healthy.FirstSeq} and {healthy.LastSeq}.";
        string drawn = attribution.Error > 0 ? $" Contributions are drawn, good to {Number(attribution.Error, "0.000")} (standard error)." : "";
        string lime = second.Agrees
            ? $"LIME agrees (rank correlation {Number(second.Agreement, "0.00")}, its fit R2 {Number(second.Fidelity, "0.00")})."
            : $"LIME does not agree: it puts {FeatureWords.Name(limesFirst, orders)} first (rank correlation {Number(second.Agreement, "0.00")}, its fit R2 {Number(second.Fidelity, "0.00")}); trust the order of the reasons less.";
        return $"{said}{(reasons.Length > 0 ? ": " + reasons : "")}. {against}{drawn} {lime}";
    }

    private static int Top(double[] values) => Array.IndexOf(values, values.MaxBy(Math.Abs));

    /// <summary>Differences in the last digits are no ranks.</summary>
    private static double[] Rough(double[] values) => [.. values.Select(value => Math.Round(value, 4))];

    private static string Signed(double value) => (value < 0 ? "-" : "+") + Number(Math.Abs(value), "0.00");

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
