namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>A real numeric array of a MAT file, in column order.</summary>
internal sealed record MatVariable(string Name, double[] Values);
