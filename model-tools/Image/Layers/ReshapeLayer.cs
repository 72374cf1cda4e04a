using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>The same elements in the same order in another shape; flatten gives <see cref="TensorShape.Vector"/>.</summary>
public sealed record ReshapeLayer : QuantizedLayer
{
    /// <summary>The new shape.</summary>
    public required TensorShape Shape { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Reshape;

    /// <inheritdoc/>
    public override bool InPlace => true;

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs) =>
        inputs[0].Count == Shape.Count ? Shape : throw new InvalidModelException($"Reshape {Name}: {inputs[0]} is not {Shape}");

    internal override void WriteFields(ImageBuffer record)
    {
        record.Varint(Shape.Height);
        record.Varint(Shape.Width);
        record.Varint(Shape.Channels);
    }

    internal override void WriteParameters(ImageBuffer parameters)
    {
    }
}
