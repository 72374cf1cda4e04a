namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A layer of the lowered network, in floating point.</summary>
public abstract class FloatLayer
{
    /// <summary>Name of the node it came from.</summary>
    public required string Name { get; init; }

    public required NetworkValue[] Inputs { get; set; }

    public required NetworkValue Output { get; set; }

    /// <summary>Fused activation: results are kept within [Low, High].</summary>
    public double Low { get; set; } = double.NegativeInfinity;

    public double High { get; set; } = double.PositiveInfinity;

    public bool Clips => Low > double.NegativeInfinity || High < double.PositiveInfinity;

    /// <summary>Whether a following ReLU or clip may become <see cref="Low"/> and <see cref="High"/>.</summary>
    public virtual bool CanClip => false;

    /// <summary>Multiply-accumulates of one inference.</summary>
    public virtual long Macs => 0;

    /// <summary>Weights and biases.</summary>
    public virtual long Parameters => 0;

    /// <summary>What it is, as a table shows it.</summary>
    public abstract string Kind { get; }

    /// <summary>The plain formula, before the fused activation.</summary>
    public abstract double[] Compute(double[][] inputs);

    public double[] Run(double[][] inputs)
    {
        double[] y = Compute(inputs);
        if (Clips)
        {
            for (int i = 0; i < y.Length; i++)
            {
                y[i] = Math.Min(Math.Max(y[i], Low), High);
            }
        }

        return y;
    }
}
