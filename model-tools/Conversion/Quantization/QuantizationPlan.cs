using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Every choice that makes integers of a network: a scale for each value, bias corrections for each layer.</summary>
internal sealed class QuantizationPlan
{
    /// <summary>Scale of each value, by the value's number.</summary>
    public Dictionary<int, QuantizationScale> Scales { get; init; } = [];

    /// <summary>What is added to the real biases of a layer, by its output's number.</summary>
    public Dictionary<int, double[]> BiasCorrections { get; init; } = [];

    public QuantizationScale this[NetworkValue value] => Scales[value.Id];

    public QuantizationPlan With(IEnumerable<int> values, QuantizationScale scale)
    {
        var scales = new Dictionary<int, QuantizationScale>(Scales);
        foreach (int value in values)
        {
            scales[value] = scale;
        }

        return new QuantizationPlan { Scales = scales, BiasCorrections = BiasCorrections };
    }
}
