namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>Rows with all their values under one plan: another plan's results are computed from the first layer on that it makes different.</summary>
internal sealed class SimulatedRows
{
    private readonly NetworkSimulator _simulator;
    private readonly double[][] _rows;
    private SimulatedNetwork _network;

    /// <param name="simulator">Of the network.</param>
    /// <param name="rows">Inputs in the board's order of elements.</param>
    /// <param name="plan">Null keeps the float network's values.</param>
    public SimulatedRows(NetworkSimulator simulator, double[][] rows, QuantizationPlan? plan)
    {
        (_simulator, _rows) = (simulator, rows);
        _network = simulator.Under(plan);
        Values = simulator.Run(rows, _network);
    }

    /// <summary>[row][slot].</summary>
    public float[][][] Values { get; }

    public IReadOnlyList<double[]> Rows => _rows;

    /// <summary>The network's results under the plan that the rows have.</summary>
    public float[][] Results() => Array.ConvertAll(Values, row => row[_simulator.Slot(_simulator.Result)]);

    /// <summary>The results under another plan.</summary>
    public float[][] Results(QuantizationPlan plan)
    {
        SimulatedNetwork other = _simulator.Under(plan);
        return _simulator.Results(_rows, other, Values, other.FirstDifference(_network));
    }

    /// <summary>Brings the rows to another plan.</summary>
    public void Move(QuantizationPlan plan)
    {
        SimulatedNetwork other = _simulator.Under(plan);
        _simulator.Continue(_rows, other, Values, other.FirstDifference(_network));
        _network = other;
    }

    /// <summary>The first slot that another plan changes.</summary>
    public int FirstDifference(QuantizationPlan plan) => _simulator.Under(plan).FirstDifference(_network);
}
