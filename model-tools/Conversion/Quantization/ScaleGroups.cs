using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Values that must share a scale because a layer only moves their elements: maximum pooling, joining, reshaping.</summary>
internal static class ScaleGroups
{
    public static List<int[]> Of(FloatNetwork network)
    {
        var parent = new Dictionary<int, int> { [network.Input.Id] = network.Input.Id };
        int Root(int id) => parent[id] == id ? id : Root(parent[id]);
        foreach (FloatLayer layer in network.Layers)
        {
            parent[layer.Output.Id] = layer.Output.Id;
            if (layer is FloatReshape or FloatConcatenate or FloatPool { Average: false })
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
