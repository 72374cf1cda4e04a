using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Joining values, and putting zeros around them.</summary>
internal static class JoiningLowering
{
    public static void Register(Dictionary<string, Lowerer> table)
    {
        table.Add(Concat, "Concat");
        table.Add(Pad, "Pad");
    }

    private static Place Concat(LoweringContext c, GraphNode node)
    {
        if (Enumerable.Range(0, node.Inputs.Length).FirstOrDefault(i => !c.IsData(node, i), -1) is var constant and >= 0)
        {
            throw new CannotLowerException($"its input {constant} is constant", "give the constant as a bias or as an input of the next layer's weights");
        }

        Place[] parts = [.. Enumerable.Range(0, node.Inputs.Length).Select(i => c.In(node, i))];
        if (parts.Length == 1)
        {
            return parts[0];
        }

        int axis = Tensor.Axis(node.Int("axis", 1), parts[0].Dims.Length);
        int[] dims = c.OutDims(node);

        // Parts with the same layout on the board are joined along the board's axis of theirs.
        int[] board = [.. parts.Select(p => BoardAxis(p, axis)).Distinct()];
        if (board is [>= 0] && SameLayout(parts, axis))
        {
            return Joined(c, node, parts, board[0], axis, dims);
        }

        if (dims[..axis].All(d => d == 1) && !parts.All(IsImage))
        {
            // All that is before the axis is 1: the parts lie one behind the other, each in its own order.
            Place[] flat = [.. parts.Select(p => c.Reshaped(node.Name, p, TensorShape.Vector(p.Order.Length)))];
            int[] order = [.. flat.SelectMany((p, i) => p.Order.Select(o => o + flat[..i].Sum(f => f.Order.Length)))];
            return c.Emit(node, y => new FloatConcatenate { Name = node.Name, Inputs = [.. flat.Select(p => p.Value)], Output = y, Axis = 2 }, TensorShape.Vector(order.Length), order);
        }

        parts = [.. parts.Select(p => c.AsImage(node, p))];
        TensorShape shape = ImageLayout.Spatial(dims);
        int boardAxis = axis == 1 ? 2 : axis == dims.Length - 1 ? 1 : axis == 2 ? 0 : throw new CannotLowerException("it joins batches", "join along channels or positions");
        return c.Emit(node, y => new FloatConcatenate { Name = node.Name, Inputs = [.. parts.Select(p => p.Value)], Output = y, Axis = boardAxis }, shape, ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width));
    }

    private static bool IsImage(Place p) => p.Dims.Length is 3 or 4 && p.Dims[0] == 1
        && p.Order.AsSpan().SequenceEqual(ElementOrder.ChannelsLast(p.Dims[1], p.Order.Length / Math.Max(1, p.Dims[1])));

    /// <summary>The board's axis; an axis of one element stands for the channels when nothing else does.</summary>
    private static int BoardAxis(Place p, int axis) => p.Dims[axis] == 1 && p.Shape.Channels == 1 ? 2 : ImageLayout.BoardAxis(p, axis);

    private static bool SameLayout(Place[] parts, int joined)
    {
        for (int axis = 0; axis < parts[0].Dims.Length; axis++)
        {
            if (axis != joined && parts.Select(p => ImageLayout.BoardAxis(p, axis)).Distinct().Count() > 1)
            {
                return false;
            }
        }

        return true;
    }

    private static Place Joined(LoweringContext c, GraphNode node, Place[] parts, int board, int axis, int[] dims)
    {
        int Extent(TensorShape s) => board == 0 ? s.Height : board == 1 ? s.Width : s.Channels;
        TensorShape first = parts[0].Shape;
        int total = parts.Sum(p => Extent(p.Shape));
        TensorShape shape = board switch { 0 => first with { Height = total }, 1 => first with { Width = total }, _ => first with { Channels = total } };
        if (parts.Any(p => p.Shape.Count / Extent(p.Shape) != first.Count / Extent(first)) || shape.Count != Tensor.Count(dims))
        {
            throw new CannotLowerException("its inputs lie differently on the board", "join along channels or positions");
        }

        // The order of the result: each part's element, moved behind the parts before it along the board's axis.
        var order = new int[shape.Count];
        int[] strides = Tensor.Strides(dims);
        int offset = 0;
        foreach (Place p in parts)
        {
            for (int i = 0; i < p.Order.Length; i++)
            {
                int rest = i, target = 0;
                for (int a = dims.Length - 1; a >= 0; a--)
                {
                    target += (rest % p.Dims[a] + (a == axis ? offset : 0)) * strides[a];
                    rest /= p.Dims[a];
                }

                int at = p.Order[i], ch = at % p.Shape.Channels, x = at / p.Shape.Channels % p.Shape.Width, y = at / p.Shape.Channels / p.Shape.Width;
                order[target] = ((y + (board == 0 ? offset : 0)) * shape.Width + x + (board == 1 ? offset : 0)) * shape.Channels + ch + (board == 2 ? offset : 0);
            }

            offset += Extent(p.Shape);
        }

        return c.Emit(node, v => new FloatConcatenate { Name = node.Name, Inputs = [.. parts.Select(p => p.Value)], Output = v, Axis = board }, shape, order);
    }

    /// <summary>Zeros around an image become the padding of the convolution that follows, or a layer of their own.</summary>
    private static Place Pad(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0);
        int rank = x.Dims.Length;
        int[] told = c.Integers(node, "pads", 1) ?? throw new CannotLowerException("its pads are missing", "check the model or export it again");
        int[] axes = c.OptionalConstant(node, 3) is { } a ? [.. KernelCall.ToInts(a.Data).Select(v => Tensor.Axis(v, rank))] : [.. Enumerable.Range(0, rank)];
        if (told.All(p => p == 0))
        {
            c.Fold(node, "nothing to do");
            return x;
        }

        if (node.Text("mode", "constant") != "constant" || c.OptionalConstant(node, 2) is { } value && value.Data.Any(v => v != 0) || node.Float("value", 0) != 0)
        {
            throw new CannotLowerException("it pads with something other than 0", "pad with zeros");
        }

        var padding = new int[4];
        for (int i = 0; i < axes.Length; i++)
        {
            int before = told[i], after = told[i + axes.Length];
            if ((before | after) == 0)
            {
                continue;
            }

            // Where an axis has one element, channels-first dims say which it is.
            int board = x.Dims[axes[i]] > 1 ? ImageLayout.BoardAxis(x, axes[i]) : axes[i] == rank - 1 ? 1 : axes[i] == rank - 2 ? 0 : -1;
            if (before < 0 || after < 0 || board is not (0 or 1))
            {
                throw new CannotLowerException("it pads other axes than height and width, or cuts", "pad height and width only; cut with Slice");
            }

            (padding[board], padding[board + 2]) = (before, after);
        }

        c.Fold(node, "padding of the next layer");
        return x with { Padding = padding };
    }
}
