using System.Text.Json.Serialization;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>What every model image says of its model, whatever its kind.</summary>
public abstract record ModelDescription
{
    /// <summary>1 to 32 characters of printable ASCII.</summary>
    public required string Id { get; init; }

    /// <summary>Version of the model; a board never goes back.</summary>
    public uint Version { get; init; } = 1;

    /// <summary>Serialized feature recipe; empty for a model of raw inputs.</summary>
    public byte[] Recipe { get; init; } = [];

    /// <summary>Names of the outputs, or empty.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Where the model comes from.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>What a raw model's integers stand for, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RawUnits? Units { get; init; }

    /// <summary>An input whose scores the writer stores as the self-test, or null.</summary>
    public int[]? SelfTestInput { get; init; }
}
