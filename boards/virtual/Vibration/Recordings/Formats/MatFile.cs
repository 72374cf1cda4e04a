using System.Buffers.Binary;
using System.Text;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>
/// Finds the real numeric arrays of a MAT-file, level 5 ("MAT-File Format", MathWorks), in compressed elements, too, in either byte order. What stands before
/// the values is read, the values are not.
/// </summary>
internal static class MatFile
{
    private const int HeaderBytes = 128;
    private const long MaxValues = 1L << 30;
    private const int ClassStruct = 2, ClassDouble = 6, ClassUInt64 = 15;
    private const int MaxDepth = 4, MaxFields = 64, MaxStructures = 64;

    public static IReadOnlyList<MatVariable> Variables(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] head = new byte[HeaderBytes];
        int there = stream.ReadAtLeast(head, HeaderBytes, throwOnEndOfStream: false);
        if (there < HeaderBytes)
        {
            throw Broken(file, $"is only {there} bytes long: no MAT header");
        }

        if (Encoding.ASCII.GetString(head, 0, 20).StartsWith("MATLAB 7.3", StringComparison.Ordinal))
        {
            throw new RecordingException(file, "is a MAT v7.3 file (HDF5)", "save it with -v7 or -v6");
        }

        bool little = head[126] == 'I' && head[127] == 'M';
        if (!little && !(head[126] == 'M' && head[127] == 'I'))
        {
            throw new RecordingException(file, "is not a MAT v5 file", "save it with -v7 or -v6");
        }

        List<MatVariable> variables = [];
        Span<byte> tag = stackalloc byte[8];
        for (long at = HeaderBytes; at < stream.Length;)
        {
            stream.Position = at;
            if (stream.ReadAtLeast(tag, 8, throwOnEndOfStream: false) < 8)
            {
                throw Broken(file, $"is cut off at byte {at}");
            }

            uint word = little ? BinaryPrimitives.ReadUInt32LittleEndian(tag) : BinaryPrimitives.ReadUInt32BigEndian(tag);
            if (word >> 16 != 0)
            {
                // An element of up to four bytes, in its tag: no array.
                at += word >> 16 <= 4 ? 8 : throw Broken(file, $"has a broken element at byte {at}");
                continue;
            }

            long length = little ? BinaryPrimitives.ReadUInt32LittleEndian(tag[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tag[4..]);
            if (at + 8 + length > stream.Length)
            {
                throw Broken(file, $"is cut off: the element at byte {at} says {length} bytes and {stream.Length - at - 8} are there");
            }

            if (word == (int)MatType.Compressed)
            {
                using var element = new MatElement(file, at + 8, length, compressed: true, little);
                (MatType type, long inner, _) = element.Tag();
                new Scan(file, element, new MatVariable("", 0, 0, at + 8, length, true, 0, little, 0), variables).Matrix(type, inner, "", 0);
            }
            else if (word == (int)MatType.Matrix)
            {
                using var element = new MatElement(file, at + 8, length, compressed: false, little);
                new Scan(file, element, new MatVariable("", 0, 0, at + 8, length, false, 0, little, 0), variables).Matrix(MatType.Matrix, length, "", 0);
            }

            // Compressed elements are not padded; the others end on a multiple of eight.
            at += 8 + (word == (int)MatType.Compressed ? length : (length + 7) & ~7L);
        }

        return variables;
    }

    private static RecordingException Broken(string file, string problem) => new(file, problem, "fetch or save the file again");

    /// <summary>Goes through one top-level element.</summary>
    private sealed class Scan(string file, MatElement element, MatVariable place, List<MatVariable> variables)
    {
        /// <summary>An array, from its flags on.</summary>
        public void Matrix(MatType type, long length, string prefix, int depth)
        {
            if (type != MatType.Matrix || length == 0)
            {
                return;
            }

            long end = element.Position + length, at = element.Position;
            (MatType flagsType, long flagsLength, bool small) = element.Tag();
            if (flagsType != MatType.UInt32 || flagsLength != 8 || small)
            {
                throw Broken(file, $"has no array flags at byte {at}");
            }

            uint flags = element.UInt32();
            _ = element.UInt32();
            int arrayClass = (int)(flags & 0xFF);
            bool complex = (flags & 0x800) != 0;
            long count = Count();
            at = element.Position;
            (MatType nameType, long nameLength, bool nameSmall) = element.Tag();
            if (nameType != MatType.Int8 || nameLength > 256)
            {
                throw Broken(file, $"has a broken variable name at byte {at}");
            }

            long afterName = After(nameLength, nameSmall);
            string name = prefix + element.Text((int)nameLength);
            if (arrayClass == ClassStruct && count is > 0 and <= MaxStructures && depth < MaxDepth)
            {
                element.GoTo(afterName);
                Fields(end, name, (int)count, depth);
                return;
            }

            if (arrayClass is < ClassDouble or > ClassUInt64 || complex)
            {
                return;
            }

            if (afterName + 8 > end)
            {
                throw Broken(file, $"variable {name} has no values");
            }

            element.GoTo(afterName);
            (MatType valueType, long valueLength, _) = element.Tag();
            int width = MatNumbers.Width(valueType);
            if (width == 0 || valueLength != count * width || element.Position + valueLength > end)
            {
                throw Broken(file, $"variable {name} says {count} values and holds {(width == 0 ? 0 : valueLength / width)}");
            }

            long valuesAt = element.Position;
            double[] first = new double[Math.Min(count, 1)];
            if (count > 0)
            {
                byte[] bytes = new byte[width];
                element.Read(bytes);
                MatNumbers.Decode(bytes, valueType, place.Little, first);
            }

            variables.Add(place with { Name = name, Count = count, Type = valueType, ValuesAt = valuesAt, First = count > 0 ? first[0] : 0 });
        }

        private long Count()
        {
            long at = element.Position;
            (MatType type, long length, bool small) = element.Tag();
            if (type != MatType.Int32 || length is < 8 or > 256 || length % 4 != 0)
            {
                throw Broken(file, $"has broken dimensions at byte {at}");
            }

            long after = After(length, small), count = 1;
            for (int i = 0; i < length / 4; i++)
            {
                int size = (int)element.UInt32();
                if (size < 0 || (count *= size) > MaxValues)
                {
                    throw Broken(file, $"has impossible dimensions at byte {at}");
                }
            }

            element.GoTo(after);
            return count;
        }

        /// <summary>
        /// The fields of structures: the length of a name, the names, then an array for each, one structure after the other. Those of several
        /// are told apart as in MATLAB: Y(2).Data.
        /// </summary>
        private void Fields(long end, string name, int structures, int depth)
        {
            long at = element.Position;
            (MatType lengthType, long lengthBytes, bool small) = element.Tag();
            long after = After(lengthBytes, small);
            uint width = lengthType == MatType.Int32 && lengthBytes == 4 ? element.UInt32() : 0;
            if (width is < 1 or > 256)
            {
                throw Broken(file, $"structure {name} has broken field names at byte {at}");
            }

            element.GoTo(after);
            at = element.Position;
            (MatType namesType, long namesLength, small) = element.Tag();
            after = After(namesLength, small);
            if (namesType != MatType.Int8 || namesLength % width != 0 || namesLength / width > MaxFields)
            {
                throw Broken(file, $"structure {name} has broken field names at byte {at}");
            }

            string[] names = new string[namesLength / width];
            for (int field = 0; field < names.Length; field++)
            {
                names[field] = element.Text((int)width).Split('\0')[0];
            }

            element.GoTo(after);
            for (int i = 0; i < structures * names.Length; i++)
            {
                if (element.Position + 8 > end)
                {
                    return;
                }

                string owner = structures == 1 ? name : $"{name}({i / names.Length + 1})";
                (MatType type, long length, small) = element.Tag();
                after = After(length, small);
                Matrix(type, length, $"{owner}.{names[i % names.Length]}", depth + 1);
                if (after + 8 > end)
                {
                    return;
                }

                element.GoTo(after);
            }
        }

        /// <summary>Where the element after this one begins: elements are padded to eight bytes, a small one's data end with its tag.</summary>
        private long After(long length, bool small) => element.Position + (small ? 4 : (length + 7) & ~7L);
    }
}
