namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>That a later ledger begins with all of an earlier one.</summary>
public sealed record ConsistencyProof(TreeHead From, TreeHead To, IReadOnlyList<byte[]> Path);
