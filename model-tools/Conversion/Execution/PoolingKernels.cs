using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Maximum and average over windows and over whole planes.</summary>
internal static class PoolingKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["MaxPool"] = c => c.Node.Outputs.Length > 1 && c.Node.Outputs[1].Length > 0
            ? throw new OperatorException("the indices of maxima are not supported")
            : [Pool(c, average: false)];
        table["AveragePool"] = c => [Pool(c, average: true)];
        table["GlobalAveragePool"] = c => [Global(c[0], v => v.Average())];
        table["GlobalMaxPool"] = c => [Global(c[0], v => v.Max())];
    }

    private static Tensor Pool(KernelCall c, bool average)
    {
        Tensor x = c[0];
        if (x.Rank < 3)
        {
            throw new OperatorException($"an input of shape {Tensor.Shape(x.Dims)} has no spatial axes");
        }

        int[] kernel = c.Node.Ints("kernel_shape") is { } k ? Array.ConvertAll(k, KernelCall.ClampToInt) : throw new OperatorException("kernel_shape is missing");
        SpatialWindow s = SpatialWindow.Of(c.Node, x.Dims[2..], kernel);
        bool includePad = c.Node.Int("count_include_pad", 0) != 0;
        var y = new Tensor(x.Type, [x.Dims[0], x.Dims[1], .. s.OutputOf(x.Rank - 2)]);
        int[] i = s.Input, o = s.Output;
        WorkLimit.Check((long)y.Length * s.Kernel[0] * s.Kernel[1] * s.Kernel[2]);
        int plane = i[0] * i[1] * i[2], at = 0;
        for (int source = 0; source < x.Length; source += plane)
        {
            for (int z = 0; z < o[0]; z++)
            {
                for (int r = 0; r < o[1]; r++)
                {
                    for (int q = 0; q < o[2]; q++, at++)
                    {
                        y.Data[at] = ElementTypes.Store(x.Type, Window(x.Data, source, s, [z, r, q], average, includePad));
                    }
                }
            }
        }

        return y;
    }

    private static double Window(double[] x, int source, SpatialWindow s, int[] at, bool average, bool includePad)
    {
        double sum = 0, max = double.NegativeInfinity;
        int inside = 0, padded = 0;
        for (int a = 0; a < s.Kernel[0]; a++)
        {
            int p0 = at[0] * s.Stride[0] - s.Begin[0] + a * s.Dilation[0];
            for (int b = 0; b < s.Kernel[1]; b++)
            {
                int p1 = at[1] * s.Stride[1] - s.Begin[1] + b * s.Dilation[1];
                for (int c = 0; c < s.Kernel[2]; c++)
                {
                    int p2 = at[2] * s.Stride[2] - s.Begin[2] + c * s.Dilation[2];
                    if (p0 < s.Input[0] + s.End[0] && p1 < s.Input[1] + s.End[1] && p2 < s.Input[2] + s.End[2])
                    {
                        padded++;
                    }

                    if ((uint)p0 < (uint)s.Input[0] && (uint)p1 < (uint)s.Input[1] && (uint)p2 < (uint)s.Input[2])
                    {
                        double v = x[source + (p0 * s.Input[1] + p1) * s.Input[2] + p2];
                        sum += v;
                        max = Math.Max(max, v);
                        inside++;
                    }
                }
            }
        }

        return average ? sum / Math.Max(1, includePad ? padded : inside) : max;
    }

    private static Tensor Global(Tensor x, Func<IEnumerable<double>, double> reduce)
    {
        if (x.Rank < 3)
        {
            throw new OperatorException($"an input of shape {Tensor.Shape(x.Dims)} has no spatial axes");
        }

        int plane = Tensor.Count(x.Dims.AsSpan(2));
        if (plane == 0)
        {
            throw new OperatorException("its input is empty");
        }

        var y = new Tensor(x.Type, [x.Dims[0], x.Dims[1], .. Enumerable.Repeat(1, x.Rank - 2)]);
        for (int i = 0; i < y.Length; i++)
        {
            y.Data[i] = ElementTypes.Store(x.Type, reduce(new ArraySegment<double>(x.Data, i * plane, plane)));
        }

        return y;
    }
}
