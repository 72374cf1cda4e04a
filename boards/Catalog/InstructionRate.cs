namespace AIoT.Embedded.Boards;

/// <summary>How fast a core goes through the interpreter's instructions.</summary>
/// <param name="Value">Instructions per cycle, above 0 and up to 8.</param>
/// <param name="Kind">Assumed or measured.</param>
/// <param name="Source">The reason for the assumption, or the calibration that measured it.</param>
/// <param name="Date">The day of the measurement; null for an assumption.</param>
public sealed record InstructionRate(double Value, FigureKind Kind, string Source, DateOnly? Date);
