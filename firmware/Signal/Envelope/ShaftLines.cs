using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Takes off a whitened envelope spectrum what repeats from order to order: imbalance, misalignment and looseness put lines at all the
    /// shaft's harmonics, which a comb at a fault order close to an integer would take for the fault.
    /// <para>result[j] = w[j] - max(0, median of w(j + m b), m = -5..5 without 0), b bins per order, w interpolated linearly, over the
    /// positions that lie in bins 1 to the last. A fault's own lines lie one or a few to a comb and do not move a median of ten.</para>
    /// </summary>
    public static class ShaftLines
    {
        private const int Reach = 5;

        /// <summary>Least bins per order, Q16: below it the lines of neighbouring orders run into each other, and nothing is taken off.</summary>
        private const int LeastBinsQ16 = 4 << 16;

        /// <summary>Writes the spectrum without the shaft's lines.</summary>
        /// <param name="whitened">log2 Q8, magnitudes below 2^15.</param>
        /// <param name="bins">Number of its bins, 2 to 2^15.</param>
        /// <param name="binsPerOrderQ16">Bins per shaft order in Q16, below 2^40; below four bins the result is the spectrum itself.</param>
        /// <param name="result">Receives <paramref name="bins"/> values; another array.</param>
        /// <param name="sorted">Work buffer of ten values.</param>
        public static void Subtract(int[] whitened, int bins, long binsPerOrderQ16, int[] result, int[] sorted)
        {
            if (binsPerOrderQ16 < LeastBinsQ16)
            {
                Array.Copy(whitened, 0, result, 0, bins);
                return;
            }

            long last = (long)(bins - 1) << 16;
            result[0] = whitened[0];
            for (int j = 1; j < bins; j++)
            {
                int known = 0; // values in order, by insertion
                for (int m = -Reach; m <= Reach; m++)
                {
                    long position = ((long)j << 16) + m * binsPerOrderQ16;
                    if (m == 0 || position < 65536 || position > last)
                    {
                        continue;
                    }

                    int bin = (int)(position >> 16);
                    int v0 = whitened[bin];
                    int v1 = bin == bins - 1 ? v0 : whitened[bin + 1];
                    int value = v0 + ((v1 - v0) * (int)((position & 65535) >> 1) >> 15);
                    int at = known;
                    while (at > 0 && sorted[at - 1] > value)
                    {
                        sorted[at] = sorted[at - 1];
                        at--;
                    }

                    sorted[at] = value;
                    known++;
                }

                int median = known == 0 ? 0 : (sorted[(known - 1) >> 1] + sorted[known >> 1]) >> 1;
                result[j] = median > 0 ? whitened[j] - median : whitened[j];
            }
        }
    }
}
