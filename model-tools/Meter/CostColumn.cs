namespace AIoT.Embedded.ModelTools.Meter;

/// <summary>A column of a <see cref="CostTable"/>: what an opcode costs, and on which build of the interpreter.</summary>
public enum CostColumn
{
    /// <summary>Instructions of an ARM Thumb-2 build at -Os.</summary>
    Thumb2,

    /// <summary>Instructions of a 64-bit x86 build at -O3.</summary>
    X64,

    /// <summary>Instructions of a 32-bit x86 build at -O3.</summary>
    I686,

    /// <summary>Nanoseconds of the 64-bit x86 build, median; noise about 20 %.</summary>
    NanosecondsX64,
}
