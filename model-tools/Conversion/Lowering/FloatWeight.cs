namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>A layer with weights for each output channel: dense, convolution, depthwise convolution.</summary>
public abstract class FloatWeight : FloatLayer
{
    /// <summary>Row o holds the weights of output channel o.</summary>
    public required double[] Weights { get; set; }

    /// <summary>One an output channel.</summary>
    public required double[] Bias { get; set; }

    /// <summary>Scales that the file gives for the weights, one an output channel; null where they are to be found.</summary>
    public double[]? ToldScales { get; set; }

    public int Outputs => Bias.Length;

    /// <summary>Weights of one output channel.</summary>
    public int Taps => Weights.Length / Bias.Length;

    public override bool CanClip => true;

    public override long Parameters => Weights.Length + Bias.Length;

    /// <summary>Multiplies each output channel and adds to it: what follows a layer without an activation between folds into it.</summary>
    public void ScaleOutputs(double[] scale, double[] offset)
    {
        int taps = Taps;
        for (int o = 0; o < Bias.Length; o++)
        {
            for (int t = 0; t < taps; t++)
            {
                Weights[o * taps + t] *= scale[o];
            }

            Bias[o] = Bias[o] * scale[o] + offset[o];
        }
    }
}
