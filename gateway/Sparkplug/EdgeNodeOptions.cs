namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>Who the edge node is, and when it speaks.</summary>
public sealed record EdgeNodeOptions
{
    public required string Group { get; init; }

    public required string Node { get; init; }

    /// <summary>The host application that must be there before anything is published; null: none is waited for.</summary>
    public string? PrimaryHost { get; init; }

    /// <summary>How often what has changed is looked for.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A value this much older than the time of its publication is sent as historical.</summary>
    public TimeSpan HistoricalAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait between attempts to connect.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}
