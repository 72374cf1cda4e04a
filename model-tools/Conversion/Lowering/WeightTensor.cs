using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A weight tensor with the scales that the file gives for it, if any, and the axis along which they run.</summary>
internal sealed record WeightTensor(Tensor Values, double[]? Scales = null, int Axis = 0)
{
    /// <summary>One scale an output channel where they run along the axis of outputs.</summary>
    public double[]? PerOutput(int outputs, int axisOfOutputs) => Scales is null ? null
        : Scales.Length == 1 ? [.. Enumerable.Repeat(Scales[0], outputs)]
        : Axis == axisOfOutputs && Scales.Length == outputs ? Scales : null;
}
