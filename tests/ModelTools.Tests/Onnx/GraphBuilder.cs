using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;

namespace AIoT.Embedded.ModelTools.Tests.Onnx;

/// <summary>Graphs in a few words: nodes follow each other unless told otherwise, weights are random.</summary>
internal sealed class GraphBuilder
{
    private readonly GraphProto _graph = new() { Name = "small" };
    private readonly Random _random;
    private int _names;

    public GraphBuilder(int seed, params long[] input)
    {
        _random = new Random(seed);
        _graph.Input.Add(SmallModels.Value("x", input));
        Last = "x";
    }

    /// <summary>Name of the value made last.</summary>
    public string Last { get; private set; }

    public string Weights(params long[] dims)
    {
        string name = "w" + _names++;
        _graph.Initializer.Add(SmallModels.Floats(name, dims, _ => 2 * _random.NextDouble() - 1));
        return name;
    }

    public string Constant(long[] dims, Func<int, double> value)
    {
        string name = "w" + _names++;
        _graph.Initializer.Add(SmallModels.Floats(name, dims, value));
        return name;
    }

    public string Filled(double value, params long[] dims)
    {
        string name = "w" + _names++;
        _graph.Initializer.Add(SmallModels.Floats(name, dims, _ => value));
        return name;
    }

    public string Indices(params long[] values)
    {
        string name = "i" + _names++;
        _graph.Initializer.Add(SmallModels.Longs(name, values));
        return name;
    }

    /// <summary>A node whose first input is the value made last.</summary>
    public GraphBuilder Then(string op, string[]? more = null, params AttributeProto[] attributes) => Node(op, [Last, .. more ?? []], attributes);

    public GraphBuilder Node(string op, string[] inputs, params AttributeProto[] attributes)
    {
        Last = "v" + _names++;
        int dot = op.LastIndexOf('.');
        NodeProto node = SmallModels.Node(op[(dot + 1)..], Last, inputs, attributes);
        node.Domain = dot < 0 ? "" : op[..dot];
        _graph.Node.Add(node);
        return this;
    }

    /// <summary>Names a further output of the node made last and makes it the last value.</summary>
    public GraphBuilder Also(string output)
    {
        _graph.Node[^1].Output.Add(output);
        Last = output;
        return this;
    }

    public GraphBuilder From(string value)
    {
        Last = value;
        return this;
    }

    public ModelProto Model(int opset = 13)
    {
        _graph.Output.Clear();
        _graph.Output.Add(new ValueInfoProto { Name = Last, Type = new TypeProto { TensorType = new TensorTypeProto { ElemType = 1 } } });
        ModelProto model = SmallModels.Model(_graph);
        model.OpsetImport[0].Version = opset;
        return model;
    }
}
