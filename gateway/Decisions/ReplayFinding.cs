namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>What a replay of a decision found.</summary>
/// <param name="Same">The record came out again, byte for byte; null: it can't be told.</param>
/// <param name="Reason">What differs, or why it can't be told; empty when it is the same.</param>
/// <param name="FromRecord">The record behind which the replay began; 0: with the machine's first reading.</param>
/// <param name="Readings">Readings taken again.</param>
/// <param name="Records">Records made again, all of them the same as those in the ledger where <paramref name="Same"/> is true.</param>
public sealed record ReplayFinding(bool? Same, string Reason, long FromRecord, long Readings, int Records);
