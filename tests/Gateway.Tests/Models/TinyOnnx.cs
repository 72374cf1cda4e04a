using Google.Protobuf;

namespace AIoT.Embedded.Gateway.Tests.Models;

/// <summary>ONNX files of a few nodes, written field by field (onnx.proto): float[1, n] in, one output.</summary>
internal static class TinyOnnx
{
    private const int Float = 1, Long = 7;

    /// <summary>Softmax(x W): a column of weights for each class.</summary>
    public static byte[] Softmax(int inputs, int outputs, Func<int, int, double> weight) => Model(
        inputs, [Floats("w", [inputs, outputs], i => weight(i / outputs, i % outputs))], Node("MatMul", "y", "x", "w"), Node("Softmax", "p", "y"));

    /// <summary>x W as it is: no probabilities.</summary>
    public static byte[] Linear(int inputs, int outputs, Func<int, int, double> weight) => Model(
        inputs, [Floats("w", [inputs, outputs], i => weight(i / outputs, i % outputs))], Node("MatMul", "p", "x", "w"));

    /// <summary>Softmax of the logarithm of -x*x - 1: not a number, whatever comes.</summary>
    public static byte[] NotANumber(int inputs) => Model(
        inputs, [Floats("one", [1], _ => 1)], Node("Mul", "s", "x", "x"), Node("Neg", "m", "s"), Node("Sub", "n", "m", "one"), Node("Log", "l", "n"), Node("Softmax", "p", "l"));

    /// <summary>Takes value 1,000 of its input, which is not there: ONNX Runtime finds out when it runs.</summary>
    public static byte[] Throwing(int inputs) => Model(inputs, [Longs("i", 1000)], Node("Gather", "p", "x", "i"));

    private static byte[] Model(int inputs, byte[][] initializers, params byte[][] nodes)
    {
        byte[] opset = Message(output => Number(output, 2, 11));
        return Message(output =>
        {
            Number(output, 1, 8);
            Bytes(output, 7, Message(graph =>
            {
                foreach (byte[] node in nodes)
                {
                    Bytes(graph, 1, node);
                }

                Text(graph, 2, "tiny");
                foreach (byte[] tensor in initializers)
                {
                    Bytes(graph, 5, tensor);
                }

                Bytes(graph, 11, Value("x", inputs));
                Bytes(graph, 12, Value("p", null));
            }));
            Bytes(output, 8, opset);
        });
    }

    private static byte[] Node(string operation, string result, params string[] inputs) => Message(output =>
    {
        foreach (string input in inputs)
        {
            Text(output, 1, input);
        }

        Text(output, 2, result);
        Text(output, 3, result);
        Text(output, 4, operation);
        if (operation is "Gather" or "Softmax")
        {
            // axis = 1
            Bytes(output, 5, Message(attribute =>
            {
                Text(attribute, 1, "axis");
                Number(attribute, 3, 1);
                Number(attribute, 20, 2);
            }));
        }
    });

    private static byte[] Value(string name, int? inputs) => Message(output =>
    {
        Text(output, 1, name);
        Bytes(output, 2, Message(type => Bytes(type, 1, Message(tensor =>
        {
            Number(tensor, 1, Float);
            if (inputs is { } length)
            {
                Bytes(tensor, 2, Message(shape =>
                {
                    Bytes(shape, 1, Message(dimension => Number(dimension, 1, 1)));
                    Bytes(shape, 1, Message(dimension => Number(dimension, 1, length)));
                }));
            }
        }))));
    });

    private static byte[] Floats(string name, int[] dims, Func<int, double> value) =>
        Tensor(name, dims, Float, [.. Enumerable.Range(0, dims.Aggregate(1, (all, dim) => all * dim)).SelectMany(i => BitConverter.GetBytes((float)value(i)))]);

    private static byte[] Longs(string name, params long[] values) => Tensor(name, [values.Length], Long, [.. values.SelectMany(BitConverter.GetBytes)]);

    private static byte[] Tensor(string name, int[] dims, int type, byte[] raw) => Message(output =>
    {
        foreach (int dim in dims)
        {
            Number(output, 1, dim);
        }

        Number(output, 2, type);
        Text(output, 8, name);
        Bytes(output, 9, raw);
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        var output = new CodedOutputStream(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }

    private static void Number(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Text(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void Bytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(value));
    }
}
