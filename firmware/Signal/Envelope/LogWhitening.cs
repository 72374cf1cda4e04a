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
            Logarithms(power, null, 31, bins, logs, 0);
            Subtract(logs, 0, bins, bins, halfWidth, whitened);
        }

        /// <summary>
        /// <see cref="Whiten(long[],int,int,int[],int[])"/> of a spectrum in rows (<see cref="RealSpectrum.Rows"/>). Both buffers may be one: the logarithms
        /// lie <paramref name="halfWidth"/> + 1 places after their bins, where they are read for the last time before the result reaches them.
        /// </summary>
        /// <param name="rows">Power; the first row may be the whole spectrum.</param>
        /// <param name="rowBits">log2 of the bins in a row.</param>
        /// <param name="bins">Number of bins, at most 2^16.</param>
        /// <param name="halfWidth">Bins on either side, at least 1.</param>
        /// <param name="needed">Bins that are read: the others are left as they are, 1 to <paramref name="bins"/>.</param>
        /// <param name="work">Work buffer of <paramref name="bins"/> + <paramref name="halfWidth"/> + 1 values.</param>
        /// <param name="whitened">Receives <paramref name="needed"/> values.</param>
        internal static void WhitenRows(long[][] rows, int rowBits, int bins, int halfWidth, int needed, int[] work, int[] whitened)
        {
            Logarithms(null, rows, rowBits, needed + halfWidth < bins ? needed + halfWidth : bins, work, halfWidth + 1);
            Subtract(work, halfWidth + 1, bins, needed, halfWidth, whitened);
        }

        /// <summary>
        /// logs[k + offset] = log2q8(power of bin k) for k = 1..bins-1. Neighbours are of a like size, so each search for the leading digit
        /// starts where the last one ended. The spectrum lies in one line, or in rows.
        /// </summary>
        private static void Logarithms(long[] line, long[][] rows, int rowBits, int bins, int[] logs, int offset)
        {
            // 2^9 <= cell < 2^10; constants in locals because a long constant costs two opcodes.
            short[] table = IntegerMath.Log2Table;
            long least = 512;
            long limit = 1024;
            int shift = 0;
            int at = 1 + offset;
            int k = 1;
            int length = rowBits == 31 ? int.MaxValue : 1 << rowBits;
            for (int row = 0; bins > 0; row++)
            {
                long[] power = line == null ? rows[row] : line;
                int end = bins < length ? bins : length;
                bins -= end;
                for (; k < end; k++)
                {
                    long p = power[k];
                    long cell = p >> shift;
                    if (cell >= limit)
                    {
                        while ((cell = p >> ++shift) >= limit)
                        {
                        }
                    }
                    else if (cell < least)
                    {
                        if (p < least)
                        {
                            logs[at++] = IntegerMath.Log2Q8(p);
                            continue;
                        }

                        while ((cell = p >> --shift) < least)
                        {
                        }
                    }

                    logs[at++] = ((shift + 9) << 8) + table[(int)cell - 512];
                }

                k = 0;
            }
        }

        /// <summary>The same for a spectrum that is in logarithms already: whitened[k] = logs[k] - running mean.</summary>
        /// <param name="logs">Logarithms, magnitudes below 2^15.</param>
        /// <param name="bins">Number of bins, at most 2^16.</param>
        /// <param name="halfWidth">Bins on either side, at least 1.</param>
        /// <param name="whitened">Receives <paramref name="bins"/> values; another array than <paramref name="logs"/>.</param>
        public static void Subtract(int[] logs, int bins, int halfWidth, int[] whitened)
        {
            Subtract(logs, 0, bins, bins, halfWidth, whitened);
        }

        // logs[k + offset] stands for logs[k]; with an offset above halfWidth both arrays may be one. Only the first bins that are needed are written.
        private static void Subtract(int[] logs, int offset, int bins, int needed, int halfWidth, int[] whitened)
        {
            int last = bins - 1;
            int until = needed - 1;
            int count = halfWidth < last ? halfWidth : last;
            int sum = 0; // |logs| < 2^15 over at most 2^16 bins: below 2^31
            for (int j = 1; j <= count; j++)
            {
                sum += logs[j + offset];
            }

            // The window grows on the right until it reaches the end, and loses bins on the left once k - halfWidth exceeds 1;
            // in between it does both, in spectra that are shorter than it neither.
            whitened[0] = 0;
            int steady = last - halfWidth;
            int grown = halfWidth + 1 < steady ? halfWidth + 1 : steady;
            grown = grown < until ? grown : until;
            int k = 1;
            for (; k <= grown; k++)
            {
                sum += logs[k + offset + halfWidth];
                whitened[k] = logs[k + offset] - sum / ++count;
            }

            for (; k <= halfWidth + 1 && k <= until; k++)
            {
                whitened[k] = logs[k + offset] - sum / count;
            }

            // Four bins a turn: sum += logs[k + halfWidth] - logs[k - halfWidth - 1]; whitened[k] = logs[k] - sum / count.
            int middle = k + offset;
            int right = middle + halfWidth;
            int left = middle - halfWidth - 1;
            int end = last + offset;
            end = end < until + halfWidth + offset ? end : until + halfWidth + offset;
            for (; right <= end - 3; right += 4)
            {
                whitened[k] = logs[middle] - (sum += logs[right] - logs[left]) / count;
                whitened[k + 1] = logs[middle + 1] - (sum += logs[right + 1] - logs[left + 1]) / count;
                whitened[k + 2] = logs[middle + 2] - (sum += logs[right + 2] - logs[left + 2]) / count;
                whitened[k + 3] = logs[middle + 3] - (sum += logs[right + 3] - logs[left + 3]) / count;
                k += 4;
                middle += 4;
                left += 4;
            }

            for (; right <= end; right++)
            {
                whitened[k] = logs[middle++] - (sum += logs[right] - logs[left++]) / count;
                k++;
            }

            for (; k <= until; k++)
            {
                sum -= logs[k + offset - halfWidth - 1];
                count--;
                whitened[k] = logs[k + offset] - sum / count;
            }
        }
    }
}
