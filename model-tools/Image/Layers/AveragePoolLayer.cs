using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// Mean of a window, padded positions left out: y = clip(((sum of (x - InputZeroPoint)) * m[count] + 2^(s-1) >> s) + ZeroPoint), where count is
/// the number of positions inside and m[count] stands for inputScale / (count * outputScale). Global: a window of the whole input.
/// </summary>
public sealed record AveragePoolLayer : QuantizedLayer
{
    /// <summary>Kernel, strides, padding (smaller than the kernel); no dilation.</summary>
    public required WindowGeometry Window { get; init; }

    /// <summary>Zero point of the input.</summary>
    public int InputZeroPoint { get; init; }

    /// <summary>One multiplier for the full window, or one for each count 1 .. KernelHeight * KernelWidth; one shift.</summary>
    public required Requantization Requantization { get; init; }

    /// <inheritdoc/>
    public override LayerKind Kind => LayerKind.AveragePool;

    internal override int Flags => Window.Flags | (Requantization.Multipliers.Count > 1 ? ImageFormat.FlagPerChannelMultiplier : 0);

    /// <summary>The requantization for a window and the ratio of input scale to output scale.</summary>
    public static Requantization For(WindowGeometry window, double scaleRatio)
    {
        int count = window.KernelHeight * window.KernelWidth;
        return window.HasPadding
            ? Requantization.FromFactors([.. Enumerable.Range(1, count).Select(n => scaleRatio / n)])
            : Requantization.FromFactors(scaleRatio / count);
    }

    /// <inheritdoc/>
    public override TensorShape OutputShape(IReadOnlyList<TensorShape> inputs)
    {
        int window = Window.KernelHeight * Window.KernelWidth;
        if (Requantization.Shifts.Count != 1 || (Requantization.Multipliers.Count != 1 && Requantization.Multipliers.Count != window))
        {
            throw new InvalidModelException($"{Kind} {Name}: needs one shift and 1 or {window} multipliers");
        }

        (int height, int width) = Window.Output(inputs[0]);
        return new TensorShape(height, width, inputs[0].Channels);
    }

    /// <inheritdoc/>
    public override long Work(IReadOnlyList<TensorShape> inputs) => (long)OutputShape(inputs).Count * Window.KernelHeight * Window.KernelWidth;

    internal override void WriteFields(ImageBuffer record)
    {
        Window.Write(record, true, InputZeroPoint);
        record.Signed(InputZeroPoint);
        record.Signed(ZeroPoint);
    }

    internal override void WriteParameters(ImageBuffer parameters)
    {
        parameters.Int32s(Requantization.Multipliers);
        parameters.Byte(Requantization.Shifts[0]);
    }
}
