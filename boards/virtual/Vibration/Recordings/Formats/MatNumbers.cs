using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>Numbers as a MAT file stores them.</summary>
internal static class MatNumbers
{
    /// <summary>Bytes of a number; 0 for what is no number.</summary>
    public static int Width(MatType type) => type switch
    {
        MatType.Int8 or MatType.UInt8 => 1,
        MatType.Int16 or MatType.UInt16 => 2,
        MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
        MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
        _ => 0,
    };

    /// <summary>Converts as many numbers as <paramref name="values"/> takes.</summary>
    public static void Decode(ReadOnlySpan<byte> bytes, MatType type, bool little, Span<double> values)
    {
        if (type == MatType.Double && little && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, double>(bytes)[..values.Length].CopyTo(values);
            return;
        }

        int width = Width(type);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Decode(bytes.Slice(i * width, width), type, little);
        }
    }

    private static double Decode(ReadOnlySpan<byte> s, MatType type, bool little) => type switch
    {
        MatType.Int8 => (sbyte)s[0],
        MatType.UInt8 => s[0],
        MatType.Int16 => little ? BinaryPrimitives.ReadInt16LittleEndian(s) : BinaryPrimitives.ReadInt16BigEndian(s),
        MatType.UInt16 => little ? BinaryPrimitives.ReadUInt16LittleEndian(s) : BinaryPrimitives.ReadUInt16BigEndian(s),
        MatType.Int32 => little ? BinaryPrimitives.ReadInt32LittleEndian(s) : BinaryPrimitives.ReadInt32BigEndian(s),
        MatType.UInt32 => little ? BinaryPrimitives.ReadUInt32LittleEndian(s) : BinaryPrimitives.ReadUInt32BigEndian(s),
        MatType.Single => little ? BinaryPrimitives.ReadSingleLittleEndian(s) : BinaryPrimitives.ReadSingleBigEndian(s),
        MatType.Int64 => little ? BinaryPrimitives.ReadInt64LittleEndian(s) : BinaryPrimitives.ReadInt64BigEndian(s),
        MatType.UInt64 => little ? BinaryPrimitives.ReadUInt64LittleEndian(s) : BinaryPrimitives.ReadUInt64BigEndian(s),
        _ => little ? BinaryPrimitives.ReadDoubleLittleEndian(s) : BinaryPrimitives.ReadDoubleBigEndian(s),
    };
}
