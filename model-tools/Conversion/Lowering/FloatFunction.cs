namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>y[i] = f(x[i]): a table of 256 values on the board. A clip (ReLU, ReLU6) that could not be fused has only its bounds.</summary>
public sealed class FloatFunction : FloatLayer
{
    /// <summary>Name of the function, e.g. Sigmoid; Clip for a bare clip.</summary>
    public required string Function { get; init; }

    public required Func<double, double> Evaluate { get; init; }

    public bool IsClip => Function == "Clip";

    public override string Kind => Function;

    /// <summary>The function with its bounds.</summary>
    public double Bounded(double v) => Math.Min(Math.Max(Evaluate(v), Low), High);

    public override double[] Compute(double[][] inputs) => Array.ConvertAll(inputs[0], v => Evaluate(v));
}
