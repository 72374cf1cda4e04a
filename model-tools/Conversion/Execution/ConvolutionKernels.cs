using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Convolution over one to three spatial axes with groups, dilation and padding.</summary>
internal static class ConvolutionKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["Conv"] = c => [Convolve(c.Node, c[0], c[1], c.Optional(2), c[0].Type)];
        table["ConvInteger"] = ConvInteger;
        table["ConvTranspose"] = c => [ConvolveTransposed(c.Node, c[0], c[1], c.Optional(2))];
    }

    /// <summary>y[n,o,p] = bias[o] + sum over c,k of x[n, g*C/G + c, p*stride - pad + k*dilation] * w[o,c,k], g the group of o.</summary>
    public static Tensor Convolve(GraphNode node, Tensor x, Tensor w, Tensor? bias, ElementType type)
    {
        if (x.Rank < 3 || w.Rank != x.Rank)
        {
            throw new OperatorException($"an input of shape {Tensor.Shape(x.Dims)} does not fit weights of shape {Tensor.Shape(w.Dims)}");
        }

        int rank = x.Rank - 2, channels = x.Dims[1], outputs = w.Dims[0], perGroup = w.Dims[1];
        long groups = node.Int("group", 1);
        if (groups < 1 || groups * perGroup != channels || outputs % groups != 0)
        {
            throw new OperatorException($"{channels} channels in {groups} groups do not fit weights of shape {Tensor.Shape(w.Dims)}");
        }

        if (node.Ints("kernel_shape") is { } told && !told.SequenceEqual(w.Dims[2..].Select(d => (long)d)))
        {
            throw new OperatorException($"kernel_shape [{string.Join(",", told)}] is not that of its weights {Tensor.Shape(w.Dims)}");
        }

        if (bias is not null && bias.Length != outputs)
        {
            throw new OperatorException($"{bias.Length} biases for {outputs} channels");
        }

        SpatialWindow s = SpatialWindow.Of(node, x.Dims[2..], w.Dims[2..]);
        var y = new Tensor(type, [x.Dims[0], outputs, .. s.OutputOf(rank)]);
        int[] inp = s.Input, outp = s.Output, k = s.Kernel;
        int kernelSize = k[0] * k[1] * k[2], plane = inp[0] * inp[1] * inp[2];
        WorkLimit.Check((long)y.Length * perGroup * kernelSize);
        int at = 0, outputsPerGroup = outputs / (int)groups;
        for (int n = 0; n < x.Dims[0]; n++)
        {
            for (int o = 0; o < outputs; o++)
            {
                int firstChannel = n * channels + o / outputsPerGroup * perGroup;
                for (int z = 0; z < outp[0]; z++)
                {
                    for (int r = 0; r < outp[1]; r++)
                    {
                        for (int q = 0; q < outp[2]; q++, at++)
                        {
                            double sum = bias is null ? 0 : bias.Data[o];
                            for (int c = 0; c < perGroup; c++)
                            {
                                int source = (firstChannel + c) * plane, weight = (o * perGroup + c) * kernelSize;
                                sum += Patch(x.Data, source, w.Data, weight, s, z, r, q);
                            }

                            y.Data[at] = ElementTypes.Store(type, sum);
                        }
                    }
                }
            }
        }

        return y;
    }

    private static double Patch(double[] x, int source, double[] w, int weight, SpatialWindow s, int z, int r, int q)
    {
        double sum = 0;
        for (int a = 0; a < s.Kernel[0]; a++)
        {
            int pz = z * s.Stride[0] - s.Begin[0] + a * s.Dilation[0];
            for (int b = 0; b < s.Kernel[1]; b++)
            {
                int pr = r * s.Stride[1] - s.Begin[1] + b * s.Dilation[1];
                if ((uint)pz >= (uint)s.Input[0] || (uint)pr >= (uint)s.Input[1])
                {
                    weight += s.Kernel[2];
                    continue;
                }

                int row = source + (pz * s.Input[1] + pr) * s.Input[2], pq = q * s.Stride[2] - s.Begin[2];
                for (int c = 0; c < s.Kernel[2]; c++, weight++, pq += s.Dilation[2])
                {
                    if ((uint)pq < (uint)s.Input[2])
                    {
                        sum += x[row + pq] * w[weight];
                    }
                }
            }
        }

        return sum;
    }

    /// <summary>y[n,o,q] = bias[o] + sum over c,p,k with q = p*stride - pad + k*dilation of x[n,c,p] * w[c,o,k], within each group.</summary>
    public static Tensor ConvolveTransposed(GraphNode node, Tensor x, Tensor w, Tensor? bias)
    {
        int rank = x.Rank - 2, channels = x.Rank > 1 ? x.Dims[1] : 0;
        long groups = node.Int("group", 1);
        if (x.Rank < 3 || w.Rank != x.Rank || w.Dims[0] != channels || groups < 1 || channels % groups != 0)
        {
            throw new OperatorException($"an input of shape {Tensor.Shape(x.Dims)} in {groups} groups does not fit weights of shape {Tensor.Shape(w.Dims)}");
        }

        TransposedWindow s = TransposedWindow.Of(node, x.Dims[2..], w.Dims[2..]);
        int perGroup = w.Dims[1], outputs = checked((int)(perGroup * groups)), channelsPerGroup = channels / (int)groups;
        if (bias is not null && bias.Length != outputs)
        {
            throw new OperatorException($"{bias.Length} biases for {outputs} channels");
        }

        var y = new Tensor(x.Type, [x.Dims[0], outputs, .. s.Output]);
        int positions = Tensor.Count(x.Dims.AsSpan(2)), taps = Tensor.Count(s.Kernel), outPositions = Tensor.Count(s.Output);
        WorkLimit.Check((long)x.Length * perGroup * taps);
        if ((long)positions * taps > Tensor.MaxElements)
        {
            throw new OperatorException($"{positions} positions times {taps} taps are too many");
        }

        var target = new int[positions, taps];
        for (int p = 0; p < positions; p++)
        {
            for (int k = 0; k < taps; k++)
            {
                target[p, k] = Target(s, x.Dims, rank, p, k);
            }
        }

        for (int n = 0; n < x.Dims[0]; n++)
        {
            for (int o = 0; o < outputs; o++)
            {
                int at = (n * outputs + o) * outPositions, first = o / perGroup * channelsPerGroup;
                Array.Fill(y.Data, bias is null ? 0 : bias.Data[o], at, outPositions);
                for (int c = first; c < first + channelsPerGroup; c++)
                {
                    int source = (n * channels + c) * positions, weight = (c * perGroup + o % perGroup) * taps;
                    for (int p = 0; p < positions; p++)
                    {
                        for (int k = 0; k < taps; k++)
                        {
                            if (target[p, k] >= 0)
                            {
                                y.Data[at + target[p, k]] += x.Data[source + p] * w.Data[weight + k];
                            }
                        }
                    }
                }
            }
        }

        return ElementwiseKernels.Map(y, v => v);
    }

    /// <summary>The output position that input position p reaches through tap k; -1 outside.</summary>
    private static int Target(TransposedWindow s, int[] dims, int rank, int p, int k)
    {
        int target = 0, step = 1;
        for (int a = rank - 1; a >= 0; a--)
        {
            int at = p % dims[a + 2] * s.Stride[a] - s.Begin[a] + k % s.Kernel[a] * s.Dilation[a];
            if ((uint)at >= (uint)s.Output[a])
            {
                return -1;
            }

            target += at * step;
            step *= s.Output[a];
            p /= dims[a + 2];
            k /= s.Kernel[a];
        }

        return target;
    }

    private static Tensor?[] ConvInteger(KernelCall c)
    {
        Tensor x = QuantizationKernels.Centred(c[0], c.Optional(2), null), w = QuantizationKernels.Centred(c[1], c.Optional(3), 0);
        return [Convolve(c.Node, x, w, null, ElementType.Int32)];
    }
}
