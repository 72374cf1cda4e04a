namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Linear-phase half-band filters that halve a sampling rate, their taps in Q15 as constants of the code: every other
    /// tap is zero but the middle one, and the sum is one. Each writes one output for every two inputs:
    /// y = (sum of h[k] x[i + k] + 2^14) >> 15, saturated to int16. No sum of products leaves 32 bits.
    /// </summary>
    internal static class HalfBand
    {
        /// <summary>Passes up to 0.2 of the input's rate, stops from 0.3.</summary>
        internal const int SharpKind = 0;

        /// <summary>Passes up to 0.1 of the input's rate, stops from 0.4.</summary>
        internal const int WideKind = 1;

        /// <summary>Passes up to 0.05 of the input's rate, stops from 0.45.</summary>
        internal const int WidestKind = 2;

        /// <summary>Number of taps of a kind.</summary>
        internal static int Taps(int kind)
        {
            return kind == SharpKind ? 43 : kind == WideKind ? 19 : 11;
        }

        /// <summary>Filters windows of x that start at i, i + 2, ... last.</summary>
        /// <returns>One past the last index written to.</returns>
        internal static int Run(int kind, short[] x, int i, int last, short[] output, int at)
        {
            return kind == SharpKind ? Sharp(x, i, last, output, at)
                : kind == WideKind ? Wide(x, i, last, output, at)
                : Widest(x, i, last, output, at);
        }

        // 43 taps.
        private static int Sharp(short[] x, int i, int last, short[] output, int at)
        {
            for (; i <= last; i += 2)
            {
                int y = (16384 + 16384 * x[i + 21]
                    + 10367 * (x[i + 20] + x[i + 22])
                    - 3294 * (x[i + 18] + x[i + 24])
                    + 1793 * (x[i + 16] + x[i + 26])
                    - 1103 * (x[i + 14] + x[i + 28])
                    + 699 * (x[i + 12] + x[i + 30])
                    - 437 * (x[i + 10] + x[i + 32])
                    + 263 * (x[i + 8] + x[i + 34])
                    - 148 * (x[i + 6] + x[i + 36])
                    + 75 * (x[i + 4] + x[i + 38])
                    - 32 * (x[i + 2] + x[i + 40])
                    + 9 * (x[i] + x[i + 42])) >> 15;
                output[at++] = (short)(y > 32767 ? 32767 : y < -32768 ? -32768 : y);
            }

            return at;
        }

        // 19 taps.
        private static int Wide(short[] x, int i, int last, short[] output, int at)
        {
            for (; i <= last; i += 2)
            {
                int y = (16384 + 16384 * x[i + 9]
                    + 10183 * (x[i + 8] + x[i + 10])
                    - 2775 * (x[i + 6] + x[i + 12])
                    + 1080 * (x[i + 4] + x[i + 14])
                    - 362 * (x[i + 2] + x[i + 16])
                    + 66 * (x[i] + x[i + 18])) >> 15;
                output[at++] = (short)(y > 32767 ? 32767 : y < -32768 ? -32768 : y);
            }

            return at;
        }

        // 11 taps.
        private static int Widest(short[] x, int i, int last, short[] output, int at)
        {
            for (; i <= last; i += 2)
            {
                int y = (16384 + 16384 * x[i + 5]
                    + 9382 * (x[i + 4] + x[i + 6])
                    - 1227 * (x[i + 2] + x[i + 8])
                    + 37 * (x[i] + x[i + 10])) >> 15;
                output[at++] = (short)(y > 32767 ? 32767 : y < -32768 ? -32768 : y);
            }

            return at;
        }
    }
}
