using System.Buffers.Binary;
using System.Text;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>Bytes of an image being written.</summary>
internal sealed class ImageBuffer
{
    private readonly List<byte> _bytes = [];

    internal int Length => _bytes.Count;

    internal byte[] ToArray() => [.. _bytes];

    internal void Byte(int value) =>
        _bytes.Add(value is >= 0 and <= 255 ? (byte)value : throw new InvalidModelException($"{value} does not fit a byte"));

    internal void Bytes(ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    internal void Int8s(ReadOnlySpan<sbyte> values)
    {
        foreach (sbyte value in values)
        {
            _bytes.Add((byte)value);
        }
    }

    internal void Int32s(IEnumerable<int> values)
    {
        Span<byte> four = stackalloc byte[4];
        foreach (int value in values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(four, value);
            _bytes.AddRange(four);
        }
    }

    /// <summary>Unsigned LEB128 of at most 28 bits.</summary>
    internal void Varint(int value)
    {
        if (value is < 0 or > 0xFFFFFFF)
        {
            throw new InvalidModelException($"{value} is not in 0..2^28-1");
        }

        for (; value > 0x7F; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }

    /// <summary>Zigzag LEB128.</summary>
    internal void Signed(int value) => Varint((value << 1) ^ (value >> 31));

    internal void Text(string text)
    {
        if (text.Length > Inference.ImageFormat.MaxNameLength || text.Any(c => c is < ' ' or > '~'))
        {
            throw new InvalidModelException($"the name '{text}' is not at most {Inference.ImageFormat.MaxNameLength} characters of printable ASCII");
        }

        Varint(text.Length);
        Bytes(Encoding.ASCII.GetBytes(text));
    }
}
