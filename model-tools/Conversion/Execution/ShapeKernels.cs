using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Operators that move or rename elements without computing with them.</summary>
internal static class ShapeKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["Constant"] = Constant;
        table["ConstantOfShape"] = ConstantOfShape;
        table["Shape"] = Shape;
        table["Reshape"] = Reshape;
        table["Flatten"] = Flatten;
        table["Squeeze"] = Squeeze;
        table["Unsqueeze"] = Unsqueeze;
        table["Transpose"] = c => [Transpose(c[0], c.Node.Ints("perm") is { } p ? Array.ConvertAll(p, KernelCall.ClampToInt) : [.. Enumerable.Range(0, c[0].Rank).Reverse()])];
        table["Expand"] = c =>
        {
            int[] dims = ElementwiseKernels.BroadcastShape(c[0].Dims, KernelCall.ToInts(c[1].Data));
            return [ElementwiseKernels.Broadcast(c[0], new Tensor(c[0].Type, dims), c[0].Type, (a, _) => a)];
        };
    }

    public static Tensor Transpose(Tensor x, int[] perm)
    {
        if (perm.Length != x.Rank || !perm.Order().SequenceEqual(Enumerable.Range(0, x.Rank)))
        {
            throw new OperatorException($"perm [{string.Join(",", perm)}] does not order {x.Rank} axes");
        }

        int[] dims = Array.ConvertAll(perm, p => x.Dims[p]), strides = Tensor.Strides(x.Dims), steps = Array.ConvertAll(perm, p => strides[p]);
        var y = new Tensor(x.Type, dims);
        var index = new int[dims.Length];
        int source = 0;
        for (int i = 0; i < y.Length; i++)
        {
            y.Data[i] = x.Data[source];
            for (int axis = dims.Length - 1; axis >= 0; axis--)
            {
                source += steps[axis];
                if (++index[axis] < dims[axis])
                {
                    break;
                }

                index[axis] = 0;
                source -= steps[axis] * dims[axis];
            }
        }

        return y;
    }

    private static Tensor?[] Constant(KernelCall c)
    {
        GraphNode n = c.Node;
        if (n.Attributes.TryGetValue("value", out object? value))
        {
            return [value as Tensor ?? throw new OperatorException("value is no tensor")];
        }

        if (n.Has("value_float"))
        {
            return [Tensor.Scalar(ElementType.Float, n.Float("value_float", 0))];
        }

        if (n.Has("value_int"))
        {
            return [Tensor.Scalar(ElementType.Int64, n.Int("value_int", 0))];
        }

        if (n.Floats("value_floats") is { } floats)
        {
            return [Tensor.Vector(ElementType.Float, Array.ConvertAll(floats, v => (double)v))];
        }

        return n.Ints("value_ints") is { } ints
            ? [Tensor.Vector(ElementType.Int64, Array.ConvertAll(ints, v => (double)v))]
            : throw new OperatorException("a constant of text or of a sparse tensor is not supported");
    }

    private static Tensor?[] ConstantOfShape(KernelCall c)
    {
        int[] dims = KernelCall.ToInts(c[0].Data);
        Tensor value = c.Node.Attributes.TryGetValue("value", out object? v) && v is Tensor { Length: 1 } t ? t : Tensor.Scalar(ElementType.Float, 0);
        var y = new Tensor(value.Type, dims);
        Array.Fill(y.Data, value.Data[0]);
        return [y];
    }

    private static Tensor?[] Shape(KernelCall c)
    {
        int rank = c[0].Rank;
        int Limit(long v) => (int)Math.Clamp(v < 0 ? v + rank : v, 0, rank);
        int start = Limit(c.Node.Int("start", 0)), end = Limit(c.Node.Int("end", rank));
        return [Tensor.Vector(ElementType.Int64, [.. c[0].Dims[start..Math.Max(start, end)].Select(d => (double)d)])];
    }

    private static Tensor?[] Reshape(KernelCall c)
    {
        int[] wanted = c.Integers("shape", 1) ?? throw new OperatorException("no shape is given");
        return [c[0].Reshaped(ResolveShape(c[0].Dims, wanted, c.Node.Int("allowzero", 0) != 0))];
    }

    /// <summary>0 keeps the extent of the input, one -1 takes what is left.</summary>
    public static int[] ResolveShape(int[] from, int[] wanted, bool allowZero)
    {
        var dims = new int[wanted.Length];
        long known = 1;
        int free = -1;
        for (int i = 0; i < dims.Length; i++)
        {
            dims[i] = wanted[i] == 0 && !allowZero ? i < from.Length ? from[i] : throw new OperatorException("a 0 in the shape has no extent to keep") : wanted[i];
            if (dims[i] == -1)
            {
                free = free < 0 ? i : throw new OperatorException("two extents of the shape are -1");
            }
            else if (dims[i] < 0 || (known *= dims[i]) > Tensor.MaxElements)
            {
                throw new OperatorException($"the shape [{string.Join(",", wanted)}] is impossible");
            }
        }

        int count = Tensor.Count(from);
        if (free >= 0)
        {
            dims[free] = known > 0 && count % known == 0 ? (int)(count / known) : throw new OperatorException($"{count} elements do not fill the shape [{string.Join(",", wanted)}]");
        }

        return dims;
    }

    private static Tensor?[] Flatten(KernelCall c)
    {
        Tensor x = c[0];
        long told = c.Node.Int("axis", 1);
        int axis = told == x.Rank ? x.Rank : x.Axis(told);
        return [x.Reshaped([Tensor.Count(x.Dims.AsSpan(0, axis)), Tensor.Count(x.Dims.AsSpan(axis))])];
    }

    private static Tensor?[] Squeeze(KernelCall c)
    {
        Tensor x = c[0];
        HashSet<int> axes = c.Integers("axes", 1) is { } told
            ? [.. told.Select(a => x.Axis(a))]
            : [.. Enumerable.Range(0, x.Rank).Where(a => x.Dims[a] == 1)];
        if (axes.FirstOrDefault(a => x.Dims[a] != 1, -1) is var bad and >= 0)
        {
            throw new OperatorException($"axis {bad} of {Tensor.Shape(x.Dims)} is not 1");
        }

        return [x.Reshaped([.. x.Dims.Where((_, a) => !axes.Contains(a))])];
    }

    private static Tensor?[] Unsqueeze(KernelCall c)
    {
        Tensor x = c[0];
        int[] told = c.Integers("axes", 1) ?? throw new OperatorException("no axes are given");
        int rank = x.Rank + told.Length;
        HashSet<int> axes = [.. told.Select(a => Tensor.Axis(a, rank))];
        if (axes.Count != told.Length)
        {
            throw new OperatorException("an axis is given twice");
        }

        var dims = new int[rank];
        for (int i = 0, source = 0; i < rank; i++)
        {
            dims[i] = axes.Contains(i) ? 1 : x.Dims[source++];
        }

        return [x.Reshaped(dims)];
    }
}
