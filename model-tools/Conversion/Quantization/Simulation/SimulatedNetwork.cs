using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>What a plan makes of a network, worked out once for all rows.</summary>
/// <param name="Input">Scale that the input is held at; null leaves it.</param>
/// <param name="Layers">As <see cref="NetworkSimulator.Layers"/>.</param>
internal sealed record SimulatedNetwork(QuantizationScale? Input, SimulatedLayer[] Layers)
{
    /// <summary>The first slot whose values may differ from another plan's: 0 is the input, i + 1 what layer i writes; one more than there are for none.</summary>
    public int FirstDifference(SimulatedNetwork other)
    {
        if (Input != other.Input)
        {
            return 0;
        }

        int layer = 0;
        while (layer < Layers.Length && Layers[layer].DoesAs(other.Layers[layer]))
        {
            layer++;
        }

        return layer + 1;
    }
}
