using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Operators that collapse axes, and those that normalise along one.</summary>
internal static class ReductionKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["ReduceMean"] = c => Reduce(c, v => v.Average());
        table["ReduceSum"] = c => Reduce(c, v => v.Sum());
        table["ReduceMax"] = c => Reduce(c, v => v.Max());
        table["ReduceMin"] = c => Reduce(c, v => v.Min());
        table["ArgMax"] = ArgMax;
        table["Softmax"] = c => Softmax(c, log: false);
        table["LogSoftmax"] = c => Softmax(c, log: true);
    }

    private static Tensor?[] Reduce(KernelCall c, Func<double[], double> f)
    {
        Tensor x = c[0];
        int[]? told = c.Integers("axes", 1);
        if (told is null or { Length: 0 })
        {
            if (c.Node.Int("noop_with_empty_axes", 0) != 0)
            {
                return [x];
            }

            told = [.. Enumerable.Range(0, x.Rank)];
        }

        bool[] reduced = new bool[x.Rank];
        foreach (int axis in told)
        {
            if (x.Rank > 0)
            {
                reduced[x.Axis(axis)] = true;
            }
        }

        // The reduced axes move to the end; then each result takes one run of neighbours.
        int[] perm = [.. Enumerable.Range(0, x.Rank).Where(a => !reduced[a]), .. Enumerable.Range(0, x.Rank).Where(a => reduced[a])];
        Tensor sorted = ShapeKernels.Transpose(x, perm);
        int run = Tensor.Count([.. x.Dims.Where((_, a) => reduced[a])]);
        if (run == 0)
        {
            throw new OperatorException("nothing is left to reduce");
        }

        bool keep = c.Node.Int("keepdims", 1) != 0;
        var y = new Tensor(x.Type, keep ? [.. x.Dims.Select((d, a) => reduced[a] ? 1 : d)] : [.. x.Dims.Where((_, a) => !reduced[a])]);
        for (int i = 0; i < y.Length; i++)
        {
            y.Data[i] = ElementTypes.Store(x.Type, f(sorted.Data[(i * run)..((i + 1) * run)]));
        }

        return [y];
    }

    private static Tensor?[] ArgMax(KernelCall c)
    {
        Tensor x = c[0];
        int axis = x.Axis(c.Node.Int("axis", 0)), extent = x.Dims[axis], inner = Tensor.Count(x.Dims.AsSpan(axis + 1));
        bool keep = c.Node.Int("keepdims", 1) != 0, last = c.Node.Int("select_last_index", 0) != 0;
        int[] dims = [.. x.Dims[..axis], .. keep ? new[] { 1 } : [], .. x.Dims[(axis + 1)..]];
        var y = new Tensor(ElementType.Int64, dims);
        for (int i = 0; i < y.Length; i++)
        {
            int start = i / inner * extent * inner + i % inner, best = 0;
            for (int k = 1; k < extent; k++)
            {
                double v = x.Data[start + k * inner], top = x.Data[start + best * inner];
                best = v > top || (last && v == top) ? k : best;
            }

            y.Data[i] = best;
        }

        return [y];
    }

    /// <summary>Before opset 13 the axis splits the tensor into a matrix and rows are normalised; since then one axis is.</summary>
    private static Tensor?[] Softmax(KernelCall c, bool log)
    {
        Tensor x = c[0];
        int axis = x.Axis(c.Node.Int("axis", c.Opset < 13 ? 1 : -1));
        int extent = c.Opset < 13 ? Tensor.Count(x.Dims.AsSpan(axis)) : x.Dims[axis], inner = c.Opset < 13 ? 1 : Tensor.Count(x.Dims.AsSpan(axis + 1));
        var y = new Tensor(x.Type, x.Dims);
        for (int start = 0; extent > 0 && start < x.Length; start += (start + 1) % inner == 0 ? 1 + (extent - 1) * inner : 1)
        {
            double max = double.NegativeInfinity, sum = 0;
            for (int k = 0; k < extent; k++)
            {
                max = Math.Max(max, x.Data[start + k * inner]);
            }

            for (int k = 0; k < extent; k++)
            {
                sum += Math.Exp(x.Data[start + k * inner] - max);
            }

            for (int k = 0; k < extent; k++)
            {
                double v = x.Data[start + k * inner] - max;
                y.Data[start + k * inner] = ElementTypes.Store(x.Type, log ? v - Math.Log(sum) : Math.Exp(v) / sum);
            }
        }

        return [y];
    }
}
