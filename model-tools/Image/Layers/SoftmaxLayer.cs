using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Last layer: int8 logits to Q15 scores that sum to about 32768.</summary>
public sealed record SoftmaxLayer : QuantizedLayer
{
    /// <summary>exp(-scale of the logits) in Q31, 1 to 2^31 - 1.</summary>
    public required int Ratio { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Softmax;

    /// <inheritdoc/>
    public override TensorType ResultType => TensorType.Scores;

    /// <summary>The layer for logits of a scale.</summary>
    public static SoftmaxLayer ForScale(double scale) => new() { Ratio = (int)Math.Clamp(Math.Round(Math.Exp(-scale) * Math.Pow(2, 31)), 1, int.MaxValue) };

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs) => TensorShape.Vector(inputs[0].Count);

    internal override void WriteFields(ImageBuffer record)
    {
    }

    internal override void WriteParameters(ImageBuffer parameters) => parameters.Int32s([Ratio]);
}
