namespace AIoT.Embedded.Boards.Virtual.Parts.Devices;

/// <summary>A sample of three axes in counts.</summary>
internal readonly record struct Counts(short X, short Y, short Z)
{
    public short this[int axis] => axis switch { 0 => X, 1 => Y, _ => Z };

    /// <summary>A byte of six: X low, X high, Y low ...</summary>
    public byte LittleEndian(int index) => (byte)(this[index / 2] >> (8 * (index % 2)));

    /// <summary>A byte of six: X high, X low, Y high ...</summary>
    public byte BigEndian(int index) => (byte)(this[index / 2] >> (8 * (1 - index % 2)));
}
