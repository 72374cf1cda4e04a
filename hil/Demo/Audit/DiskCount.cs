namespace AIoT.Embedded.Hil.Demo.Audit;

/// <summary>What a database holds of one board.</summary>
/// <param name="Kept">Numbers that its store has given out, and that are there.</param>
/// <param name="Duplicates">Rows beyond the distinct readings.</param>
/// <param name="Strange">Distinct readings that its store has not given out: another epoch, or a number above the last.</param>
public sealed record DiskCount(long Kept, long Duplicates, long Strange);
