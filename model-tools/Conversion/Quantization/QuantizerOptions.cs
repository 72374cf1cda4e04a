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

    /// <summary>Whether the weights of a layer are rounded so that its sums stay near: true tries and keeps it where it measures better.</summary>
    public bool RoundTogether { get; init; } = true;

    /// <summary>Whether channels are equalized across layers: true tries and keeps it where it measures better.</summary>
    public bool Equalize { get; init; } = true;

    public WideActivations Wide { get; init; } = WideActivations.WhereNeeded;

    /// <summary>What of the quality is held; null is agreement for two and more outputs, fidelity for one.</summary>
    public QualityMetric? Metric { get; init; }

    /// <summary>How much of it may be lost before values become int16.</summary>
    public double MaxDrop { get; init; } = 0.01;

    /// <summary>Rows that quality is measured on, in the board's order of elements; null measures on the calibration rows.</summary>
    public IReadOnlyList<double[]>? MeasureRows { get; init; }

    /// <summary>Class index of each of those rows (healthy is 0 for an area under the ROC curve); null where the metric needs none.</summary>
    public int[]? MeasureLabels { get; init; }

    /// <summary>Makes the score of an autoencoder on the board: how badly it repeats its input.</summary>
    public bool Anomaly { get; init; }
}
