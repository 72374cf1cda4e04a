namespace AIoT.Embedded.ModelTools.Evaluation.Baselines;

/// <summary>A recording's distance from the baseline.</summary>
/// <param name="File">The recording.</param>
/// <param name="Condition">Load, alignment, speed.</param>
/// <param name="Healthy">Known state.</param>
/// <param name="Windows">Windows judged.</param>
/// <param name="Deviation">Mean squared deviation of a feature, in variances of the baseline, mean over the windows.</param>
public sealed record JudgedRecording(string File, string Condition, bool Healthy, int Windows, double Deviation);
