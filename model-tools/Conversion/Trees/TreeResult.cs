using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>Trees in integers, and how near they are to the float ones.</summary>
public sealed record TreeResult
{
    public required TreeModel Model { get; init; }

    /// <summary>The image as the board reads it.</summary>
    public required byte[] Image { get; init; }

    /// <summary>Features are multiplied by 2^this and rounded before the board sees them; 0 for features that are integers.</summary>
    public required int InputShift { get; init; }

    /// <summary>The model's value at score 0 and at score 1 (a regressor's values; 0 and 1 for probabilities).</summary>
    public required double Low { get; init; }

    public required double High { get; init; }

    /// <summary>What the scores are, in words.</summary>
    public required string Scores { get; init; }

    /// <summary>Float against integer over the calibration data.</summary>
    public required Agreement Calibration { get; init; }

    /// <summary>1 less the rms output error over the outputs' standard deviation, over the same rows.</summary>
    public required double Fidelity { get; init; }
}
