namespace System;

/// <summary>What nanoFramework 1.x has in place of a span of bytes.</summary>
public struct SpanByte
{
    private readonly byte[]? _array;
    private readonly int _start;

    /// <summary>Over a whole array.</summary>
    public SpanByte(byte[] array)
    {
        _array = array;
        _start = 0;
        Length = array?.Length ?? 0;
    }

    /// <summary>Over a part of an array.</summary>
    public SpanByte(byte[] array, int start, int length)
    {
        int all = array?.Length ?? 0;
        if (start < 0 || length < 0 || start > all || length > all - start)
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }

        _array = array;
        _start = start;
        Length = length;
    }

    /// <summary>Over nothing.</summary>
    public static SpanByte Empty => default;

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>True without bytes.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>A byte.</summary>
    public byte this[int index]
    {
        get => Checked(index)[_start + index];
        set => Checked(index)[_start + index] = value;
    }

    /// <summary>A span over an array.</summary>
    public static implicit operator SpanByte(byte[] array) => new(array);

    /// <summary>Copies into another.</summary>
    public void CopyTo(SpanByte destination)
    {
        if (destination.Length < Length)
        {
            throw new ArgumentException(null, nameof(destination));
        }

        for (int i = 0; i < Length; i++)
        {
            destination[i] = this[i];
        }
    }

    /// <summary>The part from an index on.</summary>
    public SpanByte Slice(int start) => Slice(start, Length - start);

    /// <summary>A part.</summary>
    public SpanByte Slice(int start, int length)
    {
        if (start < 0 || length < 0 || start > Length || length > Length - start)
        {
            throw new ArgumentOutOfRangeException(nameof(length));
        }

        return new SpanByte(_array!, _start + start, length);
    }

    /// <summary>A copy.</summary>
    public byte[] ToArray() => _array is null ? [] : _array.AsSpan(_start, Length).ToArray();

    /// <summary>The bytes, for the stand-ins of buses: they must not allocate.</summary>
    internal readonly Span<byte> AsSpan() => _array.AsSpan(_start, Length);

    private readonly byte[] Checked(int index) => index >= 0 && index < Length ? _array! : throw new ArgumentOutOfRangeException(nameof(index));
}
