using System.Numerics;
using System.Runtime.InteropServices;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>Element by element over whole tensors, in vectors.</summary>
internal static class Elementwise
{
    /// <summary>a + b, or a - b.</summary>
    public static float[] Sum(float[] a, float[] b, bool subtract)
    {
        var y = new float[a.Length];
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

        return y;
    }

    /// <summary>y[p][c] += add[c].</summary>
    public static void AddToChannels(float[] y, double[] add)
    {
        float[] each = Array.ConvertAll(add, v => (float)v);
        for (int at = 0; at < y.Length; at += each.Length)
        {
            for (int c = 0; c < each.Length; c++)
            {
                y[at + c] += each[c];
            }
        }
    }

    /// <summary>Between low and high, in place.</summary>
    public static void Clip(float[] y, float low, float high)
    {
        Vector<float> least = new(low), most = new(high);
        foreach (ref Vector<float> v in MemoryMarshal.Cast<float, Vector<float>>(y.AsSpan()))
        {
            v = Vector.Min(Vector.Max(v, least), most);
        }

        for (int i = y.Length / Vector<float>.Count * Vector<float>.Count; i < y.Length; i++)
        {
            y[i] = Math.Min(Math.Max(y[i], low), high);
        }
    }

    /// <summary>What integers of a scale hold: round(y * inverse), halves to even, between the least and the most, times step; in place.</summary>
    public static void Hold(float[] y, float step, float inverse, float least, float most)
    {
        Vector<float> steps = new(step), inverses = new(inverse), low = new(least), high = new(most);
        foreach (ref Vector<float> v in MemoryMarshal.Cast<float, Vector<float>>(y.AsSpan()))
        {
            v = Vector.Min(Vector.Max(Vector.Round(v * inverses), low), high) * steps;
        }

        for (int i = y.Length / Vector<float>.Count * Vector<float>.Count; i < y.Length; i++)
        {
            y[i] = Math.Min(Math.Max(MathF.Round(y[i] * inverse), least), most) * step;
        }
    }
}
