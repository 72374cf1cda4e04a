using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Turns one node into layers; gives a place for each of its outputs, null for one that the board does not have.</summary>
internal delegate IReadOnlyList<Place?> Lowerer(LoweringContext context, GraphNode node);

/// <summary>Every operator that can become part of an image, by domain and name.</summary>
internal static class LoweringTable
{
    private static readonly Dictionary<string, Lowerer> Lowerers = Build();

    public static IReadOnlyCollection<string> Names => Lowerers.Keys;

    public static bool Knows(GraphNode node) => Lowerers.ContainsKey(node.FullOp);

    public static Lowerer Find(GraphNode node) => Lowerers[node.FullOp];

    /// <summary>Registers an operator with one output under each of its names.</summary>
    public static void Add(this Dictionary<string, Lowerer> table, Func<LoweringContext, GraphNode, Place> lower, params string[] names)
    {
        foreach (string name in names)
        {
            table[name] = (context, node) => [lower(context, node)];
        }
    }

    private static Dictionary<string, Lowerer> Build()
    {
        var table = new Dictionary<string, Lowerer>();
        RenamingLowering.Register(table);
        ElementwiseLowering.Register(table);
        ProductLowering.Register(table);
        ConvolutionLowering.Register(table);
        PoolingLowering.Register(table);
        JoiningLowering.Register(table);
        SelectionLowering.Register(table);
        QuantizedLowering.Register(table);
        MachineLearningLowering.Register(table);
        return table;
    }
}
