using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>What a plan is worth over the measured rows: in the simulation, and of its image in the firmware's engine.</summary>
internal sealed class PlanMeasurement
{
    /// <summary>Single-precision numbers of the measured rows' values that are kept: 256 MB.</summary>
    private const long MostKeptValues = 1L << 26;

    private readonly FloatNetwork _network;
    private readonly QuantizerOptions _options;
    private readonly CancellationToken _cancel;
    private readonly double[][] _rows;
    private NetworkSimulator? _simulator;
    private SimulatedRows? _simulated;
    private (QuantizationPlan Plan, double[][] Outputs)? _ran;

    /// <param name="network">The float network, as it was imported.</param>
    /// <param name="calibration">Rows that are measured where the options name no others.</param>
    /// <param name="options">Metric, measured rows with their labels, budget.</param>
    /// <param name="told">Whether the model is quantized already: it rounds on its way, and single precision could land on another side.</param>
    /// <param name="mostRows">Rows are thinned to this number.</param>
    /// <param name="cancel">Stops between rows.</param>
    public PlanMeasurement(FloatNetwork network, IReadOnlyList<double[]> calibration, QuantizerOptions options, bool told, int mostRows, CancellationToken cancel)
    {
        (_network, _options, _cancel) = (network, options, cancel);
        _rows = EvenRows.Of(options.MeasureRows ?? calibration, mostRows);
        int[]? labels = options.MeasureLabels is { } all ? EvenRows.Of(all, mostRows) : null;
        Expected = FloatOutputs(told);
        Quality = new QualityMeasure(options.Metric ?? (network.Output.Shape.Count > 1 ? QualityMetric.Agreement : QualityMetric.Fidelity), Expected, labels);
    }

    /// <summary>The float network's outputs, a row each.</summary>
    public double[][] Expected { get; }

    /// <summary>The metric, with the float network's own figure.</summary>
    public QualityMeasure Quality { get; }

    /// <summary>Simulates with this from now on: the network's weights have changed.</summary>
    public void Follow(NetworkSimulator simulator) => (_simulator, _simulated) = (simulator, null);

    /// <summary>Quality of a plan in the simulation.</summary>
    public double Simulated(QuantizationPlan plan) => Quality.Of(SimulatedOutputs(plan));

    /// <summary>Whether the plan keeps the budget. The simulation says no quickly; a yes is the engine's.</summary>
    public bool Holds(QuantizationPlan plan, out double simulated)
    {
        double[][] outputs = SimulatedOutputs(plan);
        simulated = Quality.Of(outputs);
        if (_options.Wide != WideActivations.WhereNeeded || Drop(simulated) > _options.MaxDrop)
        {
            return false;
        }

        // Where the engine names another class than the simulation, two classes lie near each other: a few such rows may say no already.
        QuantizedModel model = new IntegerLayers(_network, plan, _options).Build();
        byte[] image = ModelImageWriter.Write(model);
        if (Quality.Counts)
        {
            int[] near = [.. Enumerable.Range(0, outputs.Length).OrderBy(r => Margin(outputs[r])).Take(outputs.Length / 8)];
            double[][] some = Run(image, plan, model, near);
            double wrong = near.Index().Count(r => !Quality.IsRight(r.Item, some[r.Index])), most = (1 - Quality.Float + _options.MaxDrop) * outputs.Length;
            if (wrong > most + 1e-6)
            {
                return false;
            }
        }

        _ran = (plan, Run(image, plan, model, [.. Enumerable.Range(0, _rows.Length)]));
        return Drop(Quality.Of(_ran.Value.Outputs)) <= _options.MaxDrop;
    }

    /// <summary>The outputs of a plan's image in the firmware's engine.</summary>
    public double[][] Outputs(QuantizationPlan plan, QuantizedModel model, byte[] image) =>
        _ran is { } ran && ran.Plan == plan ? ran.Outputs : Run(image, plan, model, [.. Enumerable.Range(0, _rows.Length)]);

    private double Drop(double quality) => Quality.Float - quality - 1e-9;

    private static double Margin(double[] y)
    {
        double[] sorted = [.. y.OrderDescending()];
        return sorted[0] - sorted[1];
    }

    private double[][] FloatOutputs(bool told)
    {
        if (!told)
        {
            var simulator = new NetworkSimulator(_network, _cancel);
            return simulator.Outputs(simulator.Results(_rows, simulator.Under(null)));
        }

        var outputs = new double[_rows.Length][];
        Parallel.For(0, _rows.Length, new ParallelOptions { CancellationToken = _cancel }, r => outputs[r] = _network.RunAll(_rows[r])[_network.Output.Id]);
        return outputs;
    }

    /// <summary>Plans follow each other: rows that memory holds the values of are computed from the first difference on.</summary>
    private double[][] SimulatedOutputs(QuantizationPlan plan)
    {
        NetworkSimulator simulator = _simulator ?? throw new InvalidOperationException("no simulator to follow");
        if ((long)_rows.Length * simulator.ValuesPerRow > MostKeptValues)
        {
            return simulator.Outputs(simulator.Results(_rows, simulator.Under(plan)));
        }

        if (_simulated is null)
        {
            _simulated = new SimulatedRows(simulator, _rows, plan);
        }
        else
        {
            _simulated.Move(plan);
        }

        return simulator.Outputs(_simulated.Results());
    }

    /// <summary>The image's outputs for some of the rows, in the firmware's engine.</summary>
    private double[][] Run(byte[] image, QuantizationPlan plan, QuantizedModel model, int[] rows)
    {
        EndScales ends = EndScales.Of(_network, plan, model);
        var outputs = new double[rows.Length][];
        Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = _cancel }, () => new IntegerRunner(image, ends.Input, ends.Output), (r, _, runner) =>
        {
            outputs[r] = runner.Run(_rows[rows[r]]);
            return runner;
        }, _ => { });
        return outputs;
    }
}
