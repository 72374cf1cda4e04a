using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// A quantized network in plain numbers: what the quantizer makes, the image writer stores, and the code generator prints.
/// Tensor 0 is the input and tensor i + 1 what layer i writes; a layer without explicit inputs reads the tensor before its own.
/// </summary>
public sealed record QuantizedModel : ModelDescription
{
    /// <summary>Shape of the input.</summary>
    public required TensorShape InputShape { get; init; }

    /// <summary>Features (the first layer is then <see cref="NormalizeLayer"/>), Int8 or Int16.</summary>
    public TensorType InputType { get; init; } = TensorType.Features;

    /// <summary>Layers in execution order.</summary>
    public required IReadOnlyList<QuantizedLayer> Layers { get; init; }

    /// <summary>Indices of the tensors that layer <paramref name="layer"/> reads.</summary>
    public IReadOnlyList<int> InputsOf(int layer) => Layers[layer].Inputs ?? [layer];

    /// <summary>Shapes of all tensors, the input first.</summary>
    /// <exception cref="InvalidModelException">A layer does not fit what it reads.</exception>
    public IReadOnlyList<TensorShape> Shapes()
    {
        var shapes = new List<TensorShape> { InputShape };
        for (int i = 0; i < Layers.Count; i++)
        {
            foreach (int input in InputsOf(i))
            {
                if (input < 0 || input > i)
                {
                    throw new InvalidModelException($"layer {i} reads tensor {input}, which is not there yet");
                }
            }

            shapes.Add(Layers[i].OutputShape([.. InputsOf(i).Select(t => shapes[t])]));
        }

        return shapes;
    }

    /// <summary>Types of all tensors, the input first.</summary>
    public IReadOnlyList<TensorType> Types() => [InputType, .. Layers.Select(layer => layer.ResultType)];
}
