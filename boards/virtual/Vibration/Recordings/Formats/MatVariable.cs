namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>A real numeric array of a MAT file: where its values are, in column order.</summary>
/// <param name="Name">The variable's name; a structure's field is <c>structure.field</c>.</param>
/// <param name="Count">How many values.</param>
/// <param name="Type">The values' type as the file stores them.</param>
/// <param name="Element">Where the element that holds them begins in the file, after its tag.</param>
/// <param name="ElementBytes">How long that is in the file.</param>
/// <param name="Compressed">Whether it is deflated.</param>
/// <param name="ValuesAt">Where the values begin in the element, inflated where it is compressed.</param>
/// <param name="Little">Little-endian.</param>
/// <param name="First">The first value; 0 when there is none.</param>
internal sealed record MatVariable(string Name, long Count, MatType Type, long Element, long ElementBytes, bool Compressed, long ValuesAt, bool Little, double First);
