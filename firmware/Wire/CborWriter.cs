using System;

namespace AIoT.Embedded.Wire
{
    /// <summary>
    /// Writes deterministic CBOR (RFC 8949, section 4.2.1: shortest heads, definite lengths) into the caller's buffer and
    /// allocates nothing. The order of map keys is the caller's to keep. What doesn't fit is not written and sets
    /// <see cref="Overflowed"/>; nothing throws but a text that is not ASCII.
    /// </summary>
    public sealed class CborWriter
    {
        private byte[] _buffer;
        private int _end;
        private int _start;
        private int _position;
        private bool _overflowed;

        /// <summary>The number of bytes written since <see cref="Reset"/>.</summary>
        public int Length
        {
            get { return _position - _start; }
        }

        /// <summary>True when something did not fit: what was written is then not a whole item.</summary>
        public bool Overflowed
        {
            get { return _overflowed; }
        }

        /// <summary>Starts at <paramref name="offset"/> of a buffer, with room for <paramref name="length"/> bytes.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The room is not inside the buffer.</exception>
        public void Reset(byte[] buffer, int offset, int length)
        {
            if (offset < 0 || length < 0 || offset > buffer.Length - length)
            {
                throw new ArgumentOutOfRangeException(nameof(length));
            }

            _buffer = buffer;
            _start = offset;
            _position = offset;
            _end = offset + length;
            _overflowed = false;
        }

        /// <summary>Writes an integer as an unsigned (0 and above) or a negative one.</summary>
        public void WriteInteger(long value)
        {
            if (value >= 0)
            {
                WriteHead(CborType.Unsigned, value);
            }
            else
            {
                WriteHead(CborType.Negative, ~value);
            }
        }

        /// <summary>Writes a byte string.</summary>
        public void WriteBytes(byte[] bytes, int offset, int count)
        {
            WriteHead(CborType.Bytes, count);
            if (count > _end - _position)
            {
                _overflowed = true;
            }

            if (!_overflowed)
            {
                Array.Copy(bytes, offset, _buffer, _position, count);
                _position += count;
            }
        }

        /// <summary>Writes a text of ASCII characters.</summary>
        /// <exception cref="ArgumentException">A character is not ASCII.</exception>
        public void WriteText(string text)
        {
            int count = text.Length;
            WriteHead(CborType.Text, count);
            if (count > _end - _position)
            {
                _overflowed = true;
            }

            for (int i = 0; i < count && !_overflowed; i++)
            {
                char c = text[i];
                if (c > 127)
                {
                    throw new ArgumentException("text is not ASCII");
                }

                _buffer[_position++] = (byte)c;
            }
        }

        /// <summary>Writes the head of an array; its <paramref name="count"/> items follow.</summary>
        public void WriteArray(int count)
        {
            WriteHead(CborType.Array, count);
        }

        /// <summary>Writes the head of a map; its <paramref name="count"/> pairs follow, keys ascending.</summary>
        public void WriteMap(int count)
        {
            WriteHead(CborType.Map, count);
        }

        /// <summary>Writes a tag; the item that it is on follows.</summary>
        public void WriteTag(long tag)
        {
            WriteHead(CborType.Tag, tag);
        }

        /// <summary>Writes an array of integers.</summary>
        public void WriteIntegers(int[] values, int count)
        {
            WriteHead(CborType.Array, count);
            for (int i = 0; i < count; i++)
            {
                WriteInteger(values[i]);
            }
        }

        // The head: 3 bits of type, then the value in the 5 bits beside it (below 24) or in the 1, 2, 4 or 8 bytes behind it.
        private void WriteHead(int type, long value)
        {
            int extra = value < 24 ? 0 : value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value <= 0xFFFFFFFFL ? 4 : 8;
            if (_overflowed || extra >= _end - _position)
            {
                _overflowed = true;
                return;
            }

            int info = extra == 0 ? (int)value : extra == 1 ? 24 : extra == 2 ? 25 : extra == 4 ? 26 : 27;
            _buffer[_position++] = (byte)((type << 5) | info);
            for (int shift = (extra - 1) * 8; shift >= 0; shift -= 8)
            {
                _buffer[_position++] = (byte)(value >> shift);
            }
        }
    }
}
