namespace AIoT.Embedded.ModelTools.Conversion.Graph;

/// <summary>A model as its file tells it: nodes in an order in which they can be computed, constants by name.</summary>
public sealed class ModelGraph
{
    /// <summary>Path of the file, for messages.</summary>
    public required string File { get; init; }

    public required string Name { get; init; }

    /// <summary>Who wrote the file, e.g. "pytorch 1.13".</summary>
    public required string Producer { get; init; }

    /// <summary>Operator-set version of ONNX's own domain.</summary>
    public required int Opset { get; init; }

    /// <summary>Inputs that have to be fed (initializers are not among them).</summary>
    public required IReadOnlyList<ValueInfo> Inputs { get; init; }

    public required IReadOnlyList<ValueInfo> Outputs { get; init; }

    /// <summary>Each node after those that it takes its inputs from.</summary>
    public required IReadOnlyList<GraphNode> Nodes { get; init; }

    public required IReadOnlyDictionary<string, Tensor> Constants { get; init; }

    /// <summary>The file's key-value remarks (e.g. <c>aiot.classes</c>).</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>SHA-256 of the file's bytes.</summary>
    public required byte[] Sha256 { get; init; }
}
