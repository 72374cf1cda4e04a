using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Maxima and means over windows and over all positions.</summary>
internal static class PoolingLowering
{
    public static void Register(Dictionary<string, Lowerer> table)
    {
        table.Add(Pool, "MaxPool", "AveragePool");
        table.Add((c, n) => Global(c, n, c.AsImage(n, c.In(n, 0)), n.Op == "GlobalAveragePool"), "GlobalAveragePool", "GlobalMaxPool");
        table.Add(Reduce, "ReduceMean", "ReduceMax", "ReduceSum");
    }

    private static Place Pool(LoweringContext c, GraphNode node)
    {
        Place x = c.AsImage(node, c.In(node, 0));
        int[] kernel = Array.ConvertAll(node.Ints("kernel_shape") ?? [], KernelCall.ClampToInt);
        Window2D window = ConvolutionLowering.WindowOf(node, x, kernel);
        bool average = node.Op == "AveragePool";
        if (window.DilationHeight > 1 || window.DilationWidth > 1)
        {
            throw new CannotLowerException("a dilated pooling", "pool without dilation");
        }

        TensorShape shape = ImageLayout.Spatial(c.OutDims(node));
        bool hangsOver = window.Output(x.Shape) != (shape.Height, shape.Width);
        if (average && window.Padded && node.Int("count_include_pad", 0) != 0)
        {
            return hangsOver ? throw new CannotLowerException("count_include_pad with ceil_mode", "leave one of the two out") : MeanWithPadding(c, node, x, window, shape);
        }

        if (hangsOver)
        {
            // ceil_mode lets the last window hang over the edge: the same as padding there.
            window = window with
            {
                PadBottom = (shape.Height - 1) * window.StrideHeight + window.KernelHeight - x.Shape.Height - window.PadTop,
                PadRight = (shape.Width - 1) * window.StrideWidth + window.KernelWidth - x.Shape.Width - window.PadLeft,
            };
        }

        return c.Emit(node, y => new FloatPool { Name = node.Name, Inputs = [x.Value], Output = y, Window = window, Average = average }, shape, ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width));
    }

    /// <summary>A mean that counts padded zeros has the same divisor everywhere: a depthwise convolution with equal weights.</summary>
    private static Place MeanWithPadding(LoweringContext c, GraphNode node, Place x, Window2D window, TensorShape shape)
    {
        int taps = window.KernelHeight * window.KernelWidth;
        double[] weights = [.. Enumerable.Repeat(1.0 / taps, taps * shape.Channels)];
        return c.Emit(node, y => new FloatConv { Name = node.Name, Inputs = [x.Value], Output = y, Weights = weights, Bias = new double[shape.Channels], Window = window, Depthwise = true }, shape, ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width));
    }

    private static Place Global(LoweringContext c, GraphNode node, Place x, bool average)
    {
        TensorShape s = x.Shape;
        var window = new Window2D(s.Height, s.Width, 1, 1, 1, 1, 0, 0, 0, 0);
        return c.Emit(node, y => new FloatPool { Name = node.Name, Inputs = [x.Value], Output = y, Window = window, Average = average }, TensorShape.Vector(s.Channels), ElementOrder.Identity(s.Channels));
    }

    /// <summary>
    /// Over every position, whichever axes hold the positions: a global pooling. Over the channels, means and sums: a convolution of one tap.
    /// </summary>
    private static Place Reduce(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0);
        int rank = x.Dims.Length;
        int[]? told = c.Integers(node, "axes", 1);
        if (told is null or [] && node.Int("noop_with_empty_axes", 0) != 0)
        {
            return x;
        }

        bool[] reduced = new bool[rank];
        foreach (int axis in told is null or [] ? [.. Enumerable.Range(0, rank)] : told)
        {
            reduced[Tensor.Axis(axis, rank)] = true;
        }

        // Group of each element: its index along the axes that stay.
        int[] strides = Tensor.Strides(x.Dims), groups = new int[x.Order.Length];
        for (int i = 0; i < groups.Length; i++)
        {
            for (int axis = 0; axis < rank; axis++)
            {
                groups[i] = reduced[axis] ? groups[i] : groups[i] * x.Dims[axis] + i / strides[axis] % x.Dims[axis];
            }
        }

        int kept = groups.Length == 0 ? 0 : groups[^1] + 1, run = groups.Length / Math.Max(1, kept);
        if (Holds(x, groups, p => p % kept))
        {
            Place y = Global(c, node, c.Reshaped(node.Name, x, new TensorShape(1, run, kept)), node.Op != "ReduceMax");
            return node.Op == "ReduceSum" ? Scaled(c, node, y, run) : y;
        }

        if (node.Op != "ReduceMax" && Holds(x, groups, p => p / run))
        {
            // One group's elements are neighbours on the board: they are the channels of one position.
            Place seen = c.Reshaped(node.Name, x, new TensorShape(1, kept, run));
            double[] weights = [.. Enumerable.Repeat(node.Op == "ReduceSum" ? 1 : 1.0 / run, run)];
            return c.Emit(node, y => new FloatConv { Name = node.Name, Inputs = [seen.Value], Output = y, Weights = weights, Bias = new double[1], Window = Window2D.One, Depthwise = false }, new TensorShape(1, kept, 1), ElementOrder.Identity(kept));
        }

        throw new CannotLowerException($"it reduces axes that are neither the positions nor the channels of {x.Shape}", "reduce over all positions of each channel, or use AveragePool");
    }

    private static bool Holds(Place x, int[] groups, Func<int, int> group) => Enumerable.Range(0, groups.Length).All(i => group(x.Order[i]) == groups[i]);

    private static Place Scaled(LoweringContext c, GraphNode node, Place mean, int count)
    {
        int n = mean.Order.Length;
        NetworkValue value = c.NewValue(node.Outputs[0], mean.Shape);
        c.Layers.Add(new FloatAffine { Name = node.Name, Inputs = [mean.Value], Output = value, Scale = [.. Enumerable.Repeat((double)count, n)], Offset = new double[n] });
        return mean with { Value = value };
    }
}
