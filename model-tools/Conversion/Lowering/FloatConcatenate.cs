namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>Values joined along an axis: 0 height, 1 width, 2 channels.</summary>
public sealed class FloatConcatenate : FloatLayer
{
    public required int Axis { get; init; }

    public override string Kind => "Concatenate";

    public override double[] Compute(double[][] inputs)
    {
        var y = new double[Output.Shape.Count];
        int outer = Axis == 0 ? 1 : Axis == 1 ? Output.Shape.Height : Output.Shape.Height * Output.Shape.Width;
        int row = y.Length / outer, offset = 0;
        foreach (double[] x in inputs)
        {
            int run = x.Length / outer;
            for (int o = 0; o < outer; o++)
            {
                Array.Copy(x, o * run, y, o * row + offset, run);
            }

            offset += run;
        }

        return y;
    }
}
