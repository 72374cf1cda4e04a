using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Fully connected. Weights: [Units][inputs], inputs in the order of the tensor (channels fastest).</summary>
public sealed record DenseLayer : MatrixLayer
{
    /// <summary>Outputs.</summary>
    public int Units => Bias.Count;

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Dense;

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs)
    {
        CheckCounts(Units, inputs[0].Count);
        return TensorShape.Vector(Units);
    }

    /// <inheritdoc/>
    public override long Work(IReadOnlyList<TensorShape> inputs) => Weights.Length;

    internal override void WriteFields(ImageBuffer record)
    {
        record.Varint(Units);
        record.Signed(ZeroPoint);
    }
}
