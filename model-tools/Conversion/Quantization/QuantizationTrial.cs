namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>One way of quantizing that was measured.</summary>
/// <param name="What">What it does, e.g. "percentile 99.9".</param>
/// <param name="Error">Root mean square difference of the outputs from the float network's, over the calibration data.</param>
/// <param name="Kept">Whether the image has it.</param>
public sealed record QuantizationTrial(string What, double Error, bool Kept);
