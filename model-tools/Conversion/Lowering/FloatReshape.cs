namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>The same elements in the same order under another shape.</summary>
public sealed class FloatReshape : FloatLayer
{
    public override string Kind => "Reshape";

    public override double[] Compute(double[][] inputs) => inputs[0];
}
