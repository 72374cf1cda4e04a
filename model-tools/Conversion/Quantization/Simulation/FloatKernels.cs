using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>Layers with weights in 32-bit floating point and vector instructions: the plain formulas are FloatDense.Compute and FloatConv.Compute.</summary>
internal static class FloatKernels
{
    /// <summary>A layer's results.</summary>
    /// <param name="layer">Its shapes; weights and biases are given.</param>
    /// <param name="x">As many elements as the input has.</param>
    /// <param name="turned">Weights that were <see cref="Turned"/>.</param>
    /// <param name="bias">One an output channel.</param>
    /// <param name="stage">What becomes of the sums.</param>
    /// <param name="y">Written: as many elements as the output has.</param>
    /// <param name="gathered">For convolutions: room for <see cref="MatrixProduct.Rows"/> rows of taps.</param>
    public static void Compute(FloatWeight layer, float[] x, float[] turned, float[] bias, OutputStage stage, float[] y, float[] gathered)
    {
        switch (layer)
        {
            case FloatConv { Depthwise: true } depthwise:
                Depthwise(depthwise, x, turned, bias, y);
                stage.Apply(y);
                break;
            case FloatConv conv:
                Convolution(conv, x, turned, bias, stage, y, gathered);
                break;
            default:
                MatrixProduct.One(x, turned, bias, y);
                stage.Apply(y);
                break;
        }
    }

    /// <summary>Weights as <see cref="Compute"/> takes them.</summary>
    public static float[] Turned(FloatWeight layer, float[] weights) => MatrixProduct.Turned(weights, layer.Outputs, layer.Taps);

    /// <summary>The inputs of a few output positions stand in rows, which are multiplied together.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convolution(FloatConv layer, float[] x, float[] turned, float[] bias, OutputStage stage, float[] y, float[] gathered)
    {
        TensorShape r = layer.Output.Shape;
        int taps = layer.Taps, positions = r.Height * r.Width, p = 0;
        Span<float> rows = gathered.AsSpan(0, MatrixProduct.Rows * taps);
        for (; p + MatrixProduct.Rows <= positions; p += MatrixProduct.Rows)
        {
            for (int i = 0; i < MatrixProduct.Rows; i++)
            {
                Gather(layer, x, p + i, rows.Slice(i * taps, taps));
            }

            Span<float> block = y.AsSpan(p * bias.Length, MatrixProduct.Rows * bias.Length);
            MatrixProduct.Four(rows, turned, bias, block);
            stage.Apply(block);
        }

        for (; p < positions; p++)
        {
            Gather(layer, x, p, rows[..taps]);
            Span<float> position = y.AsSpan(p * bias.Length, bias.Length);
            MatrixProduct.One(rows[..taps], turned, bias, position);
            stage.Apply(position);
        }
    }

    /// <summary>The inputs of one output position in a row, taps as the weights have them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(FloatWeight layer, float[] x, int position, Span<float> row)
    {
        if (layer is not FloatConv conv)
        {
            x.CopyTo(row);
            return;
        }

        TensorShape s = layer.Inputs[0].Shape;
        Window2D w = conv.Window;
        int top = position / layer.Output.Shape.Width * w.StrideHeight - w.PadTop, left = position % layer.Output.Shape.Width * w.StrideWidth - w.PadLeft, to = 0;
        for (int ky = 0; ky < w.KernelHeight; ky++)
        {
            int iy = top + ky * w.DilationHeight;
            if (w.DilationWidth == 1 && (uint)iy < (uint)s.Height && left >= 0 && left + w.KernelWidth <= s.Width)
            {
                // The taps of a line lie beside each other.
                x.AsSpan((iy * s.Width + left) * s.Channels, w.KernelWidth * s.Channels).CopyTo(row[to..]);
                to += w.KernelWidth * s.Channels;
                continue;
            }

            for (int kx = 0; kx < w.KernelWidth; kx++, to += s.Channels)
            {
                int ix = left + kx * w.DilationWidth;
                Span<float> tap = row.Slice(to, s.Channels);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Depthwise(FloatConv layer, float[] x, float[] turned, float[] bias, float[] y)
    {
        TensorShape s = layer.Inputs[0].Shape, r = layer.Output.Shape;
        Window2D w = layer.Window;
        int outputs = bias.Length, multiplier = outputs / s.Channels, stride = MatrixProduct.Stride(outputs);
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
                            Multiply(x.AsSpan((iy * s.Width + ix) * s.Channels, s.Channels), turned.AsSpan((ky * w.KernelWidth + kx) * stride, outputs), sums, multiplier);
                        }
                    }
                }
            }
        }
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
