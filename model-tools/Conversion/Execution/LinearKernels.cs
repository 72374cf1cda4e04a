using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Matrix products and the per-channel affine map of batch normalization.</summary>
internal static class LinearKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["MatMul"] = c => [MatMul(c[0], c[1])];
        table["Gemm"] = Gemm;
        table["BatchNormalization"] = BatchNormalization;
    }

    /// <summary>y[..., i, j] = sum over k of a[..., i, k] * b[..., k, j]; a vector gets an axis of 1 for the product.</summary>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        if (a.Rank == 0 || b.Rank == 0)
        {
            throw new OperatorException("a scalar is no matrix");
        }

        int[] da = a.Rank == 1 ? [1, a.Dims[0]] : a.Dims, db = b.Rank == 1 ? [b.Dims[0], 1] : b.Dims;
        int m = da[^2], k = da[^1], n = db[^1];
        if (db[^2] != k)
        {
            throw new OperatorException($"{Tensor.Shape(a.Dims)} times {Tensor.Shape(b.Dims)}: {k} columns meet {db[^2]} rows");
        }

        int[] batch = ElementwiseKernels.BroadcastShape(da[..^2], db[..^2]);
        int[] stepA = ElementwiseKernels.BroadcastStrides(da[..^2], batch), stepB = ElementwiseKernels.BroadcastStrides(db[..^2], batch);
        var y = new Tensor(a.Type, [.. batch, m, n]);
        WorkLimit.Check((long)y.Length * k);
        int batches = Tensor.Count(batch);
        for (int q = 0; q < batches; q++)
        {
            int offsetA = 0, offsetB = 0, rest = q;
            for (int axis = batch.Length - 1; axis >= 0; axis--)
            {
                offsetA += rest % batch[axis] * stepA[axis] * m * k;
                offsetB += rest % batch[axis] * stepB[axis] * k * n;
                rest /= batch[axis];
            }

            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    double sum = 0;
                    for (int t = 0; t < k; t++)
                    {
                        sum += a.Data[offsetA + i * k + t] * b.Data[offsetB + t * n + j];
                    }

                    y.Data[(q * m + i) * n + j] = ElementTypes.Store(y.Type, sum);
                }
            }
        }

        int[] dims = a.Rank == 1 && b.Rank == 1 ? batch : a.Rank == 1 ? [.. batch, n] : b.Rank == 1 ? [.. batch, m] : y.Dims;
        return y.Reshaped(dims);
    }

    /// <summary>y = alpha * A' * B' + beta * C.</summary>
    private static Tensor?[] Gemm(KernelCall c)
    {
        Tensor a = c.Node.Int("transA", 0) != 0 ? ShapeKernels.Transpose(c[0], [1, 0]) : c[0];
        Tensor b = c.Node.Int("transB", 0) != 0 ? ShapeKernels.Transpose(c[1], [1, 0]) : c[1];
        if (a.Rank != 2 || b.Rank != 2)
        {
            throw new OperatorException("takes matrices");
        }

        double alpha = c.Node.Float("alpha", 1), beta = c.Node.Float("beta", 1);
        Tensor y = MatMul(a, b);
        if (c.Optional(2) is { } bias)
        {
            return [ElementwiseKernels.Broadcast(y, bias, y.Type, (p, q) => alpha * p + beta * q)];
        }

        return [alpha == 1 ? y : ElementwiseKernels.Map(y, v => alpha * v)];
    }

    /// <summary>y = scale * (x - mean) / sqrt(var + epsilon) + bias, per channel (axis 1).</summary>
    private static Tensor?[] BatchNormalization(KernelCall c)
    {
        if (c.Node.Int("training_mode", 0) != 0 || c.Node.Outputs.Skip(1).Any(o => o.Length > 0))
        {
            throw new OperatorException("batch normalization in training mode: export the model for inference");
        }

        Tensor x = c[0], scale = c[1], bias = c[2], mean = c[3], variance = c[4];
        double epsilon = c.Node.Float("epsilon", 1e-5f);
        int channels = x.Rank > 1 ? x.Dims[1] : 1;
        if (scale.Length != channels || bias.Length != channels || mean.Length != channels || variance.Length != channels)
        {
            throw new OperatorException($"its parameters do not fit {channels} channels");
        }

        int inner = x.Rank > 1 ? Tensor.Count(x.Dims.AsSpan(2)) : 1;
        var y = new Tensor(x.Type, x.Dims);
        for (int i = 0; i < y.Length; i++)
        {
            int ch = i / inner % channels;
            y.Data[i] = ElementTypes.Store(x.Type, scale.Data[ch] * (x.Data[i] - mean.Data[ch]) / Math.Sqrt(variance.Data[ch] + epsilon) + bias.Data[ch]);
        }

        return [y];
    }
}
