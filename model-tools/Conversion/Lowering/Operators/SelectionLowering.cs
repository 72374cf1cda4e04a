using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Operators that take elements by constant indices: which they take is found by running them on the elements' positions.</summary>
internal static class SelectionLowering
{
    public static void Register(Dictionary<string, Lowerer> table)
    {
        foreach (string op in new[] { "Slice", "Split", "Gather", "DepthToSpace", "SpaceToDepth" }.Where(OperatorTable.Names.Contains))
        {
            table[op] = Select;
        }
    }

    private static IReadOnlyList<Place?> Select(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0);
        var positions = new Tensor(ElementType.Double, x.Dims, Array.ConvertAll(x.Order, p => (double)p));
        Tensor?[] inputs = [positions, .. Enumerable.Range(1, node.Inputs.Length - 1).Select(i => c.OptionalConstant(node, i))];
        Tensor?[] taken = OperatorTable.Find(node)(new KernelCall(node, c.Opset, inputs));
        var places = new Place?[node.Outputs.Length];
        for (int i = 0; i < places.Length; i++)
        {
            if (node.Outputs[i].Length > 0 && i < taken.Length && taken[i] is { Length: > 0 } t && c.IsRead(node.Outputs[i]))
            {
                places[i] = Selection.Take(c, node, x, Array.ConvertAll(t.Data, p => (int)p), i);
            }
        }

        return places;
    }
}
