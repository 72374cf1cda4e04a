using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Values that must share a scale, or a type, because a layer only moves their elements.</summary>
internal static class ScaleGroups
{
    /// <summary>Values of one scale: maximum pooling, joining, reshaping.</summary>
    public static List<int[]> Of(FloatNetwork network) => Groups(network, layer => layer is FloatReshape or FloatConcatenate or FloatPool { Average: false });

    /// <summary>Values of one type that may be int16: not a raw input, which is the caller's, and not what goes through a table of 256 entries.</summary>
    public static List<int[]> WideCandidates(FloatNetwork network)
    {
        HashSet<int> narrow = [.. network.Layers.Where(l => l is FloatFunction { IsClip: false }).SelectMany(l => l.Inputs.Append(l.Output)).Append(network.Input).Select(v => v.Id)];
        HashSet<int> scores = [.. network.Layers.Where(l => l is FloatSoftmax or FloatReconstructionError).Select(l => l.Output.Id)];
        return [.. Groups(network, layer => layer is FloatReshape or FloatConcatenate or FloatPool).Where(g => !g.Any(v => narrow.Contains(v) || scores.Contains(v)))];
    }

    private static List<int[]> Groups(FloatNetwork network, Func<FloatLayer, bool> joins)
    {
        var parent = new Dictionary<int, int> { [network.Input.Id] = network.Input.Id };
        int Root(int id) => parent[id] == id ? id : Root(parent[id]);
        foreach (FloatLayer layer in network.Layers)
        {
            parent[layer.Output.Id] = layer.Output.Id;
            if (joins(layer))
            {
                foreach (NetworkValue input in layer.Inputs)
                {
                    // A scale that the file tells stays its own: such values meet through a rescaling.
                    if (layer is FloatReshape || (input.Told is null && layer.Output.Told is null))
                    {
                        parent[Root(input.Id)] = Root(layer.Output.Id);
                    }
                }
            }
        }

        return [.. parent.Keys.GroupBy(Root).Select(g => g.ToArray())];
    }
}
