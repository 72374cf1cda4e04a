using System;

namespace AIoT.Embedded.Wire
{
    /// <summary>
    /// Reads deterministic CBOR (RFC 8949, section 4.2.1) and refuses everything else: longer heads than needed, indefinite
    /// lengths, reserved codes, nesting deeper than <see cref="MaxDepth"/>, bytes missing. It never reads outside its range,
    /// never throws, and does work proportional to the message's length at most.
    /// After a refusal every further call returns 0 or empty, and <see cref="Reason"/> keeps the first reason.
    /// </summary>
    public sealed class CborReader
    {
        /// <summary>The deepest nesting that <see cref="Skip()"/> follows.</summary>
        public const int MaxDepth = 8;

        private const string Truncated = "the message is cut short";
        private const string NotShortest = "a head is not in its shortest form";
        private const string WrongType = "an item has the wrong type";
        private const string OutOfRange = "a value is out of range";

        private byte[] _buffer;
        private int _position;
        private int _end;
        private string _reason;

        /// <summary>True when the message was refused.</summary>
        public bool Failed
        {
            get { return _reason != null; }
        }

        /// <summary>Why the message was refused, or null.</summary>
        public string Reason
        {
            get { return _reason; }
        }

        /// <summary>True when every byte has been read.</summary>
        public bool AtEnd
        {
            get { return _position == _end; }
        }

        /// <summary>The index in the buffer of the next byte to be read.</summary>
        public int Position
        {
            get { return _position; }
        }

        /// <summary>Starts to read <c>buffer[offset .. offset + length - 1]</c>.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The range is not inside the buffer.</exception>
        public void Reset(byte[] buffer, int offset, int length)
        {
            if (offset < 0 || length < 0 || offset > buffer.Length - length)
            {
                throw new ArgumentOutOfRangeException(nameof(length));
            }

            _buffer = buffer;
            _position = offset;
            _end = offset + length;
            _reason = null;
        }

        /// <summary>Refuses the message for a reason of the caller's.</summary>
        public void Refuse(string reason)
        {
            if (_reason == null)
            {
                _reason = reason;
            }

            _position = _end;
        }

        /// <summary>Reads an unsigned integer from <paramref name="min"/> to <paramref name="max"/>.</summary>
        public long ReadUnsigned(long min, long max)
        {
            long value = ReadHead(CborType.Unsigned);
            if (value < min || value > max)
            {
                Refuse(OutOfRange);
                return 0;
            }

            return value;
        }

        /// <summary>Reads an integer of 32 bits.</summary>
        public int ReadInt32()
        {
            bool negative = PeekType() == CborType.Negative;
            long value = ReadHead(negative ? CborType.Negative : CborType.Unsigned);
            if (value < 0 || value > int.MaxValue)
            {
                Refuse(OutOfRange);
                return 0;
            }

            return negative && _reason == null ? (int)~value : (int)value;
        }

        /// <summary>Reads a tag, which must be <paramref name="tag"/>; the item that it is on follows.</summary>
        public void ReadTag(long tag)
        {
            if (ReadHead(CborType.Tag) != tag)
            {
                Refuse(OutOfRange);
            }
        }

        /// <summary>Reads the head of an array.</summary>
        /// <returns>The number of its items, 0 to <paramref name="max"/>.</returns>
        public int ReadArray(int max)
        {
            return ReadCount(CborType.Array, max);
        }

        /// <summary>Reads the head of a map.</summary>
        /// <returns>The number of its pairs, 0 to <paramref name="max"/>.</returns>
        public int ReadMap(int max)
        {
            return ReadCount(CborType.Map, max);
        }

        /// <summary>Reads an array of integers of 32 bits into <paramref name="values"/>.</summary>
        /// <returns>The number of items, at most the array's length.</returns>
        public int ReadIntegers(int[] values)
        {
            int count = ReadCount(CborType.Array, values.Length);
            for (int i = 0; i < count; i++)
            {
                values[i] = ReadInt32();
            }

            return _reason == null ? count : 0;
        }

        /// <summary>Reads a byte string into <paramref name="bytes"/>.</summary>
        /// <returns>Its length, at most the array's.</returns>
        public int ReadBytes(byte[] bytes)
        {
            int count = ReadCount(CborType.Bytes, bytes.Length);
            if (count > _end - _position)
            {
                Refuse(Truncated);
                return 0;
            }

            Array.Copy(_buffer, _position, bytes, 0, count);
            _position += count;
            return count;
        }

        /// <summary>Finds a byte string of at most <paramref name="max"/> bytes, and passes over it without copying.</summary>
        /// <param name="max">The longest that is accepted.</param>
        /// <param name="offset">Where its bytes are in the buffer that is read; 0 after a refusal.</param>
        /// <returns>Its length; 0 after a refusal.</returns>
        public int ReadBytesInPlace(int max, out int offset)
        {
            offset = 0;
            int count = ReadCount(CborType.Bytes, max);
            if (count > _end - _position)
            {
                Refuse(Truncated);
                return 0;
            }

            if (_reason != null)
            {
                return 0;
            }

            offset = _position;
            _position += count;
            return count;
        }

        /// <summary>Reads a text of printable ASCII characters, at most <paramref name="max"/>.</summary>
        /// <returns>The text; empty after a refusal.</returns>
        public string ReadText(int max)
        {
            int count = ReadCount(CborType.Text, max);
            if (count > _end - _position)
            {
                Refuse(Truncated);
                return "";
            }

            char[] characters = new char[count];
            for (int i = 0; i < count; i++)
            {
                byte b = _buffer[_position++];
                if (b < 32 || b > 126)
                {
                    Refuse("a text is not printable ASCII");
                    return "";
                }

                characters[i] = (char)b;
            }

            return new string(characters);
        }

        /// <summary>Passes over one item with all that it holds.</summary>
        public void Skip()
        {
            Skip(MaxDepth);
        }

        private void Skip(int depth)
        {
            int type = PeekType();
            if (type == CborType.Simple)
            {
                SkipSimple();
                return;
            }

            long value = ReadHead(type);
            if (_reason != null || type == CborType.Unsigned || type == CborType.Negative)
            {
                return;
            }

            // Every item takes a byte at least: a count beyond the bytes that are left can't be true.
            if (type != CborType.Tag && (value < 0 || value > _end - _position))
            {
                Refuse(Truncated);
                return;
            }

            if (type == CborType.Bytes || type == CborType.Text)
            {
                _position += (int)value;
                return;
            }

            if (depth == 0)
            {
                Refuse("the message is nested too deep");
                return;
            }

            int items = type == CborType.Tag ? 1 : type == CborType.Map ? (int)value * 2 : (int)value;
            for (int i = 0; i < items && _reason == null; i++)
            {
                Skip(depth - 1);
            }
        }

        private void SkipSimple()
        {
            int info = _buffer[_position] & 31;
            int extra = info < 24 ? 0 : info == 24 ? 1 : info == 25 ? 2 : info == 26 ? 4 : info == 27 ? 8 : -1;
            if (extra < 0)
            {
                Refuse("an indefinite length or a reserved code");
                return;
            }

            if (extra >= _end - _position)
            {
                Refuse(Truncated);
                return;
            }

            if (extra == 1 && _buffer[_position + 1] < 32)
            {
                Refuse(NotShortest);
                return;
            }

            _position += 1 + extra;
        }

        /// <summary>The major type of the next item (<see cref="CborType"/>); -1 at the end or after a refusal.</summary>
        public int PeekType()
        {
            return _position < _end ? _buffer[_position] >> 5 : -1;
        }

        private int ReadCount(int type, int max)
        {
            long count = ReadHead(type);
            if (count < 0 || count > max)
            {
                Refuse(OutOfRange);
                return 0;
            }

            return (int)count;
        }

        // Returns the head's value; 0 after a refusal; negative for a value of 2^63 and above.
        private long ReadHead(int type)
        {
            if (_position >= _end)
            {
                Refuse(Truncated);
                return 0;
            }

            int first = _buffer[_position];
            if (first >> 5 != type)
            {
                Refuse(WrongType);
                return 0;
            }

            int info = first & 31;
            if (info < 24)
            {
                _position++;
                return info;
            }

            if (info > 27)
            {
                Refuse("an indefinite length or a reserved code");
                return 0;
            }

            int extra = 1 << (info - 24);
            if (extra >= _end - _position)
            {
                Refuse(Truncated);
                return 0;
            }

            long value = 0;
            for (int i = 1; i <= extra; i++)
            {
                value = (value << 8) | _buffer[_position + i];
            }

            long least = info == 24 ? 24 : info == 25 ? 0x100 : info == 26 ? 0x10000 : 0x100000000L;
            if (value >= 0 && value < least)
            {
                Refuse(NotShortest);
                return 0;
            }

            _position += 1 + extra;
            return value;
        }
    }
}
