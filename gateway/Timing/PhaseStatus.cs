namespace AIoT.Embedded.Gateway.Timing;

/// <summary>What a phase has taken since the start, milliseconds.</summary>
public sealed record PhaseStatus(string Name, long Count, double SumMs, double P50Ms, double P99Ms, double LongestMs);
