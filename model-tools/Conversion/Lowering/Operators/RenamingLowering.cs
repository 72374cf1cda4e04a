using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Operators that only rename elements: none of them costs anything on the board.</summary>
internal static class RenamingLowering
{
    public static void Register(Dictionary<string, Lowerer> table)
    {
        table.Add(Renamed, "Identity", "Dropout", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "ai.onnx.ml.ZipMap");
        table.Add(Cast, "Cast", "CastLike");
        table.Add(Transpose, "Transpose");
    }

    private static Place Renamed(LoweringContext c, GraphNode node)
    {
        int[] dims = c.OutDims(node);
        Place x = c.In(node, 0, takesPadding: true);
        if (x.Padding is not null)
        {
            // Padding that is due stays due where the axes stay as they are.
            if (ImageLayout.PaddedDims(x).AsSpan().SequenceEqual(dims))
            {
                c.Fold(node, "nothing to do");
                return x;
            }

            x = c.In(node, 0);
        }

        c.Fold(node, "nothing to do");
        return x with { Dims = dims };
    }

    private static Place Cast(LoweringContext c, GraphNode node) => ElementTypes.IsFloat((ElementType)node.Int("to", (long)ElementType.Float))
        ? Renamed(c, node)
        : throw new CannotLowerException("it makes integers of data", "cast behind the model, or leave the cast out");

    private static Place Transpose(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0, takesPadding: true);
        int[] perm = node.Ints("perm") is { } p ? Array.ConvertAll(p, v => (int)v) : [.. Enumerable.Range(0, x.Dims.Length).Reverse()];
        c.Fold(node, "order of elements");
        return x with { Dims = Array.ConvertAll(perm, axis => x.Dims[axis]), Order = ElementOrder.Transposed(x.Order, x.Dims, perm) };
    }
}
