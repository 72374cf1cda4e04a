namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A node cannot become a layer.</summary>
internal sealed class CannotLowerException(string problem, string advice) : Exception(problem)
{
    /// <summary>Advice where nothing better is known.</summary>
    public const string Retrain = "train or export the model without it";

    public string Advice { get; } = advice;
}
