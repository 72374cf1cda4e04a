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

    /// <summary>y[p, o] = Bias[o] + sum over the taps of the row of inputs under position p times the weights of o; taps in the padding are zero.</summary>
    public override double[] Compute(double[][] inputs)
    {
        TensorShape s = Inputs[0].Shape, r = Output.Shape;
        int outputs = Outputs, taps = Taps, channels = s.Channels, multiplier = outputs / channels;
        var y = new double[r.Count];
        var row = new double[Window.KernelHeight * Window.KernelWidth * channels];
        for (int p = 0; p < r.Height * r.Width; p++)
        {
            Gather(inputs[0], s, p / r.Width, p % r.Width, row);
            for (int o = 0; o < outputs; o++)
            {
                ReadOnlySpan<double> weights = Weights.AsSpan(o * taps, taps);
                y[p * outputs + o] = Bias[o] + (Depthwise ? EachChannel(row.AsSpan(o / multiplier), channels, weights) : DotProduct.Of(row, weights));
            }
        }

        return y;
    }

    private static double EachChannel(ReadOnlySpan<double> row, int channels, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int t = 0; t < weights.Length; t++)
        {
            sum += row[t * channels] * weights[t];
        }

        return sum;
    }

    private void Gather(double[] x, TensorShape s, int oy, int ox, double[] row)
    {
        int to = 0;
        for (int ky = 0; ky < Window.KernelHeight; ky++)
        {
            int iy = oy * Window.StrideHeight - Window.PadTop + ky * Window.DilationHeight;
            for (int kx = 0; kx < Window.KernelWidth; kx++, to += s.Channels)
            {
                int ix = ox * Window.StrideWidth - Window.PadLeft + kx * Window.DilationWidth;
                Span<double> tap = row.AsSpan(to, s.Channels);
                if ((uint)iy < (uint)s.Height && (uint)ix < (uint)s.Width)
                {
                    x.AsSpan((iy * s.Width + ix) * s.Channels, s.Channels).CopyTo(tap);
                }
                else
                {
                    tap.Clear();
                }
            }
        }
    }
}
