namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>y[i] = x[i] * Scale[i] + Offset[i], a number of each an element: normalisation and batch normalization before they are folded.</summary>
public sealed class FloatAffine : FloatLayer
{
    public required double[] Scale { get; set; }

    public required double[] Offset { get; set; }

    public override string Kind => "Affine";

    public override long Parameters => 2 * Scale.Length;

    public override bool CanClip => false;

    /// <summary>The numbers of each channel where they do not differ over positions; null where they do.</summary>
    public (double[] Scale, double[] Offset)? PerChannel()
    {
        int channels = Output.Shape.Channels;
        for (int i = channels; i < Scale.Length; i++)
        {
            if (Scale[i] != Scale[i % channels] || Offset[i] != Offset[i % channels])
            {
                return null;
            }
        }

        return (Scale[..channels], Offset[..channels]);
    }

    /// <summary>The one scale and offset where all elements have the same; else null.</summary>
    public (double Scale, double Offset)? Uniform =>
        Scale.AsSpan().IndexOfAnyExcept(Scale[0]) < 0 && Offset.AsSpan().IndexOfAnyExcept(Offset[0]) < 0 ? (Scale[0], Offset[0]) : null;

    public override double[] Compute(double[][] inputs)
    {
        double[] x = inputs[0];
        var y = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] * Scale[i] + Offset[i];
        }

        return y;
    }
}
