namespace AIoT.Embedded.Boards;

/// <summary>
/// What the interpreter's opcodes cost on a board: estimated time = instructions by the table / (clock * instructions per cycle).
/// </summary>
/// <param name="Table"><see cref="ShippedTable"/>, or a CSV's path, absolute here and relative to the board's folder in the file.</param>
/// <param name="Column">The table's column: <c>thumb2</c>, <c>x64</c> or <c>i686</c>.</param>
/// <param name="InstructionsPerCycle">How fast the core is.</param>
public sealed record OpcodeCost(string Table, string Column, InstructionRate InstructionsPerCycle)
{
    /// <summary>The name of the table that comes with the opcode meter.</summary>
    public const string ShippedTable = "nanoframework-1.x";

    /// <summary>True when the table is the meter's own.</summary>
    public bool IsShippedTable => Table == ShippedTable;

    /// <summary>The reciprocal of the instructions per cycle.</summary>
    public double CyclesPerInstruction => 1 / InstructionsPerCycle.Value;
}
