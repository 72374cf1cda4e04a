namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>What a verification found.</summary>
/// <param name="Records">Records whose place and content a head vouches for.</param>
/// <param name="Retired">Records before them that have gone at the end of their term.</param>
/// <param name="FirstBroken">Id of the first record that is not as it was signed; 0: all are.</param>
/// <param name="Reason">What is wrong, in words; empty: nothing.</param>
/// <param name="Newest">The newest head that fits; null: none.</param>
public sealed record LedgerFinding(long Records, long Retired, long FirstBroken, string Reason, TreeHead? Newest)
{
    public bool Ok => Reason.Length == 0;
}
