namespace AIoT.Embedded.Hil.Running;

/// <summary>A gate that did not hold.</summary>
/// <param name="Case">The case.</param>
/// <param name="What">time or memory.</param>
/// <param name="Baseline">Microseconds, or bytes free, in the baseline.</param>
/// <param name="Measured">The same in this run.</param>
/// <param name="Percent">How much worse.</param>
/// <param name="LimitPercent">How much worse it may be.</param>
public sealed record Regression(string Case, string What, long Baseline, long Measured, double Percent, double LimitPercent);
