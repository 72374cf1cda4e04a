namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>How much a sensor counts, and why not more.</summary>
public sealed record SensorWeight(double Weight, IReadOnlyList<WeightPart> Parts);
