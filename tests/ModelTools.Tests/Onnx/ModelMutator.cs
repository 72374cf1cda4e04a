using System.Buffers.Binary;
using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using AIoT.Embedded.ModelTools.Image;
using Google.Protobuf;

namespace AIoT.Embedded.ModelTools.Tests.Onnx;

/// <summary>Breaks models and images, the same way for the same seed.</summary>
internal sealed class ModelMutator(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>The image with the check sum that its bytes now have.</summary>
    public static byte[] Resealed(byte[] image)
    {
        int body = image.Length > 12 ? BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(8)) : 0;
        if (body < 16 || body > image.Length)
        {
            return image;
        }

        ModelImageWriter.FixChecksum(image);
        return image;
    }

    /// <summary>Cuts, removes, repeats and changes bytes anywhere.</summary>
    public byte[] Bytes(byte[] bytes)
    {
        bytes = [.. bytes];
        switch (_random.Next(4))
        {
            case 0:
                bytes = bytes[..(_random.Next(bytes.Length) + 1)];
                break;
            case 1:
                int at = _random.Next(bytes.Length), count = Math.Min(_random.Next(20), bytes.Length - at);
                bytes = [.. bytes[..at], .. bytes[(at + count)..], 0];
                break;
            case 2:
                int from = _random.Next(bytes.Length), length = Math.Min(_random.Next(40), bytes.Length - from), to = _random.Next(bytes.Length);
                bytes = [.. bytes[..to], .. bytes[from..(from + length)], .. bytes[to..]];
                break;
        }

        for (int i = 1 + _random.Next(6); i > 0; i--)
        {
            bytes[_random.Next(bytes.Length)] = (byte)(_random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => _random.Next(256) });
        }

        return bytes;
    }

    private long Wild() => _random.Next(8) switch
    {
        0 => 0,
        1 => -1,
        2 => long.MaxValue,
        3 => long.MinValue,
        4 => 1L << 31,
        5 => 1L << _random.Next(63),
        6 => -_random.Next(10),
        _ => _random.Next(10),
    };

    private T Any<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

    /// <summary>Changes one field of a sound model.</summary>
    public void Field(ModelProto model)
    {
        GraphProto graph = model.Graph;
        NodeProto node = Any(graph.Node);
        switch (_random.Next(12))
        {
            case 0 when node.Attribute.Count > 0:
                MutateAttribute(Any(node.Attribute));
                break;
            case 1 when node.Attribute.Count > 0:
                node.Attribute.RemoveAt(_random.Next(node.Attribute.Count));
                break;
            case 2 when node.Input.Count > 0:
                node.Input.RemoveAt(_random.Next(node.Input.Count));
                break;
            case 3 when node.Input.Count > 0:
                node.Input[_random.Next(node.Input.Count)] = Any(graph.Node).Output[0];
                break;
            case 4 when node.Input.Count > 1:
                (node.Input[0], node.Input[^1]) = (node.Input[^1], node.Input[0]);
                break;
            case 5:
                node.OpType = Any(graph.Node).OpType is var other && _random.Next(2) == 0 ? other : Any(["Conv", "Gemm", "Reshape", "Slice", "Transpose", "Softmax", "Mul", "Pad", "Expand", "ReduceMean", "ConvTranspose", "MaxPool", "If", "Split", "QLinearConv"]);
                break;
            case 6 when graph.Initializer.Count > 0:
                MutateTensor(Any(graph.Initializer));
                break;
            case 7:
                Any(graph.Input).Type.TensorType.Shape.Dim.Add(new DimensionProto { DimValue = Wild() });
                break;
            case 8:
                IList<DimensionProto> dims = Any(graph.Input).Type.TensorType.Shape.Dim;
                dims[_random.Next(dims.Count)] = new DimensionProto { DimValue = Wild() };
                break;
            case 9:
                graph.Input[0].Type.TensorType.ElemType = _random.Next(20);
                break;
            case 10:
                model.OpsetImport[0].Version = Any([1L, 6, 7, 9, 11, 12, 13, 18, 21, Wild()]);
                break;
            default:
                node.Output[0] = Any(graph.Node).Output[0];
                break;
        }
    }

    private void MutateAttribute(AttributeProto a)
    {
        switch (_random.Next(5))
        {
            case 0:
                a.Type = _random.Next(12);
                break;
            case 1:
                a.I = Wild();
                break;
            case 2 when a.Ints.Count > 0:
                a.Ints[_random.Next(a.Ints.Count)] = Wild();
                break;
            case 3:
                a.Ints.Add(Wild());
                break;
            default:
                a.F = Any([0f, -1, float.NaN, float.PositiveInfinity, float.MaxValue, float.Epsilon]);
                a.S = ByteString.CopyFromUtf8("\u001bNOSUCH");
                break;
        }
    }

    private void MutateTensor(TensorProto t)
    {
        switch (_random.Next(5))
        {
            case 0:
                t.Dims.Add(Any([0L, 1, 1, Wild()]));
                break;
            case 1 when t.Dims.Count > 0:
                t.Dims[_random.Next(t.Dims.Count)] = Wild();
                break;
            case 2 when t.FloatData.Count > 0:
                t.FloatData[_random.Next(t.FloatData.Count)] = Any([float.NaN, float.NegativeInfinity, float.MaxValue, 0f, 1e30f]);
                break;
            case 3 when t.Int64Data.Count > 0:
                t.Int64Data[_random.Next(t.Int64Data.Count)] = Wild();
                break;
            default:
                t.DataType = _random.Next(20);
                break;
        }
    }
}
