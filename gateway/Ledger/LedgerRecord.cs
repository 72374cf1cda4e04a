namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>A record as it was hashed.</summary>
/// <param name="Id">From 1; its leaf has the index <c>Id - 1</c>.</param>
/// <param name="Body">The JSON text whose UTF-8 bytes are the leaf.</param>
public sealed record LedgerRecord(long Id, string Body);
