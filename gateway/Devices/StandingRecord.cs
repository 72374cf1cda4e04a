namespace AIoT.Embedded.Gateway.Devices;

/// <summary>A board was moved from one standing to another by a person, or by time. The JSON of this record is what the ledger holds.</summary>
public sealed record StandingRecord
{
    public const string KindName = "standing";

    public int Version { get; init; } = 1;

    public string Kind { get; init; } = KindName;

    public required long UtcMs { get; init; }

    public required string Device { get; init; }

    public required DeviceStanding From { get; init; }

    public required DeviceStanding To { get; init; }

    public required string Reason { get; init; }

    /// <summary>Who did it: a key's name, <c>command</c>, or <c>gateway</c>.</summary>
    public required string By { get; init; }

    public required string Previous { get; init; }
}
