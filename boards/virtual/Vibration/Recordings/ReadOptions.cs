namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>What a user knows that a file does not say.</summary>
public sealed record ReadOptions
{
    /// <summary>Samples per second; takes precedence over the file.</summary>
    public double? SampleRateHz { get; init; }

    /// <summary>g per unit of the file (per volt, count or full scale). By default 1, or what the layout implies.</summary>
    public double? GPerUnit { get; init; }

    /// <summary>Nothing known beyond the file.</summary>
    public static ReadOptions None { get; } = new();
}
