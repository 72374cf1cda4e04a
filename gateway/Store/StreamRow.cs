namespace AIoT.Embedded.Gateway.Store;

/// <summary>What is known of one store epoch of one board.</summary>
public sealed class StreamRow
{
    public required string Device { get; init; }

    public required long Epoch { get; init; }

    /// <summary>The cursor: every reading up to and including this one is on disk (or was, in an earlier store: <see cref="Elsewhere"/>).</summary>
    public long Cursor { get; set; }

    /// <summary>Lowest number on disk; 0: none.</summary>
    public long FirstSeq { get; set; }

    /// <summary>Highest number on disk; 0: none.</summary>
    public long LastSeq { get; set; }

    /// <summary>Readings on disk.</summary>
    public long Committed { get; set; }

    /// <summary>Readings that came again.</summary>
    public long Duplicates { get; set; }

    /// <summary>Readings that the board says were acknowledged before, and that this store never had.</summary>
    public long Elsewhere { get; set; }

    public long FirstReceivedMs { get; set; }

    public long LastReceivedMs { get; set; }
}
