using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Scales of an image's two ends.</summary>
/// <param name="Input">Of a raw input; null where the image has a normaliser for features.</param>
/// <param name="Output">Of raw outputs; null for scores.</param>
internal sealed record EndScales(QuantizationScale? Input, QuantizationScale? Output)
{
    /// <summary>Scales of the image that a plan gives.</summary>
    public static EndScales Of(FloatNetwork network, QuantizationPlan plan, QuantizedModel model) => new(
        TakesFeatures(network) ? null : plan[network.Input], model.Layers[^1].ResultType == TensorType.Scores ? null : plan[network.Output]);

    /// <summary>Whether the network begins with a normaliser of features.</summary>
    public static bool TakesFeatures(FloatNetwork network) => network.Layers[0] is FloatAffine;
}
