namespace AIoT.Embedded.ModelTools.Conversion.Onnx;

/// <summary>
/// Counts the fields of a model file before any object is made of them: a field of two bytes in the file becomes an object of a hundred in
/// memory. Weights are one field however long they are. The encoding is that of https://protobuf.dev/programming-guides/encoding/; where the
/// bytes break it the walk ends, and the parser says so.
/// </summary>
internal static class WireScan
{
    /// <summary>More fields than this are refused.</summary>
    public const int MaxFields = 1_000_000;

    /// <summary>The parser goes no deeper either.</summary>
    private const int MaxDepth = 100;

    /// <summary>Messages that hold messages.</summary>
    private enum Kind
    {
        Leaf,
        Model,
        Graph,
        Node,
        Attribute,
        Tensor,
        SparseTensor,
        ValueInfo,
        Type,
        TensorType,
        Shape,
    }

    public static bool IsBounded(ReadOnlySpan<byte> file)
    {
        int left = MaxFields;
        Walk(file, Kind.Model, 0, ref left);
        return left >= 0;
    }

    private static void Walk(ReadOnlySpan<byte> message, Kind kind, int depth, ref int left)
    {
        while (message.Length > 0 && left >= 0 && Varint(ref message) is { } tag)
        {
            left--;
            switch (tag & 7)
            {
                case 0 when Varint(ref message) is not null:
                    break;
                case 1 when message.Length >= 8:
                    message = message[8..];
                    break;
                case 2 when Varint(ref message) is { } length && length <= (ulong)message.Length:
                    if (Child(kind, tag >> 3) is var child and not Kind.Leaf && depth < MaxDepth)
                    {
                        Walk(message[..(int)length], child, depth + 1, ref left);
                    }

                    message = message[(int)length..];
                    break;
                case 3 or 4:
                    // The ends of a group: what is between them counts like the rest.
                    break;
                case 5 when message.Length >= 4:
                    message = message[4..];
                    break;
                default:
                    return;
            }
        }
    }

    private static ulong? Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < Math.Min(10, bytes.Length); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }

        return null;
    }

    /// <summary>Fields that hold messages, by their numbers in onnx.proto.</summary>
    private static Kind Child(Kind kind, ulong field) => (kind, field) switch
    {
        (Kind.Model, 7) => Kind.Graph,
        (Kind.Graph, 1) => Kind.Node,
        (Kind.Graph, 5) => Kind.Tensor,
        (Kind.Graph, 11 or 12) => Kind.ValueInfo,
        (Kind.Graph, 15) => Kind.SparseTensor,
        (Kind.SparseTensor, 1) => Kind.Tensor,
        (Kind.Node, 5) => Kind.Attribute,
        (Kind.Attribute, 5) => Kind.Tensor,
        (Kind.Attribute, 6) => Kind.Graph,
        (Kind.ValueInfo, 2) => Kind.Type,
        (Kind.Type, 1) => Kind.TensorType,
        (Kind.TensorType, 2) => Kind.Shape,
        _ => Kind.Leaf,
    };
}
