using AIoT.Embedded.ModelTools.Conversion.Graph;
using MathNet.Numerics;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>What ai.onnx.ml's models do to a row of scores at the end (attribute post_transform).</summary>
internal static class PostTransform
{
    public static void Apply(string transform, Span<double> row)
    {
        switch (transform)
        {
            case "NONE":
                break;
            case "LOGISTIC":
                Each(row, Logistic);
                break;
            case "PROBIT":
                Each(row, p => (float)(Math.Sqrt(2) * SpecialFunctions.ErfInv(2 * p - 1)));
                break;
            case "SOFTMAX" or "SOFTMAX_ZERO":
                Softmax(row, skipZeros: transform == "SOFTMAX_ZERO");
                break;
            default:
                throw new OperatorException($"post_transform {transform} is unknown");
        }
    }

    public static double Logistic(double v) => (float)(1 / (1 + Math.Exp(-v)));

    private static void Each(Span<double> row, Func<double, double> f)
    {
        foreach (ref double v in row)
        {
            v = f(v);
        }
    }

    /// <summary>SOFTMAX_ZERO leaves scores of 0 as they are: classes that no tree spoke for.</summary>
    private static void Softmax(Span<double> row, bool skipZeros)
    {
        double max = double.NegativeInfinity, sum = 0;
        foreach (double v in row)
        {
            max = Math.Max(max, v);
        }

        foreach (ref double v in row)
        {
            v = skipZeros && Math.Abs(v) <= 1e-7 ? 0 : Math.Exp(v - max);
            sum += v;
        }

        foreach (ref double v in row)
        {
            v = (float)(v / sum);
        }
    }
}
