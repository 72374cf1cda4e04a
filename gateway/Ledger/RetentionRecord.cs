namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>Written into the ledger before its oldest records go: the signed word that they reached the end of their term.</summary>
public sealed record RetentionRecord
{
    public const string KindName = "retention";

    public int Version { get; init; } = 1;

    public string Kind { get; init; } = KindName;

    public required long UtcMs { get; init; }

    /// <summary>Records 1 to this one have gone.</summary>
    public required long Retired { get; init; }

    /// <summary>The term in days that the gateway was set to.</summary>
    public required int TermDays { get; init; }

    public required string Previous { get; init; }
}
