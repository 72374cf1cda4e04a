using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Inference.Tests.Reference;

/// <summary>
/// Every layer as one obvious loop over the quantized model's own numbers: no image, no packing, no arena.
/// Weighted sums are taken in 64 bits (2^18 taps of 2^23 stay below 2^42) and requantized in 128, so nothing here can overflow unseen.
/// </summary>
public static class PlainExecutor
{
    /// <summary>The last layer's values for an input.</summary>
    public static int[] Run(QuantizedModel model, int[] input) => Tensors(model, input)[^1];

    /// <summary>All tensors' values for an input.</summary>
    public static int[][] Tensors(QuantizedModel model, int[] input)
    {
        IReadOnlyList<TensorShape> shapes = model.Shapes();
        IReadOnlyList<TensorType> types = model.Types();
        var tensors = new int[shapes.Count][];
        tensors[0] = model.InputType == TensorType.Features ? input : [.. input.Select(v => Clip(v, new ClipRange(Low(model.InputType), High(model.InputType))))];
        for (int i = 0; i < model.Layers.Count; i++)
        {
            int[] from = [.. model.InputsOf(i)];
            tensors[i + 1] = Layer(
                model.Layers[i],
                [.. from.Select(t => tensors[t])],
                [.. from.Select(t => shapes[t])],
                shapes[i + 1],
                types[i + 1]);
        }

        return tensors;
    }

    /// <summary>The arithmetic contract's requantization with the zero point and the clip.</summary>
    public static int Requantize(Int128 x, int m, int s, int zeroPoint, ClipRange clip) => Clip(((x * m + ((Int128)1 << (s - 1))) >> s) + zeroPoint, clip);

    private static int Clip(Int128 v, ClipRange clip) => v < clip.Low ? clip.Low : v > clip.High ? clip.High : (int)v;

    private static int Low(TensorType type) => type == TensorType.Int16 ? -32768 : -128;

    private static int High(TensorType type) => type == TensorType.Int16 ? 32767 : 127;

    private static int[] Layer(QuantizedLayer layer, int[][] x, TensorShape[] shapes, TensorShape output, TensorType type)
    {
        ClipRange clip = layer.Clip ?? new ClipRange(Low(type), High(type));
        int[] a = x[0];
        var y = new int[output.Count];
        switch (layer)
        {
            case NormalizeLayer n:
                for (int i = 0; i < y.Length; i++)
                {
                    y[i] = Requantize((Int128)a[i] - n.Offsets[i], n.Multipliers[i], n.Shift, n.ZeroPoint, clip);
                }

                return y;
            case DenseLayer d:
                for (int n = 0; n < d.Units; n++)
                {
                    long sum = d.Bias[n];
                    for (int k = 0; k < a.Length; k++)
                    {
                        sum += d.Weights[n * a.Length + k] * a[k];
                    }

                    y[n] = Requantize(sum, Of(d.Requantization.Multipliers, n), Of(d.Requantization.Shifts, n), d.ZeroPoint, clip);
                }

                return y;
            case ConvolutionLayer c:
                return Convolution(c, a, shapes[0], output, clip);
            case DepthwiseLayer d:
                return Depthwise(d, a, shapes[0], output, clip);
            case MaxPoolLayer p:
                return Pool(p.Window, a, shapes[0], output, (sum, max, count) => Clip(max, clip));
            case AveragePoolLayer p:
                return Pool(p.Window, a, shapes[0], output, (sum, max, count) => Requantize(
                    sum - (Int128)count * p.InputZeroPoint,
                    p.Requantization.Multipliers.Count == 1 ? p.Requantization.Multipliers[0] : p.Requantization.Multipliers[count - 1],
                    p.Requantization.Shifts[0],
                    p.ZeroPoint,
                    clip));
            case AddLayer add:
                for (int i = 0; i < y.Length; i++)
                {
                    Int128 sum = (Int128)(a[i] - add.ZeroPointA) * add.MultiplierA + (Int128)(x[1][i] - add.ZeroPointB) * add.MultiplierB;
                    y[i] = Requantize(sum, 1, add.Shift, add.ZeroPoint, clip);
                }

                return y;
            case ConcatenateLayer c:
                return Concatenate(c.Axis, x, shapes, output);
            case ReshapeLayer:
                return [.. a];
            case LookupLayer l:
                return [.. a.Select(v => (int)l.Table[v + 128])];
            case RescaleLayer r:
                return [.. a.Select(v => Requantize((Int128)v - r.InputZeroPoint, r.Requantization.Multipliers[0], r.Requantization.Shifts[0], r.ZeroPoint, clip))];
            case SoftmaxLayer s:
                return Softmax(s, a);
            case ScoresLayer s:
                return [.. a.Select(v => Requantize((Int128)v - s.InputZeroPoint, s.Requantization.Multipliers[0], s.Requantization.Shifts[0], 0, new ClipRange(0, 32768)))];
            case ReconstructionErrorLayer r:
                Int128 squares = 0;
                for (int i = 0; i < a.Length; i++)
                {
                    Int128 d = (Int128)(a[i] - r.ZeroPointA) * r.MultiplierA - (Int128)(x[1][i] - r.ZeroPointB) * r.MultiplierB;
                    squares += d * d;
                }

                squares = r.PreShift == 0 ? squares : (squares + ((Int128)1 << (r.PreShift - 1))) >> r.PreShift;
                return [Requantize(Int128.Min(squares, int.MaxValue), r.Multiplier, r.Shift, 0, new ClipRange(0, 32768))];
            default:
                throw new NotSupportedException(layer.Kind.ToString());
        }
    }

    private static int[] Convolution(ConvolutionLayer c, int[] a, TensorShape input, TensorShape output, ClipRange clip)
    {
        WindowGeometry w = c.Window;
        var y = new int[output.Count];
        int at = 0;
        for (int row = 0; row < output.Height; row++)
        {
            for (int column = 0; column < output.Width; column++)
            {
                for (int n = 0; n < c.Units; n++)
                {
                    long sum = c.Bias[n];
                    int k = n * w.KernelHeight * w.KernelWidth * input.Channels;
                    for (int i = 0; i < w.KernelHeight; i++)
                    {
                        for (int j = 0; j < w.KernelWidth; j++)
                        {
                            int py = row * w.StrideHeight - w.PadTop + i * w.DilationHeight;
                            int px = column * w.StrideWidth - w.PadLeft + j * w.DilationWidth;
                            for (int ch = 0; ch < input.Channels; ch++)
                            {
                                sum += c.Weights[k++] * At(a, input, py, px, ch, c.InputZeroPoint);
                            }
                        }
                    }

                    y[at++] = Requantize(sum, Of(c.Requantization.Multipliers, n), Of(c.Requantization.Shifts, n), c.ZeroPoint, clip);
                }
            }
        }

        return y;
    }

    private static int[] Depthwise(DepthwiseLayer d, int[] a, TensorShape input, TensorShape output, ClipRange clip)
    {
        WindowGeometry w = d.Window;
        var y = new int[output.Count];
        int at = 0;
        for (int row = 0; row < output.Height; row++)
        {
            for (int column = 0; column < output.Width; column++)
            {
                for (int n = 0; n < output.Channels; n++)
                {
                    long sum = d.Bias[n];
                    for (int i = 0; i < w.KernelHeight; i++)
                    {
                        for (int j = 0; j < w.KernelWidth; j++)
                        {
                            int py = row * w.StrideHeight - w.PadTop + i * w.DilationHeight;
                            int px = column * w.StrideWidth - w.PadLeft + j * w.DilationWidth;
                            sum += d.Weights[(i * w.KernelWidth + j) * output.Channels + n] * At(a, input, py, px, n / d.DepthMultiplier, d.InputZeroPoint);
                        }
                    }

                    y[at++] = Requantize(sum, Of(d.Requantization.Multipliers, n), Of(d.Requantization.Shifts, n), d.ZeroPoint, clip);
                }
            }
        }

        return y;
    }

    private static int[] Pool(WindowGeometry w, int[] a, TensorShape input, TensorShape output, Func<long, int, int, int> result)
    {
        var y = new int[output.Count];
        int at = 0;
        for (int row = 0; row < output.Height; row++)
        {
            for (int column = 0; column < output.Width; column++)
            {
                for (int ch = 0; ch < input.Channels; ch++)
                {
                    long sum = 0;
                    int max = int.MinValue;
                    int count = 0;
                    for (int i = 0; i < w.KernelHeight; i++)
                    {
                        for (int j = 0; j < w.KernelWidth; j++)
                        {
                            int py = row * w.StrideHeight - w.PadTop + i;
                            int px = column * w.StrideWidth - w.PadLeft + j;
                            if (py >= 0 && py < input.Height && px >= 0 && px < input.Width)
                            {
                                int v = a[(py * input.Width + px) * input.Channels + ch];
                                sum += v;
                                max = Math.Max(max, v);
                                count++;
                            }
                        }
                    }

                    y[at++] = result(sum, max, count);
                }
            }
        }

        return y;
    }

    private static int[] Concatenate(int axis, int[][] x, TensorShape[] shapes, TensorShape output)
    {
        var y = new int[output.Count];
        int row0 = 0, column0 = 0, channel0 = 0;
        for (int t = 0; t < x.Length; t++)
        {
            TensorShape s = shapes[t];
            for (int i = 0; i < s.Height; i++)
            {
                for (int j = 0; j < s.Width; j++)
                {
                    for (int ch = 0; ch < s.Channels; ch++)
                    {
                        y[((row0 + i) * output.Width + column0 + j) * output.Channels + channel0 + ch] = x[t][(i * s.Width + j) * s.Channels + ch];
                    }
                }
            }

            row0 += axis == 0 ? s.Height : 0;
            column0 += axis == 1 ? s.Width : 0;
            channel0 += axis == 2 ? s.Channels : 0;
        }

        return y;
    }

    private static int[] Softmax(SoftmaxLayer layer, int[] a)
    {
        Int128[] fine = Powers(layer.Ratio), coarse = Powers(layer.CoarseRatio ?? 1);
        Int128 E(int d) => layer.CoarseRatio is null ? fine[d] : (fine[d % 256] * coarse[d / 256] + (1 << 29)) >> 30;
        int max = a.Max();
        Int128 sum = 0;
        foreach (int v in a)
        {
            sum += E(max - v);
        }

        return [.. a.Select(v => (int)((E(max - v) * 32768 + sum / 2) / sum))];
    }

    private static Int128[] Powers(int ratio)
    {
        var e = new Int128[256];
        e[0] = 1 << 30;
        for (int d = 1; d < 256; d++)
        {
            e[d] = (e[d - 1] * ratio + (1 << 30)) >> 31;
        }

        return e;
    }

    private static int At(int[] a, TensorShape s, int y, int x, int ch, int outside) =>
        y >= 0 && y < s.Height && x >= 0 && x < s.Width ? a[(y * s.Width + x) * s.Channels + ch] : outside;

    private static int Of(IReadOnlyList<int> values, int n) => values.Count == 1 ? values[0] : values[n];
}
