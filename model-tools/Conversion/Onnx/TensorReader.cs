using System.Buffers.Binary;
using System.Globalization;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;

namespace AIoT.Embedded.ModelTools.Conversion.Onnx;

/// <summary>Decodes TensorProto: raw bytes, typed fields, and external data that lies in the model's own folder.</summary>
internal sealed class TensorReader(string path)
{
    /// <summary>Elements of all tensors of a file.</summary>
    private const long MaxElements = 1L << 24;

    private long _elements;

    public Tensor Read(TensorProto proto, string name)
    {
        var type = (ElementType)proto.DataType;
        if (!ElementTypes.IsKnown(type))
        {
            throw Bad(name, $"has element type {proto.DataType}, which this tool does not read", "export the model as float32");
        }

        int[] dims = Dims(proto, name);
        int count = Count(dims, name);
        _elements += count;
        if (_elements > MaxElements)
        {
            throw Bad(name, $"and the tensors before it have more than {MaxElements} elements", "models for boards are small: an image holds a million weights");
        }

        if (type == ElementType.String)
        {
            // No operator here computes with text: the elements are kept out, their number is checked.
            return proto.StringData.Count == count ? new Tensor(type, dims) : throw Bad(name, $"has {proto.StringData.Count} strings for the shape {Tensor.Shape(dims)}", "export the model again");
        }

        double[] data = proto.DataLocation == 1 || proto.ExternalData.Count > 0
            ? FromRaw(type, External(proto, name, (long)count * ElementTypes.Size(type)), count, name)
            : !proto.RawData.IsEmpty || count == 0 ? FromRaw(type, proto.RawData.Span, count, name) : FromFields(type, proto, count, name);
        return new Tensor(type, dims, data);
    }

    private int[] Dims(TensorProto proto, string name)
    {
        var dims = new int[proto.Dims.Count];
        for (int i = 0; i < dims.Length; i++)
        {
            long dim = proto.Dims[i];
            dims[i] = dim is >= 0 and <= Tensor.MaxElements
                ? (int)dim
                : throw Bad(name, $"has an extent of {dim}", $"the limit is {Tensor.MaxElements} elements");
        }

        return dims.Length <= 8 ? dims : throw Bad(name, $"has {dims.Length} axes", "the limit is 8");
    }

    private int Count(int[] dims, string name)
    {
        try
        {
            return Tensor.Count(dims);
        }
        catch (OperatorException e)
        {
            throw new ModelFileException(path, name, e.Message, "models for boards are small: check the export's shapes", e);
        }
    }

    private double[] FromRaw(ElementType type, ReadOnlySpan<byte> raw, int count, string name)
    {
        int size = ElementTypes.Size(type);
        if (raw.Length != (long)count * size)
        {
            throw Bad(name, $"holds {raw.Length} bytes where its shape needs {(long)count * size}", "the file is damaged: export the model again");
        }

        var data = new double[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> at = raw.Slice(i * size, size);
            data[i] = type switch
            {
                ElementType.Float => BinaryPrimitives.ReadSingleLittleEndian(at),
                ElementType.Double => BinaryPrimitives.ReadDoubleLittleEndian(at),
                ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
                ElementType.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
                ElementType.Int8 => (sbyte)at[0],
                ElementType.UInt8 => at[0],
                ElementType.Bool => at[0] != 0 ? 1 : 0,
                ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
                ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
            };
        }

        return data;
    }

    private double[] FromFields(ElementType type, TensorProto proto, int count, string name)
    {
        double[] data = type switch
        {
            ElementType.Float => [.. proto.FloatData.Select(v => (double)v)],
            ElementType.Double => [.. proto.DoubleData],
            ElementType.Int64 => [.. proto.Int64Data.Select(v => (double)v)],
            ElementType.UInt32 or ElementType.UInt64 => [.. proto.Uint64Data.Select(v => (double)v)],
            ElementType.Float16 => [.. proto.Int32Data.Select(v => (double)BitConverter.UInt16BitsToHalf((ushort)v))],
            ElementType.BFloat16 => [.. proto.Int32Data.Select(v => (double)BitConverter.Int32BitsToSingle(v << 16))],
            _ => [.. proto.Int32Data.Select(v => ElementTypes.Store(type, v))],
        };
        return data.Length == count ? data : throw Bad(name, $"holds {data.Length} elements where its shape needs {count}", "the file is damaged: export the model again");
    }

    /// <summary>Reads exactly the bytes told from a file beside the model; a path that leaves the folder is refused.</summary>
    private byte[] External(TensorProto proto, string name, long expected)
    {
        var entries = proto.ExternalData.GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        string location = entries.GetValueOrDefault("location", "");
        string folder = Path.GetFullPath(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
        string file;
        try
        {
            file = Path.GetFullPath(Path.Combine(folder, location));
        }
        catch (ArgumentException e)
        {
            throw new ModelFileException(path, name, "has an invalid path to its external data", "export the model with its weights inside the file", e);
        }

        if (location.Length == 0 || Path.IsPathRooted(location) || !file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) || LeavesThroughLink(folder, file))
        {
            throw Bad(name, $"keeps its data outside the model's folder ('{location}')", "export the model with its weights inside the file");
        }

        long offset = Number(entries, "offset", 0, name);
        long length = Number(entries, "length", expected, name);
        if (length != expected)
        {
            throw Bad(name, $"names {length} bytes of external data where its shape needs {expected}", "the file is damaged: export the model again");
        }

        try
        {
            using FileStream stream = File.OpenRead(file);
            if (offset > stream.Length - length)
            {
                throw Bad(name, $"external data '{location}' has {stream.Length} bytes, {offset + (double)length:F0} are needed", "copy the whole export, all files of it");
            }

            stream.Position = offset;
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(path, name, $"external data '{location}' cannot be read", "copy the whole export, all files of it", e);
        }
    }

    private static bool LeavesThroughLink(string folder, string file)
    {
        for (string? at = file; at is not null && at.Length > folder.Length; at = Path.GetDirectoryName(at))
        {
            if (new FileInfo(at).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    private long Number(Dictionary<string, string> entries, string key, long fallback, string name)
    {
        if (!entries.TryGetValue(key, out string? text))
        {
            return fallback;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Bad(name, $"external data has the {key} '{text}'", "export the model with its weights inside the file");
    }

    private ModelFileException Bad(string name, string problem, string advice) => new(path, "tensor '" + name + "'", problem, advice);
}
