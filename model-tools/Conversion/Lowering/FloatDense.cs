namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>y[o] = Bias[o] + sum over i of Weights[o, i] * x[i], x in the board's order of elements.</summary>
public sealed class FloatDense : FloatWeight
{
    public override string Kind => "Dense";

    public override long Macs => Weights.Length;

    public override double[] Compute(double[][] inputs)
    {
        double[] x = inputs[0];
        var y = new double[Bias.Length];
        for (int o = 0; o < y.Length; o++)
        {
            y[o] = Bias[o] + DotProduct.Of(x, Weights.AsSpan(o * x.Length, x.Length));
        }

        return y;
    }
}
