namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>What a ledger to be verified is made of, in order: records, and each head behind the last record that it covers.</summary>
public abstract record LedgerItem
{
    /// <param name="Id">As it stands there, from 1.</param>
    /// <param name="Complaint">What the source sees wrong with the record beside its body (its columns, its stored hashes); empty: nothing.</param>
    public sealed record Entry(long Id, string Body, string Complaint = "") : LedgerItem;

    public sealed record Head(TreeHead Value) : LedgerItem;
}
