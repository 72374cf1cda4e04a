using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Last layer: values to Q15 scores by a scale: score = clip(((x - InputZeroPoint) * m + 2^(s-1) >> s), 0, 32768).</summary>
public sealed record ScoresLayer : QuantizedLayer
{
    /// <summary>Zero point of the input.</summary>
    public int InputZeroPoint { get; init; }

    /// <summary>One multiplier and one shift: input scale * 32768.</summary>
    public required Requantization Requantization { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Scores;

    /// <inheritdoc/>
    public override TensorType ResultType => TensorType.Scores;

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs) => TensorShape.Vector(inputs[0].Count);

    internal override void WriteFields(ImageBuffer record) => record.Signed(InputZeroPoint);

    internal override void WriteParameters(ImageBuffer parameters)
    {
        parameters.Int32s(Requantization.Multipliers);
        parameters.Byte(Requantization.Shifts[0]);
    }
}
