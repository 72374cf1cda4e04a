namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>How near two executions of a model are over a set of inputs.</summary>
/// <param name="Rows">Inputs compared.</param>
/// <param name="SameTop">Inputs with the same largest output.</param>
/// <param name="MaxError">Largest difference of an output.</param>
/// <param name="RmsError">Root mean square difference of the outputs.</param>
public sealed record Agreement(int Rows, int SameTop, double MaxError, double RmsError)
{
    public double TopShare => Rows == 0 ? 1 : (double)SameTop / Rows;

    public static Agreement Of(IReadOnlyList<double[]> expected, IReadOnlyList<double[]> actual)
    {
        int same = 0;
        long count = 0;
        double max = 0, squares = 0;
        for (int r = 0; r < expected.Count; r++)
        {
            same += Top(expected[r]) == Top(actual[r]) ? 1 : 0;
            for (int i = 0; i < expected[r].Length; i++, count++)
            {
                double d = Math.Abs(expected[r][i] - actual[r][i]);
                max = Math.Max(max, d);
                squares += d * d;
            }
        }

        return new Agreement(expected.Count, same, max, Math.Sqrt(squares / Math.Max(1, count)));
    }

    internal static int Top(double[] scores)
    {
        int top = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            top = scores[i] > scores[top] ? i : top;
        }

        return top;
    }
}
