using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// Convolution along the width (input height 1) or over a plane. Weights: [Units][KernelHeight][KernelWidth][input channels].
/// Padded positions hold the input's zero point.
/// </summary>
public sealed record ConvolutionLayer : MatrixLayer
{
    /// <summary>Kernel, strides, dilations, padding.</summary>
    public required WindowGeometry Window { get; init; }

    /// <summary>True for Conv2D, false for Conv1D.</summary>
    public bool Plane { get; init; }

    /// <summary>The input's zero point: what padded positions hold.</summary>
    public int InputZeroPoint { get; init; }

    /// <summary>Output channels.</summary>
    public int Units => Bias.Count;

    /// <inheritdoc/>
    public override LayerKind Kind => Plane ? LayerKind.Conv2D : LayerKind.Conv1D;

    internal override int Flags => base.Flags | Window.Flags;

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs)
    {
        if (!Plane && (inputs[0].Height != 1 || Window.KernelHeight != 1))
        {
            throw new InvalidModelException($"{Kind} {Name}: runs along the width of a tensor of height 1, not {inputs[0]}");
        }

        CheckCounts(Units, Window.KernelHeight * Window.KernelWidth * inputs[0].Channels);
        (int height, int width) = Window.Output(inputs[0]);
        return new TensorShape(height, width, Units);
    }

    /// <inheritdoc/>
    public override int GatherCount(IReadOnlyList<TensorShape> inputs) =>
        Window.HasPadding || Window.HasDilation || Window.KernelHeight > 1 ? Window.KernelHeight * Window.KernelWidth * inputs[0].Channels : 0;

    /// <inheritdoc/>
    public override long Work(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape output = OutputShape(inputs);
        return (long)output.Height * output.Width * Weights.Length;
    }

    internal override void WriteFields(ImageBuffer record)
    {
        record.Varint(Units);
        record.Signed(ZeroPoint);
        Window.Write(record, Plane, InputZeroPoint);
    }
}
