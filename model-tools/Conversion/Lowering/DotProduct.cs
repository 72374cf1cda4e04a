using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>Sum of a[i] * b[i], in vectors of four on any machine, so that the same number comes out of each.</summary>
internal static class DotProduct
{
    public static double Of(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector256<double> sums = Vector256<double>.Zero;
        ReadOnlySpan<Vector256<double>> u = MemoryMarshal.Cast<double, Vector256<double>>(a), v = MemoryMarshal.Cast<double, Vector256<double>>(b);
        int i = 0;
        for (; i < u.Length && i < v.Length; i++)
        {
            sums += u[i] * v[i];
        }

        double sum = Vector256.Sum(sums);
        i *= Vector256<double>.Count;
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
