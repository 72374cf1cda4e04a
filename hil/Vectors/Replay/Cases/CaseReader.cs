using System;

namespace AIoT.Embedded.Replay
{
    /// <summary>
    /// Reads the data of one case. Integers are zigzag LEB128 in at most ten bytes; text is a length and ASCII; bytes are a length and the bytes;
    /// a list of integers is a count and the integers.
    /// </summary>
    public sealed class CaseReader
    {
        private readonly byte[] _data;
        private readonly int _end;
        private int _at;

        /// <summary>Reads from the bytes given.</summary>
        public CaseReader(byte[] data, int start, int length)
        {
            _data = data;
            _at = start;
            _end = start + length;
        }

        /// <summary>True when everything has been read.</summary>
        public bool AtEnd
        {
            get { return _at == _end; }
        }

        /// <summary>The next byte.</summary>
        public int ReadByte()
        {
            if (_at >= _end)
            {
                throw new Exception("the case's data are cut short");
            }

            return _data[_at++];
        }

        /// <summary>The next integer.</summary>
        public long ReadLong()
        {
            ulong value = 0;
            int shift = 0;
            int part;
            do
            {
                part = ReadByte();
                value |= (ulong)(part & 127) << shift;
                shift += 7;
            }
            while (part >= 128 && shift < 70);
            long half = (long)(value >> 1);
            return (value & 1) == 0 ? half : ~half;
        }

        /// <summary>The next integer, which fits 32 bits.</summary>
        public int ReadInt()
        {
            return (int)ReadLong();
        }

        /// <summary>The next text.</summary>
        public string ReadText()
        {
            int length = ReadCount();
            char[] text = new char[length];
            for (int i = 0; i < length; i++)
            {
                text[i] = (char)ReadByte();
            }

            return new string(text);
        }

        /// <summary>The next bytes.</summary>
        public byte[] ReadBytes()
        {
            int length = ReadCount();
            byte[] bytes = new byte[length];
            Array.Copy(_data, _at, bytes, 0, length);
            _at += length;
            return bytes;
        }

        /// <summary>The next list of integers, each within 32 bits.</summary>
        public int[] ReadInts()
        {
            int count = ReadCount();
            int[] values = new int[count];
            for (int i = 0; i < count; i++)
            {
                values[i] = (int)ReadLong();
            }

            return values;
        }

        /// <summary>The next list of integers, each within 16 bits.</summary>
        public short[] ReadShorts()
        {
            int count = ReadCount();
            short[] values = new short[count];
            for (int i = 0; i < count; i++)
            {
                values[i] = (short)ReadLong();
            }

            return values;
        }

        // Everything counted takes at least a byte: a count beyond what is left is a fault, not an allocation.
        private int ReadCount()
        {
            long count = ReadLong();
            if (count < 0 || count > _end - _at)
            {
                throw new Exception("the case's data are cut short");
            }

            return (int)count;
        }
    }
}
