using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>
/// A transposed convolution of stride s as s ordinary ones an axis: output s q + r takes only the taps k with k = r + pad (mod s), and reads
/// input q + (r + pad - k) / s. Along the width the s results are the channels of one convolution, which lie on the board as s
/// neighbouring positions; along the height each row phase is a convolution, and their rows are joined one behind the other.
/// (Shi et al., "Is the deconvolution layer the same as a convolutional layer?", arXiv:1609.07009.)
/// </summary>
internal static class TransposedConvolution
{
    private const int MaxStride = 16;

    public static Place Lower(LoweringContext c, GraphNode node)
    {
        Place x = c.AsImage(node, c.In(node, 0));
        Tensor w = c.Constant(node, 1);
        Tensor? bias = c.OptionalConstant(node, 2);
        bool series = x.Dims.Length == 3;
        if (w.Rank != x.Dims.Length || w.Dims[0] != x.Shape.Channels)
        {
            throw new CannotLowerException($"weights of shape {Tensor.Shape(w.Dims)}", "use one or two spatial axes");
        }

        TransposedWindow s = TransposedWindow.Of(node, x.Dims[2..], w.Dims[2..]);
        if (s.Stride.Any(v => v > MaxStride))
        {
            throw new CannotLowerException($"a stride of {s.Stride.Max()}", $"use strides up to {MaxStride}");
        }

        if (s.Dilation.Any(d => d != 1))
        {
            throw new CannotLowerException("a transposed convolution with dilation", "use stride without dilation");
        }

        int groups = (int)node.Int("group", 1), outputs = w.Dims[1] * groups;
        Phase[] rows = series ? [new Phase(1, 1, 1, 0, 0, 0)] : Phases(s, 0, x.Shape.Height);
        Phase[] columns = Phases(s, series ? 0 : 1, x.Shape.Width);
        int outHeight = series ? 1 : s.Output[0], outWidth = s.Output[^1], strideHeight = series ? 1 : s.Stride[0], strideWidth = s.Stride[^1];
        if (outHeight % strideHeight != 0 || outWidth % strideWidth != 0)
        {
            throw new CannotLowerException($"its {outHeight} x {outWidth} outputs are no multiple of its stride", "choose pads and output_padding so that the output is the input times the stride");
        }

        int q = outWidth / strideWidth, p = outHeight / strideHeight;
        Phase wide = Phase.Cover(columns), high = Phase.Cover(rows);
        var parts = new NetworkValue[strideHeight];
        LoweringContext.CheckWeights((long)strideHeight * strideWidth * outputs * x.Shape.Channels * high.Taps * wide.Taps);
        for (int ry = 0; ry < strideHeight; ry++)
        {
            // Every phase gets the window that covers all of them; taps outside its own are 0.
            var window = new Window2D(high.Taps, wide.Taps, 1, 1, 1, 1, high.Before, wide.Before, p + high.Taps - 1 - x.Shape.Height - high.Before, q + wide.Taps - 1 - x.Shape.Width - wide.Before);
            if (window.PadTop < 0 || window.PadLeft < 0 || window.PadBottom < 0 || window.PadRight < 0)
            {
                throw new CannotLowerException("it cuts its output smaller than its input", "choose smaller pads");
            }

            int channels = x.Shape.Channels, perGroupIn = channels / groups, perGroupOut = w.Dims[1], taps = window.KernelHeight * window.KernelWidth * channels;
            var weights = new double[strideWidth * outputs * taps];
            var biases = new double[strideWidth * outputs];
            for (int rx = 0; rx < strideWidth; rx++)
            {
                for (int o = 0; o < outputs; o++)
                {
                    int row = rx * outputs + o;
                    biases[row] = bias is null ? 0 : bias.Data[o];
                    for (int ty = 0; ty < window.KernelHeight; ty++)
                    {
                        for (int tx = 0; tx < window.KernelWidth; tx++)
                        {
                            // Tap t reads input q + t - before, so k = r + pad - stride (t - before).
                            int ky = series ? 0 : ry + s.Begin[0] - strideHeight * (ty - high.Before), kx = rx + s.Begin[^1] - strideWidth * (tx - wide.Before);
                            if ((!series && (uint)ky >= (uint)w.Dims[2]) || (uint)kx >= (uint)w.Dims[^1])
                            {
                                continue;
                            }

                            int group = o / perGroupOut;
                            for (int i = group * perGroupIn; i < (group + 1) * perGroupIn; i++)
                            {
                                int source = ((i * perGroupOut + o % perGroupOut) * (series ? 1 : w.Dims[2]) + ky) * w.Dims[^1] + kx;
                                weights[row * taps + (ty * window.KernelWidth + tx) * channels + i] = w.Data[source];
                            }
                        }
                    }
                }
            }

            parts[ry] = c.NewValue($"{node.Outputs[0]} phase {ry}", new TensorShape(p, q, strideWidth * outputs));
            c.Layers.Add(new FloatConv { Name = strideHeight == 1 ? node.Name : $"{node.Name} row {ry}", Inputs = [x.Value], Output = parts[ry], Weights = weights, Bias = biases, Window = window, Depthwise = false });
        }

        return Woven(c, node, parts, new TensorShape(outHeight, outWidth, outputs), p);
    }

    /// <summary>Rows of the phases, one of each in turn.</summary>
    private static Place Woven(LoweringContext c, GraphNode node, NetworkValue[] parts, TensorShape shape, int rows)
    {
        var place = new Place(parts[0], c.OutDims(node), ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width));
        if (parts.Length > 1)
        {
            int row = shape.Width * shape.Channels;
            NetworkValue[] flat = Array.ConvertAll(parts, v => c.Reshaped(node.Name, place with { Value = v }, new TensorShape(rows, 1, row)).Value);
            NetworkValue woven = c.NewValue(node.Outputs[0] + " rows", new TensorShape(rows, 1, parts.Length * row));
            c.Layers.Add(new FloatConcatenate { Name = node.Name, Inputs = flat, Output = woven, Axis = 2 });
            place = place with { Value = woven };
        }

        return c.Reshaped(node.Name, place, shape);
    }

    private static Phase[] Phases(TransposedWindow s, int axis, int length)
    {
        var phases = new Phase[s.Stride[axis]];
        for (int r = 0; r < phases.Length; r++)
        {
            // Taps of this phase: k = first, first + stride, ... below the kernel; tap k reads input q + (r + pad - k) / stride.
            int first = (r + s.Begin[axis]) % s.Stride[axis];
            int count = first < s.Kernel[axis] ? (s.Kernel[axis] - 1 - first) / s.Stride[axis] + 1 : 0;
            int latest = (r + s.Begin[axis] - first) / s.Stride[axis], earliest = latest - count + 1;
            phases[r] = new Phase(count, length, s.Stride[axis], count == 0 ? 0 : earliest, count == 0 ? 0 : latest, r);
        }

        return phases;
    }

    /// <summary>One phase of an axis: it reads inputs q + Earliest to q + Latest.</summary>
    private sealed record Phase(int Count, int Length, int Stride, int Earliest, int Latest, int Remainder)
    {
        public int Taps => Latest - Earliest + 1;

        /// <summary>Inputs before q that the window reaches.</summary>
        public int Before => -Earliest;

        /// <summary>The window over all phases, q itself among them.</summary>
        public static Phase Cover(Phase[] phases) => phases[0] with { Earliest = Math.Min(0, phases.Min(p => p.Earliest)), Latest = Math.Max(0, phases.Max(p => p.Latest)) };
    }
}
