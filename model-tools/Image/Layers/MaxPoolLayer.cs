using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Largest value of a window, padded positions left out; scales of input and output are the same. Global: a window of the whole input.</summary>
public sealed record MaxPoolLayer : QuantizedLayer
{
    /// <summary>Kernel, strides, padding (smaller than the kernel); no dilation.</summary>
    public required WindowGeometry Window { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.MaxPool;

    internal override int Flags => Window.Flags;

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs)
    {
        (int height, int width) = Window.Output(inputs[0]);
        return new TensorShape(height, width, inputs[0].Channels);
    }

    /// <inheritdoc/>
    public override long Work(IReadOnlyList<TensorShape> inputs) => (long)OutputShape(inputs).Count * Window.KernelHeight * Window.KernelWidth;

    internal override void WriteFields(ImageBuffer record) => Window.Write(record, true, 0);

    internal override void WriteParameters(ImageBuffer parameters)
    {
    }
}
