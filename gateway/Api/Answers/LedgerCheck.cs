namespace AIoT.Embedded.Gateway.Api;

/// <summary>What going through the whole ledger found.</summary>
/// <param name="FirstBroken">The first record concerned; 0: none.</param>
public sealed record LedgerCheck(long Records, long Retired, long FirstBroken, string Reason, bool Ok);
