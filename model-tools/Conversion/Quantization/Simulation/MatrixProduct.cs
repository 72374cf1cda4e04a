using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>Products of rows with a matrix of weights in 32-bit floating point: y[p][o] = bias[o] + sum over t of x[p][t] * w[t][o].</summary>
internal static class MatrixProduct
{
    /// <summary>Rows that are computed together: each load of weights then serves all of them.</summary>
    public const int Rows = 4;

    /// <summary>Weights by [tap][output] with room for whole vectors: neighbouring outputs share the load of an input.</summary>
    /// <param name="weights">By [output][tap].</param>
    /// <param name="outputs">Number of outputs.</param>
    /// <param name="taps">Weights of one output.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float[] Turned(float[] weights, int outputs, int taps)
    {
        int stride = Stride(outputs);
        var turned = new float[taps * stride];
        for (int o = 0; o < outputs; o++)
        {
            for (int t = 0; t < taps; t++)
            {
                turned[t * stride + o] = weights[o * taps + t];
            }
        }

        return turned;
    }

    /// <summary>Elements from one tap's weights to the next one's.</summary>
    public static int Stride(int outputs) => (outputs + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    /// <summary>One row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One(ReadOnlySpan<float> x, float[] turned, float[] bias, Span<float> y)
    {
        int width = Vector<float>.Count, stride = Stride(bias.Length);
        ref float w = ref MemoryMarshal.GetArrayDataReference(turned);
        int o = 0;
        for (; o + 4 * width <= stride; o += 4 * width)
        {
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int t = 0, at = o; t < x.Length; t++, at += stride)
            {
                // Behind a ReLU many inputs are zero.
                if (x[t] != 0)
                {
                    var v = new Vector<float>(x[t]);
                    s0 = Vector.FusedMultiplyAdd(v, Vector.LoadUnsafe(ref w, (nuint)at), s0);
                    s1 = Vector.FusedMultiplyAdd(v, Vector.LoadUnsafe(ref w, (nuint)(at + width)), s1);
                    s2 = Vector.FusedMultiplyAdd(v, Vector.LoadUnsafe(ref w, (nuint)(at + 2 * width)), s2);
                    s3 = Vector.FusedMultiplyAdd(v, Vector.LoadUnsafe(ref w, (nuint)(at + 3 * width)), s3);
                }
            }

            Store(s0, bias, o, y);
            Store(s1, bias, o + width, y);
            Store(s2, bias, o + 2 * width, y);
            Store(s3, bias, o + 3 * width, y);
        }

        for (; o < stride; o += width)
        {
            Vector<float> sum = default;
            for (int t = 0, at = o; t < x.Length; t++, at += stride)
            {
                sum = Vector.FusedMultiplyAdd(new Vector<float>(x[t]), Vector.LoadUnsafe(ref w, (nuint)at), sum);
            }

            Store(sum, bias, o, y);
        }
    }

    /// <summary><see cref="Rows"/> rows of x, one behind the other, into as many of y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four(ReadOnlySpan<float> x, float[] turned, float[] bias, Span<float> y)
    {
        int taps = x.Length / Rows, outputs = bias.Length, width = Vector<float>.Count, stride = Stride(outputs);
        ref float w = ref MemoryMarshal.GetArrayDataReference(turned);
        ref float x0 = ref MemoryMarshal.GetReference(x), x1 = ref MemoryMarshal.GetReference(x[taps..]), x2 = ref MemoryMarshal.GetReference(x[(2 * taps)..]), x3 = ref MemoryMarshal.GetReference(x[(3 * taps)..]);
        int o = Vector512.IsHardwareAccelerated ? FourWide(x, turned, bias, y) : 0;
        for (; o + 2 * width <= stride; o += 2 * width)
        {
            Vector<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            for (int t = 0, at = o; t < taps; t++, at += stride)
            {
                Vector<float> w0 = Vector.LoadUnsafe(ref w, (nuint)at), w1 = Vector.LoadUnsafe(ref w, (nuint)(at + width));
                var v = new Vector<float>(Unsafe.Add(ref x0, t));
                a0 = Vector.FusedMultiplyAdd(v, w0, a0);
                a1 = Vector.FusedMultiplyAdd(v, w1, a1);
                v = new Vector<float>(Unsafe.Add(ref x1, t));
                b0 = Vector.FusedMultiplyAdd(v, w0, b0);
                b1 = Vector.FusedMultiplyAdd(v, w1, b1);
                v = new Vector<float>(Unsafe.Add(ref x2, t));
                c0 = Vector.FusedMultiplyAdd(v, w0, c0);
                c1 = Vector.FusedMultiplyAdd(v, w1, c1);
                v = new Vector<float>(Unsafe.Add(ref x3, t));
                d0 = Vector.FusedMultiplyAdd(v, w0, d0);
                d1 = Vector.FusedMultiplyAdd(v, w1, d1);
            }

            Store(a0, bias, o, y);
            Store(a1, bias, o + width, y);
            Store(b0, bias, o, y[outputs..]);
            Store(b1, bias, o + width, y[outputs..]);
            Store(c0, bias, o, y[(2 * outputs)..]);
            Store(c1, bias, o + width, y[(2 * outputs)..]);
            Store(d0, bias, o, y[(3 * outputs)..]);
            Store(d1, bias, o + width, y[(3 * outputs)..]);
        }

        if (o < stride)
        {
            Vector<float> a = default, b = default, c = default, d = default;
            for (int t = 0, at = o; t < taps; t++, at += stride)
            {
                Vector<float> w0 = Vector.LoadUnsafe(ref w, (nuint)at);
                a = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref x0, t)), w0, a);
                b = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref x1, t)), w0, b);
                c = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref x2, t)), w0, c);
                d = Vector.FusedMultiplyAdd(new Vector<float>(Unsafe.Add(ref x3, t)), w0, d);
            }

            Store(a, bias, o, y);
            Store(b, bias, o, y[outputs..]);
            Store(c, bias, o, y[(2 * outputs)..]);
            Store(d, bias, o, y[(3 * outputs)..]);
        }
    }

    /// <summary>As <see cref="Four"/> for as many outputs as fill two of the widest vectors, with the same sums in the same order.</summary>
    /// <returns>Outputs that are done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int FourWide(ReadOnlySpan<float> x, float[] turned, float[] bias, Span<float> y)
    {
        const int width = 16;
        int taps = x.Length / Rows, outputs = bias.Length, stride = Stride(outputs), o = 0;
        ref float w = ref MemoryMarshal.GetArrayDataReference(turned);
        ref float x0 = ref MemoryMarshal.GetReference(x), x1 = ref MemoryMarshal.GetReference(x[taps..]), x2 = ref MemoryMarshal.GetReference(x[(2 * taps)..]), x3 = ref MemoryMarshal.GetReference(x[(3 * taps)..]);
        for (; o + 2 * width <= outputs; o += 2 * width)
        {
            Vector512<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            for (int t = 0, at = o; t < taps; t++, at += stride)
            {
                Vector512<float> w0 = Vector512.LoadUnsafe(ref w, (nuint)at), w1 = Vector512.LoadUnsafe(ref w, (nuint)(at + width));
                var v = Vector512.Create(Unsafe.Add(ref x0, t));
                a0 = Vector512.FusedMultiplyAdd(v, w0, a0);
                a1 = Vector512.FusedMultiplyAdd(v, w1, a1);
                v = Vector512.Create(Unsafe.Add(ref x1, t));
                b0 = Vector512.FusedMultiplyAdd(v, w0, b0);
                b1 = Vector512.FusedMultiplyAdd(v, w1, b1);
                v = Vector512.Create(Unsafe.Add(ref x2, t));
                c0 = Vector512.FusedMultiplyAdd(v, w0, c0);
                c1 = Vector512.FusedMultiplyAdd(v, w1, c1);
                v = Vector512.Create(Unsafe.Add(ref x3, t));
                d0 = Vector512.FusedMultiplyAdd(v, w0, d0);
                d1 = Vector512.FusedMultiplyAdd(v, w1, d1);
            }

            Vector512<float> bias0 = Vector512.Create<float>(bias.AsSpan(o)), bias1 = Vector512.Create<float>(bias.AsSpan(o + width));
            Store(a0 + bias0, a1 + bias1, y[o..]);
            Store(b0 + bias0, b1 + bias1, y[(outputs + o)..]);
            Store(c0 + bias0, c1 + bias1, y[(2 * outputs + o)..]);
            Store(d0 + bias0, d1 + bias1, y[(3 * outputs + o)..]);
        }

        return o;
    }

    private static void Store(Vector512<float> first, Vector512<float> second, Span<float> y)
    {
        first.CopyTo(y);
        second.CopyTo(y[Vector512<float>.Count..]);
    }

    /// <summary>y[from..] = sums + bias[from..], as far as there are outputs.</summary>
    private static void Store(Vector<float> sums, float[] bias, int from, Span<float> y)
    {
        if (from + Vector<float>.Count <= bias.Length)
        {
            (sums + new Vector<float>(bias, from)).CopyTo(y[from..]);
            return;
        }

        for (int i = 0; from + i < bias.Length; i++)
        {
            y[from + i] = sums[i] + bias[from + i];
        }
    }
}
