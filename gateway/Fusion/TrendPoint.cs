namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>A point of a machine's history.</summary>
/// <param name="AtMs">Machine time.</param>
public sealed record TrendPoint(string Machine, long AtMs, long UtcMs, double? Health, double? Velocity, double? Fault, long State);
