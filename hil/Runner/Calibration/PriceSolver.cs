namespace AIoT.Embedded.Hil.Calibration;

/// <summary>
/// Finds the rows' prices x that explain the timings y of mixes with row counts A: the x >= s p / 10 that makes
/// sum over mixes of ((A x - y) / y)^2 + w sum over rows of ((x - s p) / (s p))^2
/// least, where p is the shipped table and s the one factor that fits it best. The second sum decides where the mixes can't tell two rows apart, and keeps
/// rows that no mix holds (floating point) at the shipped table's proportions.
/// </summary>
public static class PriceSolver
{
    private const double PriorWeight = 0.003;
    private const double LeastPart = 0.1;
    private const int Sweeps = 4000;

    /// <summary>The prices, in the unit of the timings.</summary>
    /// <param name="counts">Row counts of each mix.</param>
    /// <param name="timings">What each mix took.</param>
    /// <param name="prior">The shipped prices.</param>
    /// <param name="scale">The factor s.</param>
    public static double[] Solve(IReadOnlyList<double[]> counts, IReadOnlyList<double> timings, IReadOnlyList<double> prior, out double scale)
    {
        int rows = prior.Count;

        // s: least squares of relative errors with one unknown.
        double top = 0;
        double bottom = 0;
        for (int m = 0; m < counts.Count; m++)
        {
            double ratio = Dot(counts[m], prior) / timings[m];
            top += ratio;
            bottom += ratio * ratio;
        }

        scale = bottom == 0 ? 1 : top / bottom;
        double[] x = new double[rows];
        for (int r = 0; r < rows; r++)
        {
            x[r] = scale * prior[r];
        }

        double[] guess = [.. x];

        // Coordinate descent: each price in turn takes its best value, the others held.
        double[] residual = [.. counts.Select((a, m) => (Dot(a, x) / timings[m]) - 1)];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            for (int r = 0; r < rows; r++)
            {
                double gradient = PriorWeight * (x[r] - guess[r]) / (guess[r] * guess[r]);
                double curvature = PriorWeight / (guess[r] * guess[r]);
                for (int m = 0; m < counts.Count; m++)
                {
                    double a = counts[m][r] / timings[m];
                    gradient += a * residual[m];
                    curvature += a * a;
                }

                double step = Math.Max((LeastPart * guess[r]) - x[r], -gradient / curvature);
                x[r] += step;
                for (int m = 0; m < counts.Count; m++)
                {
                    residual[m] += counts[m][r] / timings[m] * step;
                }
            }
        }

        return x;
    }

    private static double Dot(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Count; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
