namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>A record to be appended, with what it is found by. The body is what is hashed; it names <see cref="LedgerTree.Previous"/>.</summary>
/// <param name="Machine">Empty: of no machine.</param>
/// <param name="AtMs">Machine time.</param>
/// <param name="State">Empty: none.</param>
public sealed record LedgerEntry(string Machine, long AtMs, long UtcMs, string Kind, string State, string Body);
