using System.Numerics;
using System.Runtime.InteropServices;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>Layers with weights in 32-bit floating point and vector instructions: the plain formulas are FloatDense.Compute and FloatConv.Compute.</summary>
internal static class FloatKernels
{
    /// <summary>Results before the fused activation, by weights that were <see cref="Turned"/>.</summary>
    public static float[] Compute(FloatWeight layer, float[] x, float[] turned, float[] bias) => layer switch
    {
        FloatConv { Depthwise: true } conv => Depthwise(conv, x, turned, bias),
        FloatConv conv => Convolution(conv, x, turned, bias),
        _ => Dense(x, turned, bias),
    };

    private static float[] Dense(float[] x, float[] turned, float[] bias)
    {
        var y = new float[bias.Length];
        Row(x, turned, bias, y);
        return y;
    }

    /// <summary>Weights by [tap][output], as <see cref="Compute"/> takes them: neighbouring outputs share the load of an input.</summary>
    public static float[] Turned(FloatWeight layer, float[] weights)
    {
        int outputs = layer.Outputs, taps = layer.Taps;
        var turned = new float[weights.Length];
        for (int o = 0; o < outputs; o++)
        {
            for (int t = 0; t < taps; t++)
            {
                turned[t * outputs + o] = weights[o * taps + t];
            }
        }

        return turned;
    }

    /// <summary>y[o] = bias[o] + sum over taps of x[t] * w[t][o]; behind a ReLU many x are zero.</summary>
    private static void Row(ReadOnlySpan<float> x, float[] turned, float[] bias, Span<float> y)
    {
        int outputs = bias.Length, width = Vector<float>.Count, o = 0;
        ref float w = ref MemoryMarshal.GetArrayDataReference(turned);
        for (; o + 4 * width <= outputs; o += 4 * width)
        {
            Vector<float> s0 = new(bias, o), s1 = new(bias, o + width), s2 = new(bias, o + 2 * width), s3 = new(bias, o + 3 * width);
            for (int t = 0, at = o; t < x.Length; t++, at += outputs)
            {
                if (x[t] != 0)
                {
                    var v = new Vector<float>(x[t]);
                    s0 = Vector.FusedMultiplyAdd(v, Vector.LoadUnsafe(ref w, (nuint)at), s0);
                    s1 = Vector.FusedMultiplyAdd(v, Vector.LoadUnsafe(ref w, (nuint)(at + width)), s1);
                    s2 = Vector.FusedMultiplyAdd(v, Vector.LoadUnsafe(ref w, (nuint)(at + 2 * width)), s2);
                    s3 = Vector.FusedMultiplyAdd(v, Vector.LoadUnsafe(ref w, (nuint)(at + 3 * width)), s3);
                }
            }

            s0.CopyTo(y[o..]);
            s1.CopyTo(y[(o + width)..]);
            s2.CopyTo(y[(o + 2 * width)..]);
            s3.CopyTo(y[(o + 3 * width)..]);
        }

        for (; o + width <= outputs; o += width)
        {
            Vector<float> sum = new(bias, o);
            for (int t = 0, at = o; t < x.Length; t++, at += outputs)
            {
                sum = Vector.FusedMultiplyAdd(new Vector<float>(x[t]), Vector.LoadUnsafe(ref w, (nuint)at), sum);
            }

            sum.CopyTo(y[o..]);
        }

        for (; o < outputs; o++)
        {
            float sum = bias[o];
            for (int t = 0; t < x.Length; t++)
            {
                sum += x[t] * turned[t * outputs + o];
            }

            y[o] = sum;
        }
    }

    private static float[] Convolution(FloatConv layer, float[] x, float[] turned, float[] bias)
    {
        TensorShape r = layer.Output.Shape;
        var y = new float[r.Count];
        var row = new float[layer.Taps];
        for (int p = 0; p < r.Height * r.Width; p++)
        {
            Gather(layer, x, p, row);
            Row(row, turned, bias, y.AsSpan(p * bias.Length, bias.Length));
        }

        return y;
    }

    /// <summary>The inputs of one output position in a row, taps as the weights have them.</summary>
    public static void Gather(FloatWeight layer, float[] x, int position, float[] row)
    {
        if (layer is not FloatConv conv)
        {
            x.CopyTo(row, 0);
            return;
        }

        TensorShape s = layer.Inputs[0].Shape;
        Window2D w = conv.Window;
        int top = position / layer.Output.Shape.Width * w.StrideHeight - w.PadTop, left = position % layer.Output.Shape.Width * w.StrideWidth - w.PadLeft, to = 0;
        for (int ky = 0; ky < w.KernelHeight; ky++)
        {
            int iy = top + ky * w.DilationHeight;
            for (int kx = 0; kx < w.KernelWidth; kx++, to += s.Channels)
            {
                int ix = left + kx * w.DilationWidth;
                Span<float> tap = row.AsSpan(to, s.Channels);
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

    /// <summary>y += x * factor.</summary>
    public static void MultiplyAdd(ReadOnlySpan<float> x, float factor, Span<float> y)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= y.Length; i += Vector<float>.Count)
        {
            Vector.FusedMultiplyAdd(new Vector<float>(x[i..]), new Vector<float>(factor), new Vector<float>(y[i..])).CopyTo(y[i..]);
        }

        for (; i < y.Length; i++)
        {
            y[i] += x[i] * factor;
        }
    }

    private static float[] Depthwise(FloatConv layer, float[] x, float[] turned, float[] bias)
    {
        TensorShape s = layer.Inputs[0].Shape, r = layer.Output.Shape;
        Window2D w = layer.Window;
        int outputs = bias.Length, multiplier = outputs / s.Channels;
        var y = new float[r.Count];
        int at = 0;
        for (int oy = 0; oy < r.Height; oy++)
        {
            for (int ox = 0; ox < r.Width; ox++, at += outputs)
            {
                Span<float> sums = y.AsSpan(at, outputs);
                bias.CopyTo(sums);
                for (int ky = 0; ky < w.KernelHeight; ky++)
                {
                    int iy = oy * w.StrideHeight - w.PadTop + ky * w.DilationHeight;
                    for (int kx = 0; kx < w.KernelWidth; kx++)
                    {
                        int ix = ox * w.StrideWidth - w.PadLeft + kx * w.DilationWidth;
                        if ((uint)iy < (uint)s.Height && (uint)ix < (uint)s.Width)
                        {
                            Multiply(x.AsSpan((iy * s.Width + ix) * s.Channels, s.Channels), turned.AsSpan((ky * w.KernelWidth + kx) * outputs, outputs), sums, multiplier);
                        }
                    }
                }
            }
        }

        return y;
    }

    private static void Multiply(ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<float> sums, int multiplier)
    {
        int o = 0;
        if (multiplier == 1)
        {
            ReadOnlySpan<Vector<float>> xs = MemoryMarshal.Cast<float, Vector<float>>(x), ws = MemoryMarshal.Cast<float, Vector<float>>(w);
            Span<Vector<float>> ys = MemoryMarshal.Cast<float, Vector<float>>(sums);
            for (int i = 0; i < ys.Length; i++)
            {
                ys[i] += xs[i] * ws[i];
            }

            o = ys.Length * Vector<float>.Count;
        }

        for (; o < sums.Length; o++)
        {
            sums[o] += x[o / multiplier] * w[o];
        }
    }
}
