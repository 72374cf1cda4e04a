namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>A stream as the API shows it.</summary>
/// <param name="Cursor">Every reading up to this one is on disk.</param>
/// <param name="Missing">Readings below the highest one that have not come.</param>
/// <param name="Elsewhere">Readings acknowledged by an earlier store and not in this one.</param>
public sealed record StreamStatus(
    string Device, long Epoch, long Cursor, long FirstSeq, long LastSeq, long Committed, long Duplicates, long Missing, long Elsewhere, long FirstReceivedMs, long LastReceivedMs);
