using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>What the user says about the image to make.</summary>
public sealed record QuantizerOptions
{
    /// <summary>1 to 32 characters of printable ASCII.</summary>
    public required string Id { get; init; }

    public uint Version { get; init; } = 1;

    /// <summary>Serialized feature recipe; empty for a model of raw inputs.</summary>
    public byte[] Recipe { get; init; } = [];

    /// <summary>Names of the outputs, or empty.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>How the data behind the model's published quality was split.</summary>
    public SplitKind Split { get; init; } = SplitKind.Unknown;

    /// <summary>Hash of the calibration data, 8 to 32 bytes.</summary>
    public byte[] CalibrationHash { get; init; } = new byte[8];

    public string ToolVersion { get; init; } = "aiot-model 0.1";

    /// <summary>Which ranges are tried; null tries all and keeps what measures best.</summary>
    public RangeMethod? Method { get; init; }

    /// <summary>Whether biases are corrected for what weights lose: true tries and keeps it where it measures better.</summary>
    public bool CorrectBias { get; init; } = true;
}
