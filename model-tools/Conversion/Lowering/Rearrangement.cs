namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>
/// Puts a value's elements into another order by making them in that order: the rows of the dense layer that makes it change places,
/// and those of what works element by element in between. Dense layers in front of a Reshape to an image (decoders) are made so.
/// </summary>
internal static class Rearrangement
{
    public static bool TryApply(LoweringContext context, ref Place place, int[] order)
    {
        if (place.Order.Length != order.Length)
        {
            return false;
        }

        // The chain from the value back to its dense layer, each link read by the next one only.
        var chain = new List<FloatLayer>();
        NetworkValue at = place.Value;
        FloatDense? dense = null;
        while (dense is null)
        {
            NetworkValue made = at;
            FloatLayer? maker = context.Layers.FirstOrDefault(l => l.Output == made);
            if (maker is null || context.Layers.Any(l => !chain.Contains(l) && l.Inputs.Contains(made)))
            {
                return false;
            }

            switch (maker)
            {
                case FloatDense found:
                    dense = found;
                    break;
                case FloatReshape or FloatFunction or FloatAffine:
                    at = maker.Inputs[0];
                    break;
                default:
                    return false;
            }

            chain.Add(maker);
        }

        var to = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            to[place.Order[i]] = order[i];
        }

        foreach (FloatLayer layer in chain)
        {
            switch (layer)
            {
                case FloatDense d:
                    d.Weights = Moved(d.Weights, to);
                    d.Bias = Moved(d.Bias, to);
                    d.ToldScales = d.ToldScales is null ? null : Moved(d.ToldScales, to);
                    break;
                case FloatAffine affine:
                    affine.Scale = Moved(affine.Scale, to);
                    affine.Offset = Moved(affine.Offset, to);
                    break;
            }
        }

        // Whoever knows one of these values by its old order learns the new one.
        HashSet<NetworkValue> values = [.. chain.Select(l => l.Output)];
        foreach ((string name, Place known) in context.Places.ToArray())
        {
            if (values.Contains(known.Value))
            {
                context.Places[name] = known with { Order = Array.ConvertAll(known.Order, p => to[p]) };
            }
        }

        place = place with { Order = order };
        return true;
    }

    /// <summary>Moves runs of elements: run p of the source becomes run to[p].</summary>
    private static double[] Moved(double[] source, int[] to)
    {
        int run = source.Length / to.Length;
        var moved = new double[source.Length];
        for (int p = 0; p < to.Length; p++)
        {
            Array.Copy(source, p * run, moved, to[p] * run, run);
        }

        return moved;
    }
}
