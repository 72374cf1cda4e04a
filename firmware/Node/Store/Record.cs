using System;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// One reading in a segment: mark (2 bytes), length of the reading (2), sequence number (8), the reading, CRC (4) over all before it,
    /// salted with the epoch; little-endian. A record is valid only if its CRC is right.
    /// </summary>
    internal sealed class Record
    {
        public const int Overhead = 16;
        public const int HeadLength = 12;
        public const int MaxLength = Overhead + WireLimits.ReadingBytes;
        private const int Mark = 0x5241;

        private readonly byte[] _bytes = new byte[MaxLength];
        private readonly Checksum _checksum;

        public Record(Checksum checksum)
        {
            _checksum = checksum;
        }

        /// <summary>Room for short pieces of other files.</summary>
        public byte[] Scratch
        {
            get { return _bytes; }
        }

        /// <summary>The sequence number of the record last found.</summary>
        public long Seq { get; private set; }

        /// <summary>The length of the reading last found.</summary>
        public int ReadingLength { get; private set; }

        /// <summary>The place behind the record last found.</summary>
        public int End { get; private set; }

        /// <summary>Writes a record at a segment's end; <paramref name="reading"/> null: it lies in <see cref="Scratch"/> from <see cref="HeadLength"/> on.</summary>
        public void Write(Segment segment, uint epoch, long seq, byte[] reading, int length)
        {
            Bytes.Put(_bytes, 0, Mark, 2);
            Bytes.Put(_bytes, 2, length, 2);
            Bytes.Put(_bytes, 4, seq, 8);
            if (reading != null)
            {
                Array.Copy(reading, 0, _bytes, HeadLength, length);
            }

            Bytes.Put(_bytes, HeadLength + length, _checksum.Of(epoch, _bytes, 0, HeadLength + length), 4);
            segment.File.Write(segment.Used, _bytes, 0, Overhead + length);
            segment.File.Flush();
        }

        /// <summary>Finds the first valid record at or behind a place: what is damaged is passed over byte by byte.</summary>
        public bool Find(Segment segment, uint epoch, int position)
        {
            int end = segment.File.Length;
            for (int at = position; at <= end - Overhead; at++)
            {
                if (IsValid(segment.File, epoch, at, end))
                {
                    return true;
                }
            }

            return false;
        }

        public void CopyReading(byte[] buffer, int offset)
        {
            Array.Copy(_bytes, HeadLength, buffer, offset, ReadingLength);
        }

        private bool IsValid(IStorageFile file, uint epoch, int at, int end)
        {
            if (file.Read(at, _bytes, 0, HeadLength) != HeadLength || Bytes.Get(_bytes, 0, 2) != Mark)
            {
                return false;
            }

            int length = (int)Bytes.Get(_bytes, 2, 2);
            if (length > WireLimits.ReadingBytes || length + Overhead > end - at)
            {
                return false;
            }

            int rest = length + 4;
            if (file.Read(at + HeadLength, _bytes, HeadLength, rest) != rest
                || (uint)Bytes.Get(_bytes, HeadLength + length, 4) != _checksum.Of(epoch, _bytes, 0, HeadLength + length))
            {
                return false;
            }

            Seq = Bytes.Get(_bytes, 4, 8);
            ReadingLength = length;
            End = at + Overhead + length;
            return true;
        }
    }
}
