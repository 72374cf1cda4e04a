namespace AIoT.Embedded.Signal
{
    /// <summary>The tables of <see cref="RealSpectrum"/>, laid out as its kernels read them: one array a row, so that no index has to be computed.</summary>
    internal static class SpectrumTables
    {
        private const int TablePoints = 2048;
        private const int Quarter = TablePoints / 4;

        /// <summary>
        /// [n1][c] = 2^30 w[n] / N rounded to nearest, n = N2 n1 + c - N2/2, for n1 = 0..N1/2 and c = 0..N2.
        /// The other half follows from w[n] = w[N - n]. At most 2^22.
        /// </summary>
        internal static long[][] Windows(int points, int rows, int columns, int window, int[] cosines)
        {
            long[][] table = new long[(rows >> 1) + 1][];
            for (int n1 = 0; n1 < table.Length; n1++)
            {
                if (n1 > 0 && window == WindowKind.Rectangular)
                {
                    // All rows are alike.
                    table[n1] = table[0];
                    continue;
                }

                long[] row = new long[columns + 1];
                for (int c = 0; c <= columns; c++)
                {
                    row[c] = Weight(columns * n1 + c - (columns >> 1), points, window, cosines);
                }

                table[n1] = row;
            }

            return table;
        }

        /// <summary>
        /// [n1][c] of <see cref="Windows"/> in int32 for n1 = 0..N1/4: n = -N2/2..N/4 + N2/2. The rest is <see cref="BothWeights"/> - w[N/2 - n],
        /// to the last bit: so it is for 2048 points, and a test says so.
        /// </summary>
        internal static int[][] QuarterWindows(int points, int rows, int columns, int window, int[] cosines)
        {
            int[][] table = new int[(rows >> 2) + 1][];
            for (int n1 = 0; n1 < table.Length; n1++)
            {
                if (n1 > 0 && window == WindowKind.Rectangular)
                {
                    table[n1] = table[0];
                    continue;
                }

                int[] row = new int[columns + 1];
                for (int c = 0; c <= columns; c++)
                {
                    row[c] = Weight(columns * n1 + c - (columns >> 1), points, window, cosines);
                }

                table[n1] = row;
            }

            return table;
        }

        /// <summary>2^30 (w[n] + w[N/2 - n]) / N.</summary>
        internal static long BothWeights(int points, int window)
        {
            return (window == WindowKind.Hann ? 1L << 30 : 2L << 30) / points;
        }

        /// <summary>cos(2 pi k / 2048) in Q20 for k = 0..512: all twiddle factors.</summary>
        internal static int[] Quarters(int[] cosines)
        {
            int[] table = new int[cosines.Length];
            for (int k = 0; k < table.Length; k++)
            {
                table[k] = (cosines[k] + (1 << 9)) >> 10;
            }

            return table;
        }

        /// <summary>[k][2 m - 2] = cos(2 pi k m / N), [k][2 m - 1] = sin(2 pi k m / N) in Q20, for k = 1..N1/2-1 and m = 1..N2/2: all in the first quarter.</summary>
        internal static int[][] Twiddles(int points, int rows, int columns, int[] cosines)
        {
            int step = TablePoints / points;
            int[][] table = new int[rows >> 1][];
            for (int k = 1; k < table.Length; k++)
            {
                int[] row = new int[columns];
                for (int m = 1; m <= columns >> 1; m++)
                {
                    int angle = k * m * step;
                    row[2 * m - 2] = (cosines[angle] + (1 << 9)) >> 10;
                    row[2 * m - 1] = (cosines[Quarter - angle] + (1 << 9)) >> 10;
                }

                table[k] = row;
            }

            return table;
        }

        // 2^30 w[n] / N rounded to nearest
        private static int Weight(int n, int points, int window, int[] cosines)
        {
            long twice = 2L << 30;
            if (window == WindowKind.Hann)
            {
                // 2 w = 1 - cos; the cosine is even, and odd about its quarter.
                int angle = (n < 0 ? -n : n) * (TablePoints / points);
                angle = angle > 2 * Quarter ? 4 * Quarter - angle : angle;
                int cosine = angle <= Quarter ? cosines[angle] : -cosines[2 * Quarter - angle];
                twice = (1L << 30) - cosine;
            }

            return (int)((twice + points) / (2 * points));
        }
    }
}
