namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Kernel, strides, dilations and padding of a convolution or pooling layer. A layer along the width leaves the vertical ones at their defaults.</summary>
public sealed record WindowGeometry
{
    /// <summary>Kernel size.</summary>
    public int KernelHeight { get; init; } = 1;

    /// <summary>Kernel size.</summary>
    public required int KernelWidth { get; init; }

    /// <summary>Steps between positions.</summary>
    public int StrideHeight { get; init; } = 1;

    /// <summary>Steps between positions.</summary>
    public int StrideWidth { get; init; } = 1;

    /// <summary>Steps between taps.</summary>
    public int DilationHeight { get; init; } = 1;

    /// <summary>Steps between taps.</summary>
    public int DilationWidth { get; init; } = 1;

    /// <summary>Rows before the first.</summary>
    public int PadTop { get; init; }

    /// <summary>Columns before the first.</summary>
    public int PadLeft { get; init; }

    /// <summary>Rows after the last.</summary>
    public int PadBottom { get; init; }

    /// <summary>Columns after the last.</summary>
    public int PadRight { get; init; }

    internal bool HasStride => StrideHeight != 1 || StrideWidth != 1;

    internal bool HasDilation => DilationHeight != 1 || DilationWidth != 1;

    internal bool HasPadding => PadTop != 0 || PadLeft != 0 || PadBottom != 0 || PadRight != 0;

    internal int Flags => (HasStride ? Inference.ImageFormat.FlagStride : 0) | (HasDilation ? Inference.ImageFormat.FlagDilation : 0) | (HasPadding ? Inference.ImageFormat.FlagPadding : 0);

    /// <summary>Height and width of the output for an input of a size.</summary>
    /// <exception cref="InvalidModelException">The window does not fit.</exception>
    public (int Height, int Width) Output(TensorShape input) => (
        Steps(input.Height, KernelHeight, StrideHeight, DilationHeight, PadTop + PadBottom),
        Steps(input.Width, KernelWidth, StrideWidth, DilationWidth, PadLeft + PadRight));

    internal void Write(ImageBuffer record, bool plane, int padValue)
    {
        Pair(record, plane, KernelHeight, KernelWidth);
        if (HasStride)
        {
            Pair(record, plane, StrideHeight, StrideWidth);
        }

        if (HasDilation)
        {
            Pair(record, plane, DilationHeight, DilationWidth);
        }

        if (HasPadding)
        {
            Pair(record, plane, PadTop, PadLeft);
            Pair(record, plane, PadBottom, PadRight);
            record.Signed(padValue);
        }
    }

    private static void Pair(ImageBuffer record, bool plane, int vertical, int horizontal)
    {
        if (plane)
        {
            record.Varint(vertical);
        }

        record.Varint(horizontal);
    }

    private static int Steps(int length, int kernel, int stride, int dilation, int padding)
    {
        int room = length + padding - ((kernel - 1) * dilation + 1);
        return room < 0 || kernel < 1 || stride < 1
            ? throw new InvalidModelException($"a window of {kernel} (stride {stride}, dilation {dilation}) does not fit {length + padding} positions")
            : room / stride + 1;
    }
}
