using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Tensors of one type and scale joined along an axis: 0 height, 1 width, 2 channels. 1 to 16 inputs.</summary>
public sealed record ConcatenateLayer : QuantizedLayer
{
    /// <summary>0 height, 1 width, 2 channels.</summary>
    public required int Axis { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.Concatenate;

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape first = inputs[0];
        TensorShape joined = Axis switch
        {
            0 => first with { Height = inputs.Sum(i => i.Height) },
            1 => first with { Width = inputs.Sum(i => i.Width) },
            _ => first with { Channels = inputs.Sum(i => i.Channels) },
        };
        bool fits = inputs.All(i => (Axis == 0 || i.Height == first.Height) && (Axis == 1 || i.Width == first.Width) && (Axis == 2 || i.Channels == first.Channels));
        return fits ? joined : throw new InvalidModelException($"Concatenate {Name}: {string.Join(", ", inputs)} do not fit along axis {Axis}");
    }

    internal override void WriteFields(ImageBuffer record) => record.Varint(Axis);

    internal override void WriteParameters(ImageBuffer parameters)
    {
    }
}
