using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>
/// One top-level element of a MAT file, read from front to back: the file's own bytes, or what they inflate to. Every length is checked against what is
/// there before it is used; where that is known only by reading on, what is missing is missed then.
/// </summary>
internal sealed class MatElement : IDisposable
{
    private const long MaxElementBytes = 1L << 30;
    private readonly string _file;
    private readonly bool _little;
    private readonly FileStream _stream;
    private readonly Stream _bytes;
    private readonly long _length;
    private readonly long _origin;

    /// <param name="file">The file.</param>
    /// <param name="start">Where the element's data begins.</param>
    /// <param name="length">How many bytes of the file it has.</param>
    /// <param name="compressed">Whether they are deflated.</param>
    /// <param name="little">Little-endian.</param>
    public MatElement(string file, long start, long length, bool compressed, bool little)
    {
        (_file, _little, _origin) = (file, little, compressed ? 0 : start);
        _length = compressed ? MaxElementBytes : length;
        _stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: compressed ? 1 << 16 : 0);
        _stream.Position = start;
        _bytes = compressed ? new ZLibStream(_stream, CompressionMode.Decompress, leaveOpen: true) : _stream;
    }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    public void Dispose()
    {
        _bytes.Dispose();
        _stream.Dispose();
    }

    /// <summary>A data element's tag: its type and length, and whether its data are within the tag's own eight bytes.</summary>
    public (MatType Type, long Length, bool Small) Tag()
    {
        long at = Position;
        uint word = UInt32();
        if (word >> 16 != 0)
        {
            return word >> 16 <= 4 ? ((MatType)(word & 0xFFFF), word >> 16, true) : throw Broken($"has a broken element at byte {_origin + at}");
        }

        long length = UInt32();
        return length <= MaxElementBytes && Position + length <= _length
            ? ((MatType)word, length, false)
            : throw Broken($"is cut off: the element at byte {_origin + at} says {length} bytes and {_length - Position} are there");
    }

    public uint UInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes);
        return _little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    public string Text(int length)
    {
        byte[] bytes = new byte[length];
        Read(bytes);
        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Fills the span.</summary>
    public void Read(Span<byte> bytes)
    {
        if (Position + bytes.Length > _length)
        {
            throw Broken($"is cut off at byte {_origin + Position}");
        }

        try
        {
            if (_bytes.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            {
                throw Broken($"is cut off at byte {_origin + Position}");
            }
        }
        catch (InvalidDataException error)
        {
            throw new RecordingException(_file, "has a damaged compressed element", "fetch the file again", error);
        }

        Position += bytes.Length;
    }

    /// <summary>Goes on to a later byte.</summary>
    public void GoTo(long position)
    {
        if (_bytes == _stream)
        {
            if (position > _length)
            {
                throw Broken($"is cut off at byte {_origin + Position}");
            }

            _stream.Position += position - Position;
            Position = position;
            return;
        }

        Span<byte> skipped = stackalloc byte[4096];
        while (Position < position)
        {
            Read(skipped[..(int)Math.Min(skipped.Length, position - Position)]);
        }
    }

    private RecordingException Broken(string problem) => new(_file, problem, "fetch or save the file again");
}
