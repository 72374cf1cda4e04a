namespace AIoT.Embedded.Gateway.Sparkplug.Payloads;

/// <summary>A Sparkplug B payload.</summary>
/// <param name="TimestampMs">UTC milliseconds at which it was made; null: none.</param>
/// <param name="Seq">0..255; null: none (NDEATH, commands).</param>
public sealed record Payload(long? TimestampMs, int? Seq, IReadOnlyList<Metric> Metrics);
