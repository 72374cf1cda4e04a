namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>What was wrong with a window (key 8 of a reading).</summary>
[Flags]
public enum ReadingFlags
{
    None = 0,
    Gap = 1,
    Saturated = 2,
    Stuck = 4,
    Learning = 8,

    /// <summary>The board lost the record: there is nothing in it but its number (rule 7).</summary>
    Spoilt = 16,
}
