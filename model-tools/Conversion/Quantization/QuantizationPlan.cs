using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Every choice that makes integers of a network: a scale for each value, bias corrections for each layer.</summary>
internal sealed record QuantizationPlan
{
    /// <summary>Scale of each value, by the value's number. A simulation leaves values without one as they are.</summary>
    public Dictionary<int, QuantizationScale> Scales { get; init; } = [];

    /// <summary>What is added to the real biases of a layer, by its output's number.</summary>
    public Dictionary<int, double[]> BiasCorrections { get; init; } = [];

    /// <summary>Integer weights that were rounded together, by the number of the layer's output; others are rounded each by itself.</summary>
    public Dictionary<int, QuantizedWeights> Weights { get; init; } = [];

    /// <summary>For a simulation: round the weights of the layer with this output only; null rounds all.</summary>
    public int? OnlyWeightsOf { get; init; }

    public QuantizationScale this[NetworkValue value] => Scales[value.Id];

    public QuantizationScale? Find(NetworkValue value) => Scales.GetValueOrDefault(value.Id);

    public QuantizationPlan With(IEnumerable<int> values, QuantizationScale scale)
    {
        var scales = new Dictionary<int, QuantizationScale>(Scales);
        foreach (int value in values)
        {
            scales[value] = scale;
        }

        return this with { Scales = scales };
    }
}
