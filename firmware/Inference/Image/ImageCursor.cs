namespace AIoT.Embedded.Inference
{
    /// <summary>
    /// Reads numbers from a stretch of a model image and refuses to leave it.
    /// Every method throws a <see cref="ModelImageException"/> instead of reading past the end.
    /// </summary>
    internal sealed class ImageCursor
    {
        private readonly byte[] _data;
        private readonly int _end;
        private int _position;

        internal ImageCursor(byte[] data, int start, int length)
        {
            _data = data;
            _position = start;
            _end = start + length;
        }

        internal byte[] Data
        {
            get { return _data; }
        }

        internal int Position
        {
            get { return _position; }
        }

        internal int Remaining
        {
            get { return _end - _position; }
        }

        internal int Byte()
        {
            if (_position >= _end)
            {
                throw new ModelImageException(ImageFault.Truncated, "ends at byte " + _position + " where more was announced");
            }

            return _data[_position++];
        }

        /// <summary>Skips <paramref name="count"/> bytes and returns where they start.</summary>
        internal int Take(int count)
        {
            if (count < 0 || count > _end - _position)
            {
                throw new ModelImageException(ImageFault.Truncated, count + " bytes announced at byte " + _position + ", " + (_end - _position) + " are left");
            }

            int start = _position;
            _position += count;
            return start;
        }

        /// <summary>An unsigned LEB128 number of at most 28 bits, in its shortest form, within a range.</summary>
        internal int Varint(int least, int most)
        {
            int value = 0;
            int shift = 0;
            int at = _position;
            int b;
            do
            {
                b = Byte();
                if (shift > 21 || (b == 0 && shift > 0))
                {
                    throw new ModelImageException(ImageFault.BadNumber, "number at byte " + at + " is too long");
                }

                value |= (b & 0x7F) << shift;
                shift += 7;
            }
            while ((b & 0x80) != 0);

            if (value < least || value > most)
            {
                throw new ModelImageException(ImageFault.BadNumber, "number " + value + " at byte " + at + " is not in " + least + ".." + most);
            }

            return value;
        }

        /// <summary>A zigzag LEB128 number within a range of at most 28 bits.</summary>
        internal int Signed(int least, int most)
        {
            int at = _position;
            int raw = Varint(0, 0xFFFFFFF);
            int value = (raw >> 1) ^ -(raw & 1);
            if (value < least || value > most)
            {
                throw new ModelImageException(ImageFault.BadNumber, "number " + value + " at byte " + at + " is not in " + least + ".." + most);
            }

            return value;
        }

        internal int Int16()
        {
            int at = Take(2);
            return _data[at] | (_data[at + 1] << 8);
        }

        internal int Int32()
        {
            return Int32At(_data, Take(4));
        }

        /// <summary>Printable ASCII, its length in front.</summary>
        internal string Text()
        {
            int length = Varint(0, ImageFormat.MaxNameLength);
            int start = Take(length);
            char[] text = new char[length];
            for (int i = 0; i < length; i++)
            {
                int c = _data[start + i];
                if (c < 0x20 || c > 0x7E)
                {
                    throw new ModelImageException(ImageFault.BadText, "character " + c + " at byte " + (start + i) + " is not printable ASCII");
                }

                text[i] = (char)c;
            }

            return new string(text);
        }

        internal void End(string what)
        {
            if (_position != _end)
            {
                throw new ModelImageException(ImageFault.BadSection, (_end - _position) + " bytes too many in the " + what);
            }
        }

        internal static int Int32At(byte[] data, int at)
        {
            return data[at] | (data[at + 1] << 8) | (data[at + 2] << 16) | (data[at + 3] << 24);
        }
    }
}
