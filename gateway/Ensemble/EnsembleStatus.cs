namespace AIoT.Embedded.Gateway.Ensemble;

/// <summary>How the gateway's own model does.</summary>
/// <param name="State"><c>none</c>, <c>ok</c>, <c>failed</c>, <c>slow</c>, <c>hung</c> (off for a while) or <c>unfit</c> (no window has suited it).</param>
/// <param name="Reason">Why it is not ok; empty when it is.</param>
public sealed record EnsembleStatus(string Id, string State, string Reason, long Runs, long Failures, double MeanMs)
{
    public static EnsembleStatus None { get; } = new("", "none", "", 0, 0, 0);
}
