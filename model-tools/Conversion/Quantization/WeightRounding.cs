using System.Runtime.CompilerServices;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// Rounds the weights of a layer so that its sums stay near, not each weight by itself: what rounding one weight adds to the sums over the
/// calibration data is taken back by the weights that are still to be rounded. With H = sum of x xT over inputs x and U the upper Cholesky factor of
/// its inverse: q[k] = round(w[k] / s), e = (w[k] - q[k] s) / U[k,k], w[j] -= e U[k,j] for j > k (Frantar et al., "GPTQ", 2023, algorithm 1).
/// </summary>
internal static class WeightRounding
{
    private const int MostSamples = 4096;

    /// <summary>The plan with the weights of its dense and convolution layers rounded together.</summary>
    /// <param name="simulator">Of the network.</param>
    /// <param name="plan">Scales.</param>
    /// <param name="held">The plan's values of calibration rows, [row][slot].</param>
    public static QuantizationPlan Round(NetworkSimulator simulator, QuantizationPlan plan, float[][][] held)
    {
        // The widest layers take longest: they come first, so that no core is left waiting for one at the end.
        FloatWeight[] layers = [.. simulator.Layers.OfType<FloatWeight>().Where(l => l is not FloatConv { Depthwise: true } && l.ToldScales is null).OrderByDescending(l => l.Taps)];
        var rounded = new QuantizedWeights?[layers.Length];
        Parallel.For(0, layers.Length, i =>
        {
            if (InverseFactor(Products(layers[i], held, simulator.Slot(layers[i].Inputs[0]))) is { } factor)
            {
                rounded[i] = Round(layers[i], QuantizedWeights.Quantize(layers[i], plan[layers[i].Inputs[0]]), factor);
            }
        });
        return plan with { Weights = layers.Index().Where(l => rounded[l.Index] is not null).ToDictionary(l => l.Item.Output.Id, l => rounded[l.Index]!) };
    }

    private static QuantizedWeights Round(FloatWeight layer, QuantizedWeights plain, double[] u)
    {
        int taps = layer.Taps;
        var values = new sbyte[plain.Values.Length];
        Parallel.For(0, layer.Outputs, o =>
        {
            double scale = plain.Scales[o];
            double[] w = layer.Weights.AsSpan(o * taps, taps).ToArray();
            for (int k = 0; k < taps; k++)
            {
                ReadOnlySpan<double> row = u.AsSpan(k * taps, taps);
                double q = Math.Clamp(Math.Round(w[k] / scale), -127, 127), error = (w[k] - q * scale) / row[k];
                values[o * taps + k] = (sbyte)q;
                for (int j = k + 1; j < w.Length; j++)
                {
                    w[j] -= error * row[j];
                }
            }
        });
        return plain with { Values = values };
    }

    /// <summary>Sum of x xT over positions, as many as the limit allows, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Products(FloatWeight layer, float[][][] held, int slot)
    {
        int taps = layer.Taps;
        TensorShape r = layer.Output.Shape;
        int positions = layer is FloatConv ? r.Height * r.Width : 1, step = Math.Max(1, held.Length * positions / MostSamples);
        var h = new float[taps * taps];
        var x = new float[taps];
        for (long at = 0; at < (long)held.Length * positions; at += step)
        {
            FloatKernels.Gather(layer, held[at / positions][slot], (int)(at % positions), x);

            // The product is symmetric: from the diagonal on is enough.
            for (int i = 0; i < taps; i++)
            {
                if (x[i] != 0)
                {
                    FloatKernels.MultiplyAdd(x.AsSpan(i), x[i], h.AsSpan(i * taps + i, taps - i));
                }
            }
        }

        var sums = new double[taps * taps];
        for (int i = 0; i < taps; i++)
        {
            for (int j = i; j < taps; j++)
            {
                sums[i * taps + j] = sums[j * taps + i] = h[i * taps + j];
            }
        }

        return sums;
    }

    /// <summary>The upper Cholesky factor of the inverse of h with a hundredth of its mean diagonal added, row by row; null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[]? InverseFactor(double[] h)
    {
        int n = (int)Math.Sqrt(h.Length);
        double mean = 0;
        for (int i = 0; i < n; i++)
        {
            mean += h[i * n + i] / n;
        }

        if (!(mean > 0))
        {
            return null;
        }

        // h = R RT with R upper triangular, found from the last row on; then the inverse of h is UT U with U = the inverse of R.
        var r = new double[n * n];
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = n - 1; j >= i; j--)
            {
                int behind = n - j - 1;
                double sum = h[i * n + j] + (i == j ? 0.01 * mean : 0) - DotProduct.Of(r.AsSpan(i * n + j + 1, behind), r.AsSpan(j * n + j + 1, behind));
                if (i == j)
                {
                    if (!(sum > 0))
                    {
                        return null;
                    }

                    r[i * n + i] = Math.Sqrt(sum);
                }
                else
                {
                    r[i * n + j] = sum / r[j * n + j];
                }
            }
        }

        return Inverse(r, n);
    }

    /// <summary>The inverse of an upper triangular matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Inverse(double[] r, int n)
    {
        var u = new double[n * n];
        Parallel.For(0, n, () => new double[n], (j, _, column) =>
        {
            // u[i, j] = -(sum over k = i+1..j of r[i, k] u[k, j]) / r[i, i]
            column[j] = u[j * n + j] = 1 / r[j * n + j];
            for (int i = j - 1; i >= 0; i--)
            {
                column[i] = u[i * n + j] = -DotProduct.Of(r.AsSpan(i * n + i + 1, j - i), column.AsSpan(i + 1, j - i)) / r[i * n + i];
            }

            return column;
        }, _ => { });
        return u;
    }
}
