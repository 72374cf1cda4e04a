using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Operators that cut tensors apart and put them together.</summary>
internal static class SelectionKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["Concat"] = Concat;
        table["Split"] = Split;
        table["Slice"] = Slice;
        table["Gather"] = Gather;
        table["Pad"] = Pad;
    }

    private static Tensor?[] Concat(KernelCall c)
    {
        Tensor first = c[0];
        int axis = first.Axis(c.Node.Int("axis", 1));
        int[] dims = [.. first.Dims];
        for (int i = 1; i < c.Count; i++)
        {
            Tensor next = c[i];
            if (next.Rank != first.Rank || Enumerable.Range(0, first.Rank).Any(a => a != axis && next.Dims[a] != first.Dims[a]))
            {
                throw new OperatorException($"{Tensor.Shape(next.Dims)} cannot follow {Tensor.Shape(first.Dims)} along axis {axis}");
            }

            dims[axis] += next.Dims[axis];
        }

        var y = new Tensor(first.Type, dims);
        int outer = Tensor.Count(dims.AsSpan(0, axis)), inner = Tensor.Count(dims.AsSpan(axis + 1)), offset = 0;
        for (int i = 0; i < c.Count; i++)
        {
            int run = c[i].Dims[axis] * inner;
            for (int o = 0; o < outer; o++)
            {
                Array.Copy(c[i].Data, o * run, y.Data, o * dims[axis] * inner + offset, run);
            }

            offset += run;
        }

        return [y];
    }

    private static Tensor?[] Split(KernelCall c)
    {
        Tensor x = c[0];
        int axis = x.Axis(c.Node.Int("axis", 0)), extent = x.Dims[axis];
        int parts = (int)c.Node.Int("num_outputs", c.Node.Outputs.Length);
        if (parts < 1 || parts > 1024)
        {
            throw new OperatorException($"{parts} parts cannot be made");
        }

        int each = (extent + parts - 1) / parts;
        int[] sizes = c.Integers("split", 1) ?? [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(extent - i * each, 0, each))];
        if (sizes.Any(s => s < 0) || sizes.Sum(s => (long)s) != extent)
        {
            throw new OperatorException($"parts of [{string.Join(",", sizes)}] do not fill {extent}");
        }

        var outputs = new Tensor?[sizes.Length];
        for (int i = 0, start = 0; i < sizes.Length; start += sizes[i++])
        {
            outputs[i] = Take(x, axis, start, 1, sizes[i]);
        }

        return outputs;
    }

    private static Tensor?[] Slice(KernelCall c)
    {
        Tensor x = c[0];
        int[] starts = c.Integers("starts", 1) ?? throw new OperatorException("starts are missing"), ends = c.Integers("ends", 2) ?? throw new OperatorException("ends are missing");
        int[] axes = c.Integers("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)], steps = c.Integers("steps", 4) ?? [.. Enumerable.Repeat(1, starts.Length)];
        if (starts.Length > x.Rank || ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length)
        {
            throw new OperatorException("starts, ends, axes and steps do not fit each other and the input's axes");
        }

        for (int i = 0; i < starts.Length; i++)
        {
            int axis = x.Axis(axes[i]), extent = x.Dims[axis], step = steps[i];
            if (step == 0)
            {
                throw new OperatorException("a step of 0");
            }

            long low = step > 0 ? 0 : -1, high = step > 0 ? extent : extent - 1;
            long start = Math.Clamp(starts[i] < 0 ? (long)starts[i] + extent : starts[i], step > 0 ? 0 : 0, high);
            long end = Math.Clamp(ends[i] < 0 ? (long)ends[i] + extent : ends[i], low, extent);
            long count = Math.Max(0, step > 0 ? (end - start + step - 1) / step : (start - end - step - 1) / -(long)step);
            x = Take(x, axis, (int)start, step, (int)count);
        }

        return [x];
    }

    private static Tensor Take(Tensor x, int axis, int start, int step, int count)
    {
        int[] dims = [.. x.Dims];
        dims[axis] = count;
        var y = new Tensor(x.Type, dims);
        int outer = Tensor.Count(dims.AsSpan(0, axis)), inner = Tensor.Count(dims.AsSpan(axis + 1));
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < count; i++)
            {
                Array.Copy(x.Data, (o * x.Dims[axis] + start + i * step) * inner, y.Data, (o * count + i) * inner, inner);
            }
        }

        return y;
    }

    private static Tensor?[] Gather(KernelCall c)
    {
        Tensor x = c[0], indices = c[1];
        int axis = x.Axis(c.Node.Int("axis", 0)), extent = x.Dims[axis];
        int outer = Tensor.Count(x.Dims.AsSpan(0, axis)), inner = Tensor.Count(x.Dims.AsSpan(axis + 1));
        var y = new Tensor(x.Type, [.. x.Dims[..axis], .. indices.Dims, .. x.Dims[(axis + 1)..]]);
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < indices.Length; i++)
            {
                double at = indices.Data[i] < 0 ? indices.Data[i] + extent : indices.Data[i];
                if (!(at >= 0 && at < extent))
                {
                    throw new OperatorException($"index {indices.Data[i]} is outside {extent} elements");
                }

                Array.Copy(x.Data, (o * extent + (int)at) * inner, y.Data, (o * indices.Length + i) * inner, inner);
            }
        }

        return [y];
    }

    private static Tensor?[] Pad(KernelCall c)
    {
        Tensor x = c[0];
        int[] told = c.Integers("pads", 1) ?? throw new OperatorException("pads are missing");
        int[] axes = c.Optional(3) is { } a ? [.. KernelCall.ToInts(a.Data).Select(v => x.Axis(v))] : [.. Enumerable.Range(0, x.Rank)];
        if (axes.Length > x.Rank || told.Length != 2 * axes.Length || told.Any(p => Math.Abs((long)p) > Tensor.MaxElements))
        {
            throw new OperatorException($"pads [{string.Join(",", told)}] do not fit {axes.Length} axes");
        }

        string mode = c.Node.Text("mode", "constant");
        double value = c.Optional(2) is { Length: 1 } v ? v.Data[0] : c.Node.Float("value", 0);
        for (int i = 0; i < axes.Length; i++)
        {
            x = PadAxis(x, axes[i], told[i], told[i + axes.Length], mode, value);
        }

        return [x];
    }

    private static Tensor PadAxis(Tensor x, int axis, int begin, int end, string mode, double value)
    {
        int extent = x.Dims[axis];
        int[] dims = [.. x.Dims];
        dims[axis] = extent + begin + end;
        var y = new Tensor(x.Type, dims);
        int outer = Tensor.Count(dims.AsSpan(0, axis)), inner = Tensor.Count(dims.AsSpan(axis + 1));
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < dims[axis]; i++)
            {
                int source = Source(i - begin, extent, mode), target = (o * dims[axis] + i) * inner;
                if (source < 0)
                {
                    Array.Fill(y.Data, value, target, inner);
                }
                else
                {
                    Array.Copy(x.Data, (o * extent + source) * inner, y.Data, target, inner);
                }
            }
        }

        return y;
    }

    /// <summary>Index in the input, or -1 for the constant.</summary>
    private static int Source(int i, int extent, string mode)
    {
        if ((uint)i < (uint)extent)
        {
            return i;
        }

        if (mode == "constant")
        {
            return -1;
        }

        if (extent == 0)
        {
            throw new OperatorException("an empty axis has no edge");
        }

        if (mode == "edge")
        {
            return Math.Clamp(i, 0, extent - 1);
        }

        if (mode != "reflect")
        {
            throw new OperatorException($"mode {mode} is not supported");
        }

        int period = Math.Max(1, 2 * (extent - 1)), at = (i % period + period) % period;
        return extent == 1 ? 0 : at < extent ? at : period - at;
    }
}
