namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>y[i] = exp(x[i]) / sum of exp(x).</summary>
public sealed class FloatSoftmax : FloatLayer
{
    public override string Kind => "Softmax";

    public override double[] Compute(double[][] inputs)
    {
        double max = inputs[0].Max();
        double[] e = Array.ConvertAll(inputs[0], v => Math.Exp(v - max));
        double sum = e.Sum();
        return Array.ConvertAll(e, v => v / sum);
    }
}
