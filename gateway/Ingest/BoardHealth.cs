namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>What a board says of itself (wire contract, Health).</summary>
public sealed record BoardHealth(long Epoch, long Boot, long UptimeMs, long Produced, long Acked, long Refused, long Errors, string Firmware, long FreeBytes);
