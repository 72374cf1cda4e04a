using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using Google.Protobuf;

namespace AIoT.Embedded.ModelTools.Tests.Onnx;

/// <summary>ONNX files made in memory.</summary>
internal static class SmallModels
{
    /// <summary>(x - mean) / deviation, two dense layers with ReLU between, softmax: what the training script exports.</summary>
    public static ModelProto Mlp(int inputs, int hidden, int outputs, int seed)
    {
        var random = new Random(seed);
        GraphProto graph = new() { Name = "mlp" };
        graph.Input.Add(Value("features", -1, inputs));
        graph.Output.Add(Value("scores", -1, outputs));
        graph.Initializer.Add(Floats("mean", [inputs], i => 100 * i));
        graph.Initializer.Add(Floats("deviation", [inputs], i => 50 + i));
        graph.Initializer.Add(Floats("w1", [hidden, inputs], _ => random.NextDouble() - 0.5));
        graph.Initializer.Add(Floats("b1", [hidden], _ => random.NextDouble() - 0.5));
        graph.Initializer.Add(Floats("w2", [outputs, hidden], _ => 2 * random.NextDouble() - 1));
        graph.Initializer.Add(Floats("b2", [outputs], _ => random.NextDouble() - 0.5));
        graph.Node.Add(Node("Sub", "centred", "features", "mean"));
        graph.Node.Add(Node("Div", "normal", "centred", "deviation"));
        graph.Node.Add(Node("Gemm", "h", ["normal", "w1", "b1"], Int("transB", 1)));
        graph.Node.Add(Node("Relu", "r", "h"));
        graph.Node.Add(Node("Gemm", "logits", ["r", "w2", "b2"], Int("transB", 1)));
        graph.Node.Add(Node("Softmax", "scores", ["logits"], Int("axis", 1)));
        return Model(graph);
    }

    public static ModelProto Model(GraphProto graph)
    {
        ModelProto model = new() { IrVersion = 8, ProducerName = "tests", Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 13 });
        if (graph.Node.Any(n => n.Domain == "ai.onnx.ml"))
        {
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = "ai.onnx.ml", Version = 3 });
        }

        return model;
    }

    public static NodeProto Node(string op, string output, params string[] inputs) => Node(op, output, inputs, []);

    public static NodeProto Node(string op, string output, string[] inputs, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = op, Name = op + "_" + output };
        node.Output.Add(output);
        node.Input.Add(inputs);
        node.Attribute.Add(attributes);
        return node;
    }

    public static AttributeProto Int(string name, long value) => new() { Name = name, I = value, Type = 2 };

    public static AttributeProto Ints(string name, params long[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = 7 };
        attribute.Ints.Add(values);
        return attribute;
    }

    public static AttributeProto Float(string name, float value) => new() { Name = name, F = value, Type = 1 };

    public static AttributeProto Text(string name, string value) => new() { Name = name, S = ByteString.CopyFromUtf8(value), Type = 3 };

    public static AttributeProto FloatList(string name, params float[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = 6 };
        attribute.Floats.Add(values);
        return attribute;
    }

    public static AttributeProto Texts(string name, params string[] values)
    {
        AttributeProto attribute = new() { Name = name, Type = 8 };
        attribute.Strings.Add(values.Select(ByteString.CopyFromUtf8));
        return attribute;
    }

    public static TensorProto Longs(string name, params long[] values)
    {
        TensorProto tensor = new() { Name = name, DataType = 7 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.Add(values);
        return tensor;
    }

    public static ValueInfoProto Value(string name, params long[] dims)
    {
        TensorShapeProto shape = new();
        shape.Dim.Add(dims.Select(d => d < 0 ? new DimensionProto { DimParam = "n" } : new DimensionProto { DimValue = d }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TensorTypeProto { ElemType = 1, Shape = shape } } };
    }

    public static TensorProto Floats(string name, long[] dims, Func<int, double> value)
    {
        TensorProto tensor = new() { Name = name, DataType = 1 };
        tensor.Dims.Add(dims);
        tensor.FloatData.Add(Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(i => (float)value(i)));
        return tensor;
    }

    public static byte[] Bytes(this ModelProto model) => model.ToByteArray();
}
