using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>
/// Convolution over height and width. Weights are [output][ky][kx][input channel]; depthwise [output][ky][kx] with output o reading
/// channel o / multiplier.
/// </summary>
public sealed class FloatConv : FloatWeight
{
    public required Window2D Window { get; set; }

    public required bool Depthwise { get; init; }

    public override string Kind => (Depthwise ? "DepthwiseConv" : "Conv") + (Inputs[0].Shape.Height == 1 && Window.KernelHeight == 1 ? "1D" : "2D");

    public override long Macs => (long)Output.Shape.Height * Output.Shape.Width * Weights.Length;

    /// <summary>Every channel as it is, under a window of one tap: padding, or the start of a cropping.</summary>
    public static FloatConv Identity(string name, NetworkValue x, NetworkValue y, Window2D window) => new()
    {
        Name = name,
        Inputs = [x],
        Output = y,
        Weights = [.. Enumerable.Repeat(1.0, x.Shape.Channels)],
        Bias = new double[x.Shape.Channels],
        Window = window,
        Depthwise = true,
    };

    public override double[] Compute(double[][] inputs)
    {
        double[] x = inputs[0];
        TensorShape s = Inputs[0].Shape, r = Output.Shape;
        Window2D w = Window;
        int perTap = Depthwise ? 1 : s.Channels, multiplier = Outputs / s.Channels;
        var y = new double[r.Count];
        int at = 0;
        for (int oy = 0; oy < r.Height; oy++)
        {
            for (int ox = 0; ox < r.Width; ox++)
            {
                for (int o = 0; o < Outputs; o++)
                {
                    double sum = Bias[o];
                    for (int ky = 0; ky < w.KernelHeight; ky++)
                    {
                        int iy = oy * w.StrideHeight - w.PadTop + ky * w.DilationHeight;
                        for (int kx = 0; kx < w.KernelWidth; kx++)
                        {
                            int ix = ox * w.StrideWidth - w.PadLeft + kx * w.DilationWidth;
                            if ((uint)iy >= (uint)s.Height || (uint)ix >= (uint)s.Width)
                            {
                                continue;
                            }

                            int source = (iy * s.Width + ix) * s.Channels + (Depthwise ? o / multiplier : 0);
                            int weight = ((o * w.KernelHeight + ky) * w.KernelWidth + kx) * perTap;
                            for (int c = 0; c < perTap; c++)
                            {
                                sum += x[source + c] * Weights[weight + c];
                            }
                        }
                    }

                    y[at++] = sum;
                }
            }
        }

        return y;
    }
}
