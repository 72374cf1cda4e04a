namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>The last boot that a board has proven: kept by the gateway over its own restarts.</summary>
/// <param name="Count">The highest boot counter.</param>
/// <param name="Seed">The boot's seed.</param>
/// <param name="UptimeSeconds">The highest uptime of that boot.</param>
public sealed record BootRecord(long Count, byte[] Seed, long UptimeSeconds);
