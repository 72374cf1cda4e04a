namespace AIoT.Embedded.Gateway.Setup;

/// <summary>What a backup holds.</summary>
/// <param name="Files">Path in the backup to SHA-256, hex.</param>
public sealed record BackupManifest(int Version, long UtcMs, IReadOnlyDictionary<string, string> Files);
