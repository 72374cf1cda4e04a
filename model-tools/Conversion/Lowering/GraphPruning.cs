using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>
/// Classifiers name a label beside their scores (an integer or a text made by ArgMax or by the classifier itself). The board gives the scores:
/// what only the label needs is left out.
/// </summary>
internal static class GraphPruning
{
    public static (ModelGraph Graph, List<FoldedNode> LeftOut) ToScores(ModelGraph graph)
    {
        ValueInfo[] scores = [.. graph.Outputs.Where(o => !IsLabel(o.Type))];
        if (scores.Length == 0 || scores.Length == graph.Outputs.Count)
        {
            scores = [.. graph.Outputs];
        }

        HashSet<GraphNode> needed = Needed(graph, scores);
        List<FoldedNode> leftOut = [.. graph.Nodes.Where(n => !needed.Contains(n)).Select(n => new FoldedNode(n.Name, n.FullOp, "left out: no score needs it"))];
        ModelGraph pruned = new()
        {
            File = graph.File,
            Name = graph.Name,
            Producer = graph.Producer,
            Opset = graph.Opset,
            Inputs = graph.Inputs,
            Outputs = scores,
            Nodes = [.. graph.Nodes.Where(needed.Contains)],
            Constants = graph.Constants,
            Metadata = graph.Metadata,
            Sha256 = graph.Sha256,
        };
        return (pruned, leftOut);
    }

    /// <summary>Whether a node's inputs are initializers only (it may still be reached from other constant nodes).</summary>
    public static bool IsConstant(ModelGraph graph, GraphNode node) => node.Inputs.All(i => i.Length == 0 || graph.Constants.ContainsKey(i));

    private static bool IsLabel(ElementType type) => type is ElementType.Int64 or ElementType.Int32 or ElementType.String or ElementType.Bool;

    private static HashSet<GraphNode> Needed(ModelGraph graph, IEnumerable<ValueInfo> outputs)
    {
        HashSet<string> wanted = [.. outputs.Select(o => o.Name)];
        var needed = new HashSet<GraphNode>();

        // Nodes stand behind those that they take their inputs from: one walk backwards is enough.
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            GraphNode node = graph.Nodes[i];
            if (node.Outputs.Any(wanted.Contains))
            {
                needed.Add(node);
                wanted.UnionWith(node.Inputs);
            }
        }

        return needed;
    }
}
