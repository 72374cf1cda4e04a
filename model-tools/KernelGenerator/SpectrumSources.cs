namespace AIoT.Embedded.ModelTools.KernelGenerator;

/// <summary>All generated files of firmware/Signal/Spectrum.</summary>
public static class SpectrumSources
{
    /// <summary>The folder that they belong in, from the repository's root.</summary>
    public const string Folder = "firmware/Signal/Spectrum/Kernels";

    /// <summary>File names and texts.</summary>
    public static IReadOnlyDictionary<string, string> Generate() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["QuarterWave.g.cs"] = QuarterWaveSource.Write(),
        ["Columns16.g.cs"] = KernelText.File(
            "First step for 256 and 512 points: real transforms of 16 points.",
            "Columns16",
            [ColumnKernels.Method(16, 0, wide: false), ColumnKernels.Method(16, 0, wide: true)]),
        ["Columns32.g.cs"] = KernelText.File(
            "First step for 1024 points: 32 real transforms of 32 points.",
            "Columns32",
            [ColumnKernels.Method(32, 32, wide: false)]),
        ["Columns64.g.cs"] = KernelText.File(
            "First step for 2048 points: 32 real transforms of 64 points.",
            "Columns64",
            [ColumnKernels.Method(64, 32, wide: false, narrow: true)]),
        ["Rows16.g.cs"] = KernelText.File(
            "Second step for 256 points: transforms of 16 points across the columns.",
            "Rows16",
            [RowKernels.Edges(16), RowKernels.Complex(16)]),
        ["Rows32.g.cs"] = KernelText.File(
            "Second step for 512, 1024 and 2048 points: transforms of 32 points across the columns.",
            "Rows32",
            [RowKernels.Edges(32), RowKernels.Complex(32)]),
        ["RowsOfQuarter32.g.cs"] = KernelText.File(
            "Complex rows of the second step with twiddle factors out of a quarter of a cosine wave: for 2048 points and what borrows its tables.",
            "RowsOfQuarter32",
            [RowKernels.Complex(32, quarter: true)]),
    };
}
