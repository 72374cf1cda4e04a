using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>Kernel, stride, dilation and padding over height and width.</summary>
public sealed record Window2D(int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int DilationHeight, int DilationWidth, int PadTop, int PadLeft, int PadBottom, int PadRight)
{
    /// <summary>Extents of the result over an input.</summary>
    public (int Height, int Width) Output(TensorShape input) =>
        ((input.Height + PadTop + PadBottom - (KernelHeight - 1) * DilationHeight - 1) / StrideHeight + 1,
         (input.Width + PadLeft + PadRight - (KernelWidth - 1) * DilationWidth - 1) / StrideWidth + 1);

    /// <summary>One tap.</summary>
    public static Window2D One { get; } = new(1, 1, 1, 1, 1, 1, 0, 0, 0, 0);

    public bool Padded => (PadTop | PadLeft | PadBottom | PadRight) != 0;

    public override string ToString() => (KernelHeight > 1 ? $"{KernelHeight}x{KernelWidth}" : $"{KernelWidth}")
        + (StrideHeight > 1 || StrideWidth > 1 ? KernelHeight > 1 ? $" /{StrideHeight}x{StrideWidth}" : $" /{StrideWidth}" : "");
}
