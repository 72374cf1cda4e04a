using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>What the float network, with the weights it has now, makes of the calibration rows.</summary>
internal sealed class Observation
{
    private BiasCorrection? _correction;

    /// <param name="network">Its weights stay as they are as long as this is used.</param>
    /// <param name="observed">Rows that ranges are taken from.</param>
    /// <param name="trial">Rows that choices are tried on.</param>
    /// <param name="groups">Values that share a scale.</param>
    /// <param name="cancel">Stops between rows.</param>
    public Observation(FloatNetwork network, double[][] observed, double[][] trial, List<int[]> groups, CancellationToken cancel)
    {
        Simulator = new NetworkSimulator(network, cancel);
        Calibration = new Calibration(network, Simulator, observed, groups);
        Real = new SimulatedRows(Simulator, trial, null);
        Held = new SimulatedRows(Simulator, trial, null);
    }

    public NetworkSimulator Simulator { get; }

    public Calibration Calibration { get; }

    /// <summary>The trial rows in real numbers.</summary>
    public SimulatedRows Real { get; }

    /// <summary>The trial rows under the plan that was last kept.</summary>
    public SimulatedRows Held { get; }

    public BiasCorrection Correction => _correction ??= new BiasCorrection(Simulator, Real);
}
