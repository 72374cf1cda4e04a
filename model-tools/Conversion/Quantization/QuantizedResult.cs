using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>A network in integers, and how near it is to the float one.</summary>
public sealed record QuantizedResult
{
    public required QuantizedModel Model { get; init; }

    /// <summary>The image as the board reads it.</summary>
    public required byte[] Image { get; init; }

    /// <summary>The float network that the integers stand for (with the input's normaliser).</summary>
    public required FloatNetwork Network { get; init; }

    /// <summary>Scale and zero point of the input where the model takes raw integers.</summary>
    public required QuantizationScale? InputScale { get; init; }

    /// <summary>Scale and zero point of the output where it is no Q15 score.</summary>
    public required QuantizationScale? OutputScale { get; init; }

    /// <summary>Float against integer over the rows that quality is measured on.</summary>
    public required Agreement Agreement { get; init; }

    public required QualityMetric Metric { get; init; }

    /// <summary>The metric of the float model and of the image, over the same rows.</summary>
    public required double FloatQuality { get; init; }

    public required double ImageQuality { get; init; }

    /// <summary>What the integers cost of it.</summary>
    public double Drop => FloatQuality - ImageQuality;

    /// <summary>What was tried, with the error that each gave.</summary>
    public required IReadOnlyList<QuantizationTrial> Trials { get; init; }

    /// <summary>What each layer costs, in the network's order; empty for a model that was already quantized.</summary>
    public required IReadOnlyList<LayerError> Layers { get; init; }

    /// <summary>The layer that costs most, or null.</summary>
    public LayerError? Worst => Layers.MaxBy(l => l.Alone);
}
