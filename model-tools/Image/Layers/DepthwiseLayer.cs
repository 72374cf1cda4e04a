using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// Convolution of each channel by itself, along the width or over a plane. Output channel c * Multiplier + j comes from input channel c.
/// Weights: [KernelHeight][KernelWidth][output channels].
/// </summary>
public sealed record DepthwiseLayer : MatrixLayer
{
    /// <summary>Kernel, strides, dilations, padding.</summary>
    public required WindowGeometry Window { get; init; }

    /// <summary>True for two dimensions, false along the width.</summary>
    public bool Plane { get; init; }

    /// <summary>Output channels for each input channel.</summary>
    public int DepthMultiplier { get; init; } = 1;

    /// <summary>The input's zero point: what padded positions hold.</summary>
    public int InputZeroPoint { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => Plane ? LayerKind.DepthwiseConv2D : LayerKind.DepthwiseConv1D;

    internal override int Flags => base.Flags | Window.Flags;

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs)
    {
        if (!Plane && (inputs[0].Height != 1 || Window.KernelHeight != 1))
        {
            throw new InvalidModelException($"{Kind} {Name}: runs along the width of a tensor of height 1, not {inputs[0]}");
        }

        int units = inputs[0].Channels * DepthMultiplier;
        CheckCounts(units, Window.KernelHeight * Window.KernelWidth);
        (int height, int width) = Window.Output(inputs[0]);
        return new TensorShape(height, width, units);
    }

    /// <inheritdoc/>
    public override long Work(IReadOnlyList<TensorShape> inputs)
    {
        TensorShape output = OutputShape(inputs);
        return (long)output.Height * output.Width * Weights.Length;
    }

    internal override void WriteFields(ImageBuffer record)
    {
        record.Varint(DepthMultiplier);
        record.Signed(ZeroPoint);
        Window.Write(record, Plane, InputZeroPoint);
    }
}
