using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>Turns a model graph into the layers that the board has, or says of every node that stands in the way why it does.</summary>
public sealed class GraphLowering
{
    private const int ProbeLimit = 1 << 18;

    /// <exception cref="UnsupportedModelException">Nodes cannot run on the board: all of them are listed.</exception>
    /// <exception cref="ModelFileException">The graph cannot be computed at all.</exception>
    public FloatNetwork Lower(ModelGraph graph)
    {
        (ModelGraph scores, List<FoldedNode> leftOut) = GraphPruning.ToScores(graph);
        List<ModelIssue> unknown = [.. scores.Nodes.Where(n => !OperatorTable.Knows(n)).Select(n => Unknown(n))];
        if (unknown.Count > 0)
        {
            // The shapes behind an unknown operator are not known: of the others it can still be said which the board never has.
            unknown.AddRange(scores.Nodes.Where(n => OperatorTable.Knows(n) && !LoweringTable.Knows(n) && !GraphPruning.IsConstant(scores, n)).Select(NoKernel));
            throw new UnsupportedModelException(graph.File, [.. InFileOrder(graph, unknown)]);
        }

        ValueInfo input = TheInput(scores);

        // One computation with zeros gives every shape, and every value that does not depend on the input.
        Dictionary<string, Tensor> probe = new FloatExecutor(scores).RunAll(new Tensor(input.Type, Dims(graph, input)));

        // An image fed channels first by its exporter is fed channels last on the board: tried second, when the file's own order does not work.
        LoweringAttempt first = new(scores, input, probe, channelsLast: false);
        FloatNetwork? network = first.Run();
        if (network is null && probe[input.Name].Rank > 2)
        {
            LoweringAttempt second = new(scores, input, probe, channelsLast: true);
            network = second.Run();
            if (network is null && second.Issues.Count <= first.Issues.Count)
            {
                first = second;
            }
        }

        if (network is null)
        {
            throw new UnsupportedModelException(graph.File, first.Issues);
        }

        network.Folded.AddRange(leftOut);
        NumbersCheck.Refuse(network);
        NetworkSimplifier.Simplify(network);
        RefuseScoresWithin(network);
        RefuseEmptiness(network);
        return network.Layers.Count > 0 ? network : throw new ModelFileException(graph.File, null, "computes nothing: it only moves or renames its input", "export the model again");
    }

    /// <summary>The board's softmax gives scores, which no layer takes in.</summary>
    private static void RefuseScoresWithin(FloatNetwork network)
    {
        if (network.Layers.FirstOrDefault(l => l is FloatSoftmax && network.Layers.Any(user => user.Inputs.Contains(l.Output))) is { } softmax)
        {
            throw new ModelFileException(network.File, softmax.Name, "a softmax within the model: the board computes it as the last layer only", "end the model there, or use a sigmoid");
        }
    }

    private static void RefuseEmptiness(FloatNetwork network)
    {
        if (network.Input.Shape.Count == 0)
        {
            throw new ModelFileException(network.File, null, "its input has no elements", "export the model with the input's real shape");
        }

        if (network.Layers.FirstOrDefault(l => l.Output.Shape.Count == 0) is { } empty)
        {
            throw new ModelFileException(network.File, empty.Name, "its result has no elements", "check the shapes of the export: a slice or a pad leaves nothing");
        }
    }

    private static ModelIssue Unknown(GraphNode node) => new(node.Name, node.FullOp, OperatorAdvice.Problem(node.FullOp) ?? "this operator is not supported", OperatorAdvice.For(node.FullOp));

    private static ModelIssue NoKernel(GraphNode node) => new(node.Name, node.FullOp, "the board has no kernel for it", OperatorAdvice.For(node.FullOp));

    private static IEnumerable<ModelIssue> InFileOrder(ModelGraph graph, List<ModelIssue> issues)
    {
        var place = new Dictionary<string, int>();
        foreach ((int index, GraphNode node) in graph.Nodes.Index())
        {
            place.TryAdd(node.Name, index);
        }

        return issues.OrderBy(i => place.GetValueOrDefault(i.Node, int.MaxValue));
    }

    private static ValueInfo TheInput(ModelGraph graph)
    {
        if (graph.Inputs.Count != 1)
        {
            throw new ModelFileException(graph.File, null, $"has {graph.Inputs.Count} inputs ({string.Join(", ", graph.Inputs.Select(i => i.Name).Take(8))})", "export a model with one input: the features");
        }

        ValueInfo input = graph.Inputs[0];
        return input.Type is ElementType.Float or ElementType.Double or ElementType.Int8 or ElementType.UInt8
            ? input
            : throw new ModelFileException(graph.File, input.Name, $"the input's type is {input.Type}", "export the model with a float32 input");
    }

    /// <summary>The input's extents for one window: a free leading axis is 1.</summary>
    internal static int[] Dims(ModelGraph graph, ValueInfo input)
    {
        int[] dims = input.Dims ?? throw new ModelFileException(graph.File, input.Name, "the input's shape is not in the file", "export the model with a fixed input shape");
        dims = [.. dims];
        if (dims.Length > 0 && dims[0] < 0)
        {
            dims[0] = 1;
        }

        if (Array.FindIndex(dims, d => d < 0) is var free and >= 0)
        {
            throw new ModelFileException(graph.File, input.Name, $"axis {free} of the input {input.Shape} has no fixed extent", "export the model with only the first axis (the batch) free");
        }

        int count;
        try
        {
            count = Tensor.Count(dims);
        }
        catch (OperatorException e)
        {
            throw new ModelFileException(graph.File, input.Name, e.Message, $"the limit is {ProbeLimit} elements", e);
        }

        return count is > 0 and <= ProbeLimit ? dims : throw new ModelFileException(graph.File, input.Name, $"the input {input.Shape} has {count} elements", $"the limit is {ProbeLimit}");
    }
}
