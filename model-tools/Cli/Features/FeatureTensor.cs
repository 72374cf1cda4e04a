using System.Text.Json;
using AIoT.Embedded.ModelTools.Conversion;
using Google.Protobuf;

namespace AIoT.Embedded.ModelTools.Cli.Features;

/// <summary>
/// Features as one ONNX tensor (TensorProto of onnx.proto, what <c>onnx.load_tensor</c> reads): int32 [windows, features], row-major little-endian. Its
/// doc_string is JSON: the features' names, the remarks' names, and the remarks of each row. The file appears whole or not at all.
/// </summary>
internal sealed class FeatureTensor(string path, string[] remarks, string[] features)
{
    private const int Int32Type = 6;
    private readonly List<string[]> _rows = [];
    private readonly MemoryStream _values = new();

    /// <summary>True for the names of files that hold a tensor.</summary>
    public static bool IsNameOf(string path) => Path.GetExtension(path).ToLowerInvariant() is ".pb" or ".onnx-tensor";

    /// <summary>Adds one window.</summary>
    /// <exception cref="ModelFileException">A tensor holds at most 1 GB.</exception>
    public void Add(string[] rowRemarks, int[] values)
    {
        if (_values.Length + (4L * values.Length) > 1 << 30)
        {
            throw new ModelFileException(path, null, "would hold more than 1 GB", "write CSV, or features of fewer recordings");
        }

        _rows.Add(rowRemarks);
        Span<byte> bytes = stackalloc byte[4];
        foreach (int value in values)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            _values.Write(bytes);
        }
    }

    /// <summary>Writes the file.</summary>
    public async Task CompleteAsync(CancellationToken cancel)
    {
        string doc = JsonSerializer.Serialize(new { features, remarks, rows = _rows });
        var message = new MemoryStream();
        using (var proto = new CodedOutputStream(message, leaveOpen: true))
        {
            proto.WriteTag(1, WireFormat.WireType.Varint);
            proto.WriteInt64(_rows.Count);
            proto.WriteTag(1, WireFormat.WireType.Varint);
            proto.WriteInt64(features.Length);
            proto.WriteTag(2, WireFormat.WireType.Varint);
            proto.WriteInt32(Int32Type);
            proto.WriteTag(8, WireFormat.WireType.LengthDelimited);
            proto.WriteString("features");
            proto.WriteTag(9, WireFormat.WireType.LengthDelimited);
            proto.WriteBytes(ByteString.CopyFrom(_values.GetBuffer().AsSpan(0, (int)_values.Length)));
            proto.WriteTag(12, WireFormat.WireType.LengthDelimited);
            proto.WriteString(doc);
        }

        await WholeFile.WriteAsync(path, message.ToArray(), cancel);
    }
}
