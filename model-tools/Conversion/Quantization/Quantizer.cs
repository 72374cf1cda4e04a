using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// Post-training quantization: int8 weights per output channel, int8 data per tensor with a zero point, int16 data where the accuracy budget
/// needs it. Every remedy is tried in a simulation over calibration rows and kept where the network's result comes nearer to the float network's;
/// the quality that each stage leaves is measured in the firmware's own engine.
/// </summary>
public sealed class Quantizer
{
    /// <summary>Rows of the calibration data that choices are tried on.</summary>
    private const int MostTrialRows = 256;

    /// <summary>Multiply-accumulates of simulation that the search for ranges may take.</summary>
    private const double SearchBudget = 2.4e10;

    /// <summary>Multiply-accumulates in the engine that one measure of quality may take.</summary>
    private const double MeasureBudget = 4e9;

    /// <param name="network">The float network; its input gets a normaliser when there is a recipe. Remedies that keep its function change its weights.</param>
    /// <param name="calibration">Inputs in the board's order of elements, at least one.</param>
    /// <param name="options">What the image shall say and hold.</param>
    /// <param name="cancel">Stops between trials.</param>
    /// <exception cref="InvalidModelException">The network has no integer form.</exception>
    /// <exception cref="ArgumentException">The metric does not suit the model or the rows.</exception>
    public QuantizedResult Quantize(FloatNetwork network, IReadOnlyList<double[]> calibration, QuantizerOptions options, CancellationToken cancel = default)
    {
        if (options.Recipe.Length > 0)
        {
            InputFolding.Prepare(network, calibration);
        }

        if (options.Anomaly)
        {
            FloatReconstructionError.Append(network, calibration);
        }

        return new QuantizationRun(network, calibration, options, SearchBudget, MeasureBudget, MostTrialRows, cancel).Run();
    }
}
