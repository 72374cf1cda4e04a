namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>Finds weights that are no numbers: a training run that diverged leaves them.</summary>
internal static class NumbersCheck
{
    /// <summary>Larger weights than this have no integer form beside any data.</summary>
    private const double Largest = 1e18;

    /// <exception cref="UnsupportedModelException">Names every layer with such weights.</exception>
    public static void Refuse(FloatNetwork network)
    {
        ModelIssue[] issues = [.. network.Layers.Where(l => !Numbers(l).All(v => Math.Abs(v) <= Largest))
            .Select(l => new ModelIssue(l.Name, l.Kind, "its weights hold NaN, infinity or numbers beyond 1e18", "train the model again: the training diverged"))];
        if (issues.Length > 0)
        {
            throw new UnsupportedModelException(network.File, issues);
        }
    }

    private static IEnumerable<double> Numbers(FloatLayer layer) => layer switch
    {
        FloatWeight w => w.Weights.Concat(w.Bias),
        FloatAffine a => a.Scale.Concat(a.Offset),
        _ => [],
    };
}
