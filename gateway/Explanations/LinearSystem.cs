namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>Gauss with the greatest pivot of a column.</summary>
internal static class LinearSystem
{
    /// <param name="rows">n rows of n coefficients and the right-hand side; left as they are.</param>
    public static double[] Solve(double[][] rows)
    {
        int n = rows.Length;
        double[][] a = [.. rows.Select(row => row.ToArray())];
        for (int column = 0; column < n; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < n; row++)
            {
                pivot = Math.Abs(a[row][column]) > Math.Abs(a[pivot][column]) ? row : pivot;
            }

            (a[column], a[pivot]) = (a[pivot], a[column]);
            for (int row = column + 1; row < n; row++)
            {
                double factor = a[row][column] / a[column][column];
                for (int k = column; k <= n; k++)
                {
                    a[row][k] -= factor * a[column][k];
                }
            }
        }

        double[] x = new double[n];
        for (int row = n - 1; row >= 0; row--)
        {
            double left = a[row][n];
            for (int k = row + 1; k < n; k++)
            {
                left -= a[row][k] * x[k];
            }

            x[row] = left / a[row][row];
        }

        return x;
    }
}
