using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings.Formats;

/// <summary>
/// Reads the real numeric arrays of a MAT-file, level 5 ("MAT-File Format", MathWorks), compressed elements included, either byte order.
/// Every length is checked against what is there before it is used.
/// </summary>
internal static class MatFile
{
    private const int HeaderBytes = 128;
    private const int MaxElementBytes = 1 << 30;
    private const int TypeInt8 = 1, TypeUInt8 = 2, TypeInt16 = 3, TypeUInt16 = 4, TypeInt32 = 5, TypeUInt32 = 6, TypeSingle = 7, TypeDouble = 9;
    private const int TypeInt64 = 12, TypeUInt64 = 13, TypeMatrix = 14, TypeCompressed = 15;
    private const int ClassStruct = 2, ClassDouble = 6, ClassUInt64 = 15;
    private const int MaxDepth = 4, MaxFields = 64;

    public static IReadOnlyList<MatVariable> Read(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (bytes.Length < HeaderBytes)
        {
            throw Broken(file, $"is only {bytes.Length} bytes long: no MAT header");
        }

        if (Encoding.ASCII.GetString(bytes, 0, 20).StartsWith("MATLAB 7.3", StringComparison.Ordinal))
        {
            throw new RecordingException(file, "is a MAT v7.3 file (HDF5)", "save it with -v7 or -v6");
        }

        bool little = bytes[126] == 'I' && bytes[127] == 'M';
        if (!little && !(bytes[126] == 'M' && bytes[127] == 'I'))
        {
            throw new RecordingException(file, "is not a MAT v5 file", "save it with -v7 or -v6");
        }

        List<MatVariable> variables = [];
        int at = HeaderBytes;
        while (at < bytes.Length)
        {
            if (bytes.Length - at < 8)
            {
                throw Broken(file, $"is cut off at byte {at}");
            }

            (int type, int length, int start, int next) = Tag(file, bytes, at, little);
            if (type == TypeCompressed)
            {
                byte[] inflated = Inflate(file, bytes.AsMemory(start, length));
                (int innerType, int innerLength, int innerStart, _) = Tag(file, inflated, 0, little);
                AddMatrix(file, inflated, innerType, innerStart, innerLength, little, variables, "", 0);
            }
            else
            {
                AddMatrix(file, bytes, type, start, length, little, variables, "", 0);
            }

            // Compressed elements are not padded; the others end on a multiple of eight.
            at = type == TypeCompressed ? start + length : next;
        }

        return variables;
    }

    private static void AddMatrix(string file, byte[] data, int type, int start, int length, bool little, List<MatVariable> variables, string prefix, int depth)
    {
        if (type != TypeMatrix || length == 0)
        {
            return;
        }

        int end = start + length;
        (int flagsType, int flagsLength, int flagsAt, int dimsTag) = Tag(file, data, start, little);
        if (flagsType != TypeUInt32 || flagsLength != 8)
        {
            throw Broken(file, $"has no array flags at byte {start}");
        }

        uint flags = ReadUInt32(data, flagsAt, little);
        int arrayClass = (int)(flags & 0xFF);
        bool complex = (flags & 0x800) != 0;
        (int dimsType, int dimsLength, int dimsAt, int nameTag) = Tag(file, data, dimsTag, little);
        if (dimsType != TypeInt32 || dimsLength is < 8 or > 256 || dimsLength % 4 != 0)
        {
            throw Broken(file, $"has broken dimensions at byte {dimsAt}");
        }

        long count = 1;
        for (int i = 0; i < dimsLength / 4; i++)
        {
            int size = (int)ReadUInt32(data, dimsAt + 4 * i, little);
            if (size < 0 || (count *= size) > MaxElementBytes)
            {
                throw Broken(file, $"has impossible dimensions at byte {dimsAt}");
            }
        }

        (int nameType, int nameLength, int nameAt, int valuesTag) = Tag(file, data, nameTag, little);
        if (nameType != TypeInt8 || nameLength > 256)
        {
            throw Broken(file, $"has a broken variable name at byte {nameAt}");
        }

        string name = prefix + Encoding.ASCII.GetString(data, nameAt, nameLength);
        if (arrayClass == ClassStruct && count == 1 && depth < MaxDepth)
        {
            AddFields(file, data, valuesTag, end, little, variables, name, depth);
            return;
        }

        if (arrayClass is < ClassDouble or > ClassUInt64 || complex)
        {
            return;
        }

        if (valuesTag + 8 > end)
        {
            throw Broken(file, $"variable {name} has no values");
        }

        (int valueType, int valueLength, int valuesAt, _) = Tag(file, data, valuesTag, little);
        int width = Width(valueType);
        if (width == 0 || valueLength != count * width || valuesAt + (long)valueLength > end)
        {
            throw Broken(file, $"variable {name} says {count} values and holds {(width == 0 ? 0 : valueLength / width)}");
        }

        double[] values = new double[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ReadValue(data, valuesAt + i * width, valueType, little);
        }

        variables.Add(new MatVariable(name, values));
    }

    /// <summary>The fields of a structure of one element: the length of a name, the names, then an array for each. Called <c>structure.field</c>.</summary>
    private static void AddFields(string file, byte[] data, int at, int end, bool little, List<MatVariable> variables, string name, int depth)
    {
        (int lengthType, int lengthBytes, int lengthAt, int namesTag) = Tag(file, data, at, little);
        int width = lengthType == TypeInt32 && lengthBytes == 4 ? (int)ReadUInt32(data, lengthAt, little) : 0;
        if (width is < 1 or > 256)
        {
            throw Broken(file, $"structure {name} has broken field names at byte {at}");
        }

        (int namesType, int namesLength, int namesAt, int next) = Tag(file, data, namesTag, little);
        if (namesType != TypeInt8 || namesLength % width != 0 || namesLength / width > MaxFields)
        {
            throw Broken(file, $"structure {name} has broken field names at byte {namesTag}");
        }

        for (int field = 0; field < namesLength / width && next + 8 <= end; field++)
        {
            string fieldName = Encoding.ASCII.GetString(data, namesAt + field * width, width).Split('\0')[0];
            (int type, int length, int start, int after) = Tag(file, data, next, little);
            AddMatrix(file, data, type, start, length, little, variables, $"{name}.{fieldName}", depth + 1);
            next = after;
        }
    }

    /// <summary>An element's head: its type, length, where its data begins, and where the element after it does (elements are padded to eight bytes).</summary>
    private static (int Type, int Length, int Start, int Next) Tag(string file, byte[] data, int at, bool little)
    {
        if (at < 0 || at + 8 > data.Length)
        {
            throw Broken(file, $"is cut off at byte {at}");
        }

        uint word = ReadUInt32(data, at, little);
        if (word >> 16 != 0)
        {
            int small = (int)(word >> 16);
            return small <= 4 ? ((int)(word & 0xFFFF), small, at + 4, at + 8) : throw Broken(file, $"has a broken element at byte {at}");
        }

        uint length = ReadUInt32(data, at + 4, little);
        if (length > MaxElementBytes || at + 8L + length > data.Length)
        {
            throw Broken(file, $"is cut off: the element at byte {at} says {length} bytes and {data.Length - at - 8L} are there");
        }

        return ((int)word, (int)length, at + 8, at + 8 + (((int)length + 7) & ~7));
    }

    private static byte[] Inflate(string file, ReadOnlyMemory<byte> compressed)
    {
        try
        {
            using MemoryStream source = new(compressed.ToArray(), writable: false);
            using ZLibStream inflater = new(source, CompressionMode.Decompress);
            using MemoryStream result = new();
            byte[] block = new byte[81920];
            int read;
            while ((read = inflater.Read(block)) > 0)
            {
                if (result.Length + read > MaxElementBytes)
                {
                    throw Broken(file, "inflates to more than 1 GiB");
                }

                result.Write(block, 0, read);
            }

            return result.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw new RecordingException(file, "has a damaged compressed element", "fetch the file again", error);
        }
    }

    private static int Width(int type) => type switch
    {
        TypeInt8 or TypeUInt8 => 1,
        TypeInt16 or TypeUInt16 => 2,
        TypeInt32 or TypeUInt32 or TypeSingle => 4,
        TypeDouble or TypeInt64 or TypeUInt64 => 8,
        _ => 0,
    };

    private static double ReadValue(byte[] data, int at, int type, bool little)
    {
        ReadOnlySpan<byte> s = data.AsSpan(at);
        return type switch
        {
            TypeInt8 => (sbyte)s[0],
            TypeUInt8 => s[0],
            TypeInt16 => little ? BinaryPrimitives.ReadInt16LittleEndian(s) : BinaryPrimitives.ReadInt16BigEndian(s),
            TypeUInt16 => little ? BinaryPrimitives.ReadUInt16LittleEndian(s) : BinaryPrimitives.ReadUInt16BigEndian(s),
            TypeInt32 => little ? BinaryPrimitives.ReadInt32LittleEndian(s) : BinaryPrimitives.ReadInt32BigEndian(s),
            TypeUInt32 => little ? BinaryPrimitives.ReadUInt32LittleEndian(s) : BinaryPrimitives.ReadUInt32BigEndian(s),
            TypeSingle => little ? BinaryPrimitives.ReadSingleLittleEndian(s) : BinaryPrimitives.ReadSingleBigEndian(s),
            TypeInt64 => little ? BinaryPrimitives.ReadInt64LittleEndian(s) : BinaryPrimitives.ReadInt64BigEndian(s),
            TypeUInt64 => little ? BinaryPrimitives.ReadUInt64LittleEndian(s) : BinaryPrimitives.ReadUInt64BigEndian(s),
            _ => little ? BinaryPrimitives.ReadDoubleLittleEndian(s) : BinaryPrimitives.ReadDoubleBigEndian(s),
        };
    }

    private static uint ReadUInt32(byte[] data, int at, bool little) =>
        at < 0 || at + 4 > data.Length
            ? throw new InvalidOperationException("read past the checked length")
            : little ? BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));

    private static RecordingException Broken(string file, string problem) => new(file, problem, "fetch or save the file again");
}
