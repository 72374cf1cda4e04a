namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>y = a + b, or a - b.</summary>
public sealed class FloatAdd : FloatLayer
{
    public bool Subtract { get; init; }

    public override string Kind => Subtract ? "Subtract" : "Add";

    public override bool CanClip => true;

    public override double[] Compute(double[][] inputs) => [.. inputs[0].Zip(inputs[1], (a, b) => Subtract ? a - b : a + b)];
}
