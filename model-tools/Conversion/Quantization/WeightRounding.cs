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
    /// <param name="held">The plan's values of calibration rows.</param>
    public static QuantizationPlan Round(NetworkSimulator simulator, QuantizationPlan plan, float[][][] held)
    {
        var weights = new Dictionary<int, QuantizedWeights>();
        foreach (FloatWeight layer in simulator.Layers.OfType<FloatWeight>().Where(l => l is not FloatConv { Depthwise: true } && l.ToldScales is null))
        {
            double[,] h = Products(layer, held, simulator.Slot(layer.Inputs[0]));
            if (InverseFactor(h) is { } factor)
            {
                weights[layer.Output.Id] = Round(layer, QuantizedWeights.Quantize(layer, plan[layer.Inputs[0]]), factor);
            }
        }

        return plan with { Weights = weights };
    }

    private static QuantizedWeights Round(FloatWeight layer, QuantizedWeights plain, double[,] u)
    {
        int taps = layer.Taps;
        var values = new sbyte[plain.Values.Length];
        Parallel.For(0, layer.Outputs, o =>
        {
            double scale = plain.Scales[o];
            double[] w = layer.Weights.AsSpan(o * taps, taps).ToArray();
            for (int k = 0; k < taps; k++)
            {
                double q = Math.Clamp(Math.Round(w[k] / scale), -127, 127), error = (w[k] - q * scale) / u[k, k];
                values[o * taps + k] = (sbyte)q;
                for (int j = k + 1; j < taps; j++)
                {
                    w[j] -= error * u[k, j];
                }
            }
        });
        return plain with { Values = values };
    }

    /// <summary>Sum of x xT over positions, as many as the limit allows.</summary>
    private static double[,] Products(FloatWeight layer, float[][][] held, int slot)
    {
        int taps = layer.Taps;
        TensorShape r = layer.Output.Shape;
        int positions = layer is FloatConv ? r.Height * r.Width : 1, step = Math.Max(1, held.Length * positions / MostSamples);
        var h = new float[taps, taps];
        var x = new float[taps];
        for (long at = 0; at < (long)held.Length * positions; at += step)
        {
            FloatKernels.Gather(layer, held[at / positions][slot], (int)(at % positions), x);
            for (int i = 0; i < taps; i++)
            {
                if (x[i] == 0)
                {
                    continue;
                }

                Span<float> row = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref h[i, 0], taps);
                FloatKernels.MultiplyAdd(x, x[i], row);
            }
        }

        var sums = new double[taps, taps];
        for (int i = 0; i < taps; i++)
        {
            for (int j = 0; j < taps; j++)
            {
                sums[i, j] = h[i, j];
            }
        }

        return sums;
    }

    /// <summary>The upper Cholesky factor of the inverse of h with a hundredth of its mean diagonal added; null where there is none.</summary>
    private static double[,]? InverseFactor(double[,] h)
    {
        int n = h.GetLength(0);
        double mean = 0;
        for (int i = 0; i < n; i++)
        {
            mean += h[i, i] / n;
        }

        if (!(mean > 0))
        {
            return null;
        }

        // h = R RT with R upper triangular, found from the last row on; then the inverse of h is UT U with U = the inverse of R.
        var r = new double[n, n];
        for (int i = n - 1; i >= 0; i--)
        {
            for (int j = n - 1; j >= i; j--)
            {
                double sum = h[i, j] + (i == j ? 0.01 * mean : 0);
                for (int k = j + 1; k < n; k++)
                {
                    sum -= r[i, k] * r[j, k];
                }

                if (i == j)
                {
                    if (!(sum > 0))
                    {
                        return null;
                    }

                    r[i, i] = Math.Sqrt(sum);
                }
                else
                {
                    r[i, j] = sum / r[j, j];
                }
            }
        }

        return Inverse(r);
    }

    /// <summary>The inverse of an upper triangular matrix.</summary>
    private static double[,] Inverse(double[,] r)
    {
        int n = r.GetLength(0);
        var u = new double[n, n];
        Parallel.For(0, n, j =>
        {
            u[j, j] = 1 / r[j, j];
            for (int i = j - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int k = i + 1; k <= j; k++)
                {
                    sum += r[i, k] * u[k, j];
                }

                u[i, j] = -sum / r[i, i];
            }
        });
        return u;
    }
}
