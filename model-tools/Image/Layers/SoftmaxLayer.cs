using System.Text.Json.Serialization;
using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Last layer: int8 or int16 logits to Q15 scores that sum to about 32768.</summary>
public sealed record SoftmaxLayer : QuantizedLayer
{
    /// <summary>exp(-scale of the logits) in Q31, 1 to 2^31 - 1.</summary>
    public required int Ratio { get; init; }

    /// <summary>For int16 logits: exp(-256 * scale) in Q31, 1 to 2^31 - 1. Null for int8.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? CoarseRatio { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Softmax;

    /// <inheritdoc/>
    public override TensorType ResultType => TensorType.Scores;

    /// <summary>The layer for logits of a scale.</summary>
    public static SoftmaxLayer ForScale(double scale, TensorType type = TensorType.Int8) => new() { Ratio = InQ31(scale), CoarseRatio = type == TensorType.Int16 ? InQ31(256 * scale) : null };

    private static int InQ31(double x) => (int)Math.Clamp(Math.Round(Math.Exp(-x) * Math.Pow(2, 31)), 1, int.MaxValue);

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs) => TensorShape.Vector(inputs[0].Count);

    internal override void WriteFields(ImageBuffer record)
    {
    }

    internal override void WriteParameters(ImageBuffer parameters) => parameters.Int32s(CoarseRatio is { } coarse ? [Ratio, coarse] : [Ratio]);
}
