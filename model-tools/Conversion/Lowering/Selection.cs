using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>
/// Takes elements out of a value (Slice, Split, Gather with constants). The board has no layer for it; a layer with weights of 0 and 1
/// does the same: a convolution of one tap for channels, a depthwise one for rows and columns, a dense layer for anything else that is small.
/// </summary>
internal static class Selection
{
    /// <summary>Weights that a dense layer of zeros and ones may have.</summary>
    private const int MaxWeights = 1 << 16;

    /// <param name="context">The lowering.</param>
    /// <param name="node">The node that takes.</param>
    /// <param name="x">What it takes from.</param>
    /// <param name="taken">The board's position in <paramref name="x"/> of each element of the result, in ONNX's order.</param>
    /// <param name="output">Which output of the node it is.</param>
    public static Place Take(LoweringContext context, GraphNode node, Place x, int[] taken, int output)
    {
        TensorShape s = x.Shape;
        bool distinct = taken.Distinct().Count() == taken.Length;
        if (distinct && taken.Length == s.Count)
        {
            context.Fold(node, "order of elements");
            return new Place(x.Value, context.OutDims(node, output), taken);
        }

        int[] rows = [.. taken.Select(p => p / (s.Width * s.Channels)).Distinct().Order()];
        int[] columns = [.. taken.Select(p => p / s.Channels % s.Width).Distinct().Order()];
        int[] channels = [.. taken.Select(p => p % s.Channels).Distinct().Order()];
        bool block = distinct && taken.Length == rows.Length * columns.Length * channels.Length && EvenlySpaced(rows) && EvenlySpaced(columns);
        if (!block || s.Height * s.Width == 1)
        {
            return Dense(context, node, x, taken, output);
        }

        NetworkValue value = x.Value;
        if (rows.Length < s.Height || columns.Length < s.Width)
        {
            value = Crop(context, node, value, rows, columns);
        }

        if (channels.Length < s.Channels)
        {
            value = Channels(context, node, value, channels);
        }

        int[] order = Array.ConvertAll(taken, p =>
            (Array.BinarySearch(rows, p / (s.Width * s.Channels)) * columns.Length + Array.BinarySearch(columns, p / s.Channels % s.Width)) * channels.Length
            + Array.BinarySearch(channels, p % s.Channels));
        return new Place(value, context.OutDims(node, output), order);
    }

    /// <summary>The same elements in another order, by a dense layer; null where that would be large.</summary>
    public static Place? TryPermute(LoweringContext context, GraphNode node, Place x, int[] order)
    {
        int count = order.Length;
        if ((long)count * count > MaxWeights / 4)
        {
            return null;
        }

        var weights = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            weights[order[i] * count + x.Order[i]] = 1;
        }

        NetworkValue value = context.NewValue(x.Value.Name + " rearranged", TensorShape.Vector(count));
        value.Told = x.Value.Told;
        context.Layers.Add(new FloatDense { Name = node.Name + " order", Inputs = [x.Value], Output = value, Weights = weights, Bias = new double[count] });
        return x with { Value = value, Order = order };
    }

    private static bool EvenlySpaced(int[] at) => at.Length < 2 || Enumerable.Range(1, at.Length - 1).All(i => at[i] - at[i - 1] == at[1] - at[0]);

    private static Place Dense(LoweringContext context, GraphNode node, Place x, int[] taken, int output)
    {
        int count = x.Shape.Count;
        if ((long)count * taken.Length > MaxWeights)
        {
            throw new CannotLowerException($"it takes {taken.Length} of {count} elements that lie scattered on the board", "slice along one axis at a time, or before the values grow this large");
        }

        var weights = new double[taken.Length * count];
        for (int i = 0; i < taken.Length; i++)
        {
            weights[i * count + taken[i]] = 1;
        }

        return context.Emit(node, y => new FloatDense { Name = node.Name, Inputs = [x.Value], Output = Keep(x.Value, y), Weights = weights, Bias = new double[taken.Length] }, TensorShape.Vector(taken.Length), ElementOrder.Identity(taken.Length), output);
    }

    /// <summary>The convolution's one tap stands as far into the kernel as the first row and column that are kept.</summary>
    private static NetworkValue Crop(LoweringContext context, GraphNode node, NetworkValue x, int[] rows, int[] columns)
    {
        TensorShape s = x.Shape;
        int stepRow = rows.Length > 1 ? rows[1] - rows[0] : 1, stepColumn = columns.Length > 1 ? columns[1] - columns[0] : 1;
        int height = s.Height - (rows[^1] - rows[0]), width = s.Width - (columns[^1] - columns[0]);
        var window = new Window2D(height, width, stepRow, stepColumn, 1, 1, 0, 0, 0, 0);
        NetworkValue value = Keep(x, context.NewValue(x.Name + " cropped", new TensorShape(rows.Length, columns.Length, s.Channels)));
        LoweringContext.CheckWeights((long)s.Channels * height * width);
        var weights = new double[s.Channels * height * width];
        for (int c = 0; c < s.Channels; c++)
        {
            weights[(c * height + rows[0]) * width + columns[0]] = 1;
        }

        context.Layers.Add(new FloatConv { Name = node.Name, Inputs = [x], Output = value, Weights = weights, Bias = new double[s.Channels], Window = window, Depthwise = true });
        return value;
    }

    private static NetworkValue Channels(LoweringContext context, GraphNode node, NetworkValue x, int[] channels)
    {
        TensorShape s = x.Shape;
        NetworkValue value = Keep(x, context.NewValue(x.Name + " channels", new TensorShape(s.Height, s.Width, channels.Length)));
        LoweringContext.CheckWeights((long)channels.Length * s.Channels);
        var weights = new double[channels.Length * s.Channels];
        for (int o = 0; o < channels.Length; o++)
        {
            weights[o * s.Channels + channels[o]] = 1;
        }

        context.Layers.Add(new FloatConv { Name = node.Name, Inputs = [x], Output = value, Weights = weights, Bias = new double[channels.Length], Window = Window2D.One, Depthwise = false });
        return value;
    }

    /// <summary>What is taken keeps the scale that the file tells for the whole.</summary>
    private static NetworkValue Keep(NetworkValue x, NetworkValue y)
    {
        y.Told = x.Told;
        return y;
    }
}
