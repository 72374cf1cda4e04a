namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>That a record is in the ledger at its place: with the public key, all that a stranger needs.</summary>
/// <param name="Path">Neighbours from the leaf up.</param>
public sealed record InclusionProof(LedgerRecord Record, IReadOnlyList<byte[]> Path, TreeHead Head);
