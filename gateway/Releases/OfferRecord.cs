namespace AIoT.Embedded.Gateway.Releases;

/// <summary>A model was added or removed, an offer was made, widened, done or stopped. The JSON of this record is what the ledger holds.</summary>
public sealed record OfferRecord
{
    public const string KindName = "release";

    public int Version { get; init; } = 1;

    public string Kind { get; init; } = KindName;

    public required long UtcMs { get; init; }

    /// <summary><c>added</c>, <c>canary</c>, <c>rolling</c>, <c>done</c> or <c>stopped</c>; of a board that had begun when the offer was stopped: <c>settled</c>, <c>refused</c>, <c>wentBack</c> or <c>lost</c>.</summary>
    public required string Change { get; init; }

    /// <summary>0: no offer.</summary>
    public required long Offer { get; init; }

    public required string Model { get; init; }

    public required long ModelVersion { get; init; }

    /// <summary>The image, hex.</summary>
    public required string Hash { get; init; }

    public required IReadOnlyList<string> Devices { get; init; }

    public required string Reason { get; init; }

    public required string By { get; init; }

    public required string Previous { get; init; }
}
