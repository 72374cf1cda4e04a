namespace AIoT.Embedded.ModelTools.Conversion.Graph;

/// <summary>One operator of a graph. Names of absent optional inputs and outputs are empty.</summary>
public sealed class GraphNode(string name, string domain, string op, string[] inputs, string[] outputs, IReadOnlyDictionary<string, object> attributes)
{
    /// <summary>The node's own name, or its first output's where the file names none.</summary>
    public string Name { get; } = name.Length > 0 ? name : outputs.Length > 0 ? outputs[0] : "(unnamed)";

    /// <summary>Empty for ONNX's own operators.</summary>
    public string Domain { get; } = domain == "ai.onnx" ? "" : domain;

    public string Op { get; } = op;

    public string[] Inputs { get; } = inputs;

    public string[] Outputs { get; } = outputs;

    /// <summary>Values are long, float, string, <see cref="Tensor"/>, long[], float[], string[], or <see cref="Subgraph"/>.</summary>
    public IReadOnlyDictionary<string, object> Attributes { get; } = attributes;

    /// <summary>Operator with its domain, as messages show it.</summary>
    public string FullOp => Domain.Length == 0 ? Op : Domain + "." + Op;

    public bool Has(string attribute) => Attributes.ContainsKey(attribute);

    public long Int(string attribute, long fallback) => Get(attribute, fallback);

    public float Float(string attribute, float fallback) => Get(attribute, fallback);

    public string Text(string attribute, string fallback) => Get(attribute, fallback);

    public long[]? Ints(string attribute) => Get<long[]?>(attribute, null);

    public float[]? Floats(string attribute) => Get<float[]?>(attribute, null);

    public string[]? Texts(string attribute) => Get<string[]?>(attribute, null);

    private T Get<T>(string attribute, T fallback)
    {
        if (!Attributes.TryGetValue(attribute, out object? value))
        {
            return fallback;
        }

        return value is T typed ? typed : throw new OperatorException($"attribute {attribute} has the wrong type");
    }

    /// <summary>Marks an attribute that holds a graph (If, Loop, Scan): known to be there, not read.</summary>
    public sealed class Subgraph
    {
        public static Subgraph Instance { get; } = new();
    }
}
