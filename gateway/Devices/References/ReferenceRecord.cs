namespace AIoT.Embedded.Gateway.Devices.References;

/// <summary>A reference value was added or removed. The JSON of this record is what the ledger holds.</summary>
public sealed record ReferenceRecord
{
    public const string KindName = "reference";

    public int Version { get; init; } = 1;

    public string Kind { get; init; } = KindName;

    public required long UtcMs { get; init; }

    /// <summary><c>added</c> or <c>removed</c>.</summary>
    public required string Change { get; init; }

    public required ReferenceValue Value { get; init; }

    public required string By { get; init; }

    public required string Previous { get; init; }
}
