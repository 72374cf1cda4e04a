namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>What has come since the process started.</summary>
/// <param name="Received">Messages from the broker.</param>
/// <param name="Handled">Of these, those that are done with: on disk, told, or refused.</param>
/// <param name="Committed">Readings put on disk.</param>
/// <param name="Duplicates">Readings that were there already.</param>
/// <param name="Health">Words of boards about themselves.</param>
/// <param name="Poison">Messages refused and kept aside.</param>
/// <param name="TooFarAhead">Readings not kept because their number can't be.</param>
/// <param name="Shed">Messages dropped because the queue stayed full; boards send them again.</param>
/// <param name="Commits">Transactions.</param>
/// <param name="CommitFailures">Transactions that failed, nothing acknowledged.</param>
/// <param name="Cursors">Cursors handed to the broker.</param>
public sealed record IngestCounters(
    long Received, long Handled, long Committed, long Duplicates, long Health, long Poison, long TooFarAhead, long Shed, long Commits, long CommitFailures, long Cursors);
