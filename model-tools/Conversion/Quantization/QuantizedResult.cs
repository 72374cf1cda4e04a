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

    /// <summary>Scale and zero point of the input where the model takes raw int8.</summary>
    public required QuantizationScale? InputScale { get; init; }

    /// <summary>Scale and zero point of the output where it is no Q15 score.</summary>
    public required QuantizationScale? OutputScale { get; init; }

    /// <summary>Float against integer over the calibration data.</summary>
    public required Agreement Calibration { get; init; }

    /// <summary>What was tried, with the error that each gave.</summary>
    public required IReadOnlyList<QuantizationTrial> Trials { get; init; }
}
