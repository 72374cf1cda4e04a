namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>One reason why a sensor weighs less than 1.</summary>
/// <param name="Reason">In words: "saturated".</param>
/// <param name="Factor">What the weight is multiplied by, 0..1.</param>
public sealed record WeightPart(string Reason, double Factor);
