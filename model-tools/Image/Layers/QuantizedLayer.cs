using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>A layer of a <see cref="QuantizedModel"/>.</summary>
public abstract record QuantizedLayer
{
    /// <summary>Name for reports; not stored in the image.</summary>
    public string Name { get; init; } = "";

    /// <summary>Indices of the tensors that it reads, or null for the tensor just before its own.</summary>
    public IReadOnlyList<int>? Inputs { get; init; }

    /// <summary>Int8 or Int16; layers that write scores ignore it.</summary>
    public TensorType OutputType { get; init; } = TensorType.Int8;

    /// <summary>Zero point of the output.</summary>
    public int ZeroPoint { get; init; }

    /// <summary>Range that results are kept within (fused ReLU, ReLU6, clip; quantized values), or null for the type's own.</summary>
    public ClipRange? Clip { get; init; }

    /// <summary>Its number in the image.</summary>
    public abstract LayerKind Kind { get; }

    /// <summary>Type of what it writes.</summary>
    public virtual TensorType ResultType => OutputType;

    /// <summary>Whether the result may be written over an input of the same type and size.</summary>
    public virtual bool InPlace => false;

    /// <summary>Elements that one position's window is gathered into before use; 0 where it lies in a row.</summary>
    public virtual int GatherCount(IReadOnlyList<TensorShape> inputs) => 0;

    /// <summary>Multiply-accumulates (and compares) for one inference.</summary>
    public virtual long Work(IReadOnlyList<TensorShape> inputs) => OutputShape(inputs).Count;

    /// <summary>Shape of the result.</summary>
    public abstract TensorShape OutputShape(IReadOnlyList<TensorShape> inputs);

    /// <summary>Flags of its record beyond inputs, type and clip.</summary>
    internal virtual int Flags => 0;

    /// <summary>Writes the fields of its record that follow flags, inputs and clip.</summary>
    internal abstract void WriteFields(ImageBuffer record);

    /// <summary>Writes its parameters.</summary>
    internal abstract void WriteParameters(ImageBuffer parameters);
}
