using AIoT.Embedded.Inference;

namespace AIoT.Embedded.ModelTools.Image;

/// <summary>
/// Places tensors in the arena by their lifetimes: a tensor lives from the layer that writes it to the last that reads it; two that live at
/// the same time never overlap, except that an element by element layer may write over an input that it is the last to read.
/// Greedy by size and, for comparison, by time; the smaller plan wins.
/// </summary>
public static class ArenaPlanner
{
    /// <summary>Plans the arena of a model.</summary>
    public static ArenaPlan Plan(QuantizedModel model)
    {
        IReadOnlyList<TensorShape> shapes = model.Shapes();
        IReadOnlyList<TensorType> types = model.Types();
        int layers = model.Layers.Count;
        int[] lastRead = LastReads(model);
        int[] group = Groups(model, shapes, types, lastRead);

        var blocks = new List<Block>();
        for (int t = 0; t <= layers; t++)
        {
            if (types[t] is not (TensorType.Int8 or TensorType.Int16))
            {
                continue;
            }

            if (group[t] == t)
            {
                blocks.Add(new Block(t, -1, types[t], shapes[t].Count, t - 1, lastRead[t]));
            }
            else
            {
                Block root = blocks.Single(b => b.Tensor == group[t]);
                root.End = Math.Max(root.End, lastRead[t]);
            }
        }

        for (int i = 0; i < layers; i++)
        {
            int gather = model.Layers[i].GatherCount([.. model.InputsOf(i).Select(t => shapes[t])]);
            if (gather > 0)
            {
                blocks.Add(new Block(-1, i, types[model.InputsOf(i)[0]], gather, i, i));
            }
        }

        int[] lengths = new int[2];
        foreach (TensorType type in new[] { TensorType.Int8, TensorType.Int16 })
        {
            Block[] mine = [.. blocks.Where(b => b.Type == type)];
            Block[][] orders =
            [
                [.. mine.OrderByDescending(b => b.Count).ThenBy(b => b.Begin)],
                [.. mine.OrderBy(b => b.Begin).ThenByDescending(b => b.Count)],
                [.. mine.OrderByDescending(b => b.End - b.Begin).ThenByDescending(b => b.Count)],
            ];
            Block[] best = orders.MinBy(Place)!;
            lengths[(int)type] = Place(best);
        }

        var offsets = new int[layers + 1];
        var gathers = Enumerable.Repeat(-1, layers).ToArray();
        foreach (Block block in blocks)
        {
            if (block.Layer >= 0)
            {
                gathers[block.Layer] = block.Offset;
            }
        }

        for (int t = 0; t <= layers; t++)
        {
            offsets[t] = blocks.FirstOrDefault(b => b.Tensor == group[t])?.Offset ?? 0;
        }

        (int spare, int work) = Scratch(model, shapes, types);
        return new ArenaPlan(offsets, gathers, lengths[0], lengths[1], spare, work);
    }

    private static int[] LastReads(QuantizedModel model)
    {
        int layers = model.Layers.Count;
        var last = Enumerable.Range(0, layers + 1).ToArray();
        for (int i = 0; i < layers; i++)
        {
            foreach (int t in model.InputsOf(i))
            {
                last[t] = Math.Max(last[t], i);
            }
        }

        last[layers] = layers;
        return last;
    }

    /// <summary>Tensors written in place share the block of the tensor that they replace: its root.</summary>
    private static int[] Groups(QuantizedModel model, IReadOnlyList<TensorShape> shapes, IReadOnlyList<TensorType> types, int[] lastRead)
    {
        var group = Enumerable.Range(0, shapes.Count).ToArray();
        for (int i = 0; i < model.Layers.Count; i++)
        {
            if (!model.Layers[i].InPlace)
            {
                continue;
            }

            foreach (int t in model.InputsOf(i))
            {
                if (lastRead[t] == i && types[t] == types[i + 1] && shapes[t].Count == shapes[i + 1].Count)
                {
                    group[i + 1] = group[t];
                    break;
                }
            }
        }

        return group;
    }

    /// <summary>Puts each block at the lowest place that is free through its life; returns the arena's length.</summary>
    private static int Place(Block[] order)
    {
        int length = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int offset = 0;
            foreach (Block other in order.Take(i).Where(o => o.Begin <= order[i].End && order[i].Begin <= o.End).OrderBy(o => o.Offset))
            {
                if (offset + order[i].Count <= other.Offset)
                {
                    break;
                }

                offset = Math.Max(offset, other.Offset + other.Count);
            }

            order[i].Offset = offset;
            length = Math.Max(length, offset + order[i].Count);
        }

        return length;
    }

    private static (int Spare, int Work) Scratch(QuantizedModel model, IReadOnlyList<TensorShape> shapes, IReadOnlyList<TensorType> types)
    {
        int spare = 0;
        int work = 0;
        for (int i = 0; i < model.Layers.Count; i++)
        {
            if (model.Layers[i] is not (DenseLayer or ConvolutionLayer) || types[i + 1] != TensorType.Int8 || types[model.InputsOf(i)[0]] != TensorType.Int8)
            {
                continue;
            }

            int units = shapes[i + 1].Channels;
            int row = Lanes.WordsFor(((MatrixLayer)model.Layers[i]).Weights.Length / units);
            bool wide = row > Lanes.BlockWords;
            spare = Math.Max(spare, wide ? Lanes.SpareElementsOfBlocks : Lanes.SpareElements);
            work = Math.Max(work, wide ? units : 0);
        }

        return (spare, work);
    }

    private sealed class Block(int tensor, int layer, TensorType type, int count, int begin, int end)
    {
        public int Tensor { get; } = tensor;

        public int Layer { get; } = layer;

        public TensorType Type { get; } = type;

        public int Count { get; } = count;

        public int Begin { get; } = begin;

        public int End { get; set; } = end;

        public int Offset { get; set; }
    }
}
