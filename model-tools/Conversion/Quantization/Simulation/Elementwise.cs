using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>Element by element over whole tensors, in vectors.</summary>
internal static class Elementwise
{
    /// <summary>y = a + b, or a - b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sum(float[] a, float[] b, bool subtract, float[] y)
    {
        int i = 0;
        for (; i + Vector<float>.Count <= y.Length; i += Vector<float>.Count)
        {
            Vector<float> u = new(a, i), v = new(b, i);
            (subtract ? u - v : u + v).CopyTo(y, i);
        }

        for (; i < y.Length; i++)
        {
            y[i] = subtract ? a[i] - b[i] : a[i] + b[i];
        }
    }

    /// <summary>Between low and high, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Clip(Span<float> y, float low, float high)
    {
        Vector<float> least = new(low), most = new(high);
        foreach (ref Vector<float> v in MemoryMarshal.Cast<float, Vector<float>>(y))
        {
            v = Vector.Min(Vector.Max(v, least), most);
        }

        for (int i = y.Length / Vector<float>.Count * Vector<float>.Count; i < y.Length; i++)
        {
            y[i] = Math.Min(Math.Max(y[i], low), high);
        }
    }

    /// <summary>What integers of a scale hold: round(y * inverse), halves to even, between the least and the most, times step; in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Hold(Span<float> y, float step, float inverse, float least, float most)
    {
        Vector<float> steps = new(step), inverses = new(inverse), low = new(least), high = new(most);
        foreach (ref Vector<float> v in MemoryMarshal.Cast<float, Vector<float>>(y))
        {
            v = Vector.Min(Vector.Max(Vector.Round(v * inverses), low), high) * steps;
        }

        for (int i = y.Length / Vector<float>.Count * Vector<float>.Count; i < y.Length; i++)
        {
            y[i] = Math.Min(Math.Max(MathF.Round(y[i] * inverse), least), most) * step;
        }
    }
}
