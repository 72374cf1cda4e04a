namespace AIoT.Embedded.Gateway.Captures;

/// <summary>A board was asked for the raw samples of its next window. The JSON of this record is what the ledger holds.</summary>
public sealed record CaptureRequestRecord
{
    public const string KindName = "capture";

    public int Version { get; init; } = 1;

    public string Kind { get; init; } = KindName;

    public required long UtcMs { get; init; }

    public required string Device { get; init; }

    /// <summary><c>request</c> of a person, or <c>alarm</c> of a machine that the board is on.</summary>
    public required string Cause { get; init; }

    /// <summary>Whose API key it was; <c>gateway</c> for an alarm.</summary>
    public required string By { get; init; }

    public required string KeyId { get; init; }

    public required string Previous { get; init; }
}
