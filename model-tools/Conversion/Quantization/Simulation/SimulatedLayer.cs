namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>What a plan makes of one layer.</summary>
/// <param name="Weights">As <see cref="FloatKernels.Turned"/> has them; one array for the same rounding of the same layer. Empty without weights.</param>
/// <param name="Bias">Real bias with the plan's correction; empty without weights.</param>
/// <param name="Correction">The plan's correction.</param>
/// <param name="Stage">What becomes of the sums.</param>
internal readonly record struct SimulatedLayer(float[] Weights, float[] Bias, double[]? Correction, OutputStage Stage)
{
    /// <summary>Whether the layer makes the same of the same inputs.</summary>
    public bool DoesAs(SimulatedLayer other) => Weights == other.Weights && Correction == other.Correction && Stage == other.Stage;
}
