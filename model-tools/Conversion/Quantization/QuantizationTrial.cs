namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>One way of quantizing that was measured.</summary>
/// <param name="What">What it does, e.g. "percentile 99.9".</param>
/// <param name="Error">Root mean square difference of the network's result (before a softmax) from the float network's, over trial rows of the calibration data, simulated.</param>
/// <param name="Quality">The quality metric of the image so made, simulated, in the last trial measured in the firmware's engine; null where only the error was.</param>
/// <param name="Kept">Whether the image has it.</param>
public sealed record QuantizationTrial(string What, double Error, double? Quality, bool Kept);
