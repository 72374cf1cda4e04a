namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Squared envelopes of three frequency channels of a window, at an eighth of its rate: band-pass, squaring, low-pass and
    /// decimation in one step. Channel k = 1, 2, 3 lies around k/8 of the sampling rate, about an eighth of the rate wide.
    /// <para>
    /// With the 24 taps w[n] = sin^2(pi (n + 1/2) / 24) in Q10, rounded,
    /// z_k[m] = sum over n = 0..23 of w[n] x[8 m + n] exp(-2 pi i k n / 8) and P_k[m] = |z_k[m]|^2 / 2^6.
    /// A sine of amplitude A LSB at a channel's centre gives P = (6144 A)^2 / 2^6.
    /// The taps of each residue modulo 8 add up to 1536, so a constant gives exactly 0 in every channel.
    /// </para>
    /// <para>
    /// Range: |z| is at most 12288 * 32768 = 2^28.6 (12288 is the sum of the taps), its parts with it, so P is below 2^51.2;
    /// a sum over 254 values is below 2^59.2. r below is at most 1536 * 32768 = 2^25.6, a difference of two 2^26.6,
    /// of four 2^27.6; (that >> 5) * 181 is below 2^30.1.
    /// </para>
    /// </summary>
    internal static class ChannelEnvelopes
    {
        /// <summary>Length of the filters.</summary>
        internal const int Taps = 24;

        /// <summary>Samples from one value of an envelope to the next.</summary>
        internal const int Decimation = 8;

        /// <summary>Number of channels.</summary>
        internal const int Channels = 3;

        /// <summary>Binary places by which P is smaller than |z|^2.</summary>
        internal const int PowerShift = 6;

        /// <summary>Sum of the taps in Q10.</summary>
        internal const int SumOfTaps = 12288;

        /// <summary>Number of envelope values of a window.</summary>
        internal static int CountFor(int windowLength)
        {
            return (windowLength - Taps) / Decimation + 1;
        }

        /// <summary>
        /// Writes the squared envelopes of <paramref name="count"/> positions, and adds the sum of each channel to <paramref name="sums"/>. Folded modulo 8:
        /// r_j = w[j] x[j] + w[j+8] x[j+8] + w[j+16] x[j+16], and with a_j = r_j - r_(j+4), u = (a1 - a3)/sqrt 2, v = (a1 + a3)/sqrt 2:
        /// P_1 = (a0 + u)^2 + (a2 + v)^2, P_2 = (r0 - r2 + r4 - r6)^2 + (r1 - r3 + r5 - r7)^2, P_3 = (a0 - u)^2 + (a2 - v)^2.
        /// </summary>
        internal static void Measure(short[] x, int start, int count, long[] first, long[] second, long[] third, long[] sums)
        {
            long sum1 = 0;
            long sum2 = 0;
            long sum3 = 0;
            int i = start;
            for (int m = 0; m < count; m++)
            {
                int r0 = 4 * x[i] + 824 * x[i + 8] + 708 * x[i + 16];
                int r4 = 316 * x[i + 4] + 1020 * x[i + 12] + 200 * x[i + 20];
                int r2 = 106 * x[i + 2] + 985 * x[i + 10] + 445 * x[i + 18];
                int r6 = 579 * x[i + 6] + 918 * x[i + 14] + 39 * x[i + 22];
                int re = r0 + r4 - r2 - r6;
                int a0 = r0 - r4;
                int a2 = r2 - r6;
                int r1 = 39 * x[i + 1] + 918 * x[i + 9] + 579 * x[i + 17];
                int r5 = 445 * x[i + 5] + 985 * x[i + 13] + 106 * x[i + 21];
                int r3 = 200 * x[i + 3] + 1020 * x[i + 11] + 316 * x[i + 19];
                int r7 = 708 * x[i + 7] + 824 * x[i + 15] + 4 * x[i + 23];
                int im = r1 + r5 - r3 - r7;
                int a1 = r1 - r5;
                int a3 = r3 - r7;
                int u = ((a1 - a3) >> 5) * 181 >> 3;
                int v = ((a1 + a3) >> 5) * 181 >> 3;
                long p;
                long q;
                sum2 += second[m] = ((p = re) * p + (q = im) * q) >> PowerShift;
                sum1 += first[m] = ((p = a0 + u) * p + (q = a2 + v) * q) >> PowerShift;
                sum3 += third[m] = ((p = a0 - u) * p + (q = a2 - v) * q) >> PowerShift;
                i += Decimation;
            }

            sums[0] += sum1;
            sums[1] += sum2;
            sums[2] += sum3;
        }

        /// <summary>
        /// The second channel alone, a quadrature demodulator at a quarter of the rate: P_2 as <see cref="Measure"/> gives it, at half the cost.
        /// Every block of eight samples is read once and adds to three values: to the one that it completes, and to the next two.
        /// re[m] = C(block m + 2) + B(block m + 1) + A(block m), the same for im, with A, B, C the taps 0..7, 8..15, 16..23 at even (re) and
        /// odd (im) samples with alternating signs.
        /// </summary>
        /// <param name="x">Samples.</param>
        /// <param name="start">Index of the first.</param>
        /// <param name="count">Positions.</param>
        /// <param name="rows">Receives the values, <paramref name="length"/> in a row.</param>
        /// <param name="row">Index of the first row.</param>
        /// <param name="length">Values in a row.</param>
        /// <param name="sums">Its second value grows by their sum.</param>
        internal static void MeasureSecond(short[] x, int start, int count, long[][] rows, int row, int length, long[] sums)
        {
            int x0, x2, x4, x6;

            // Parts of the next value and of the one after it, from the first two blocks.
            int re1 = 4 * x[start] - 106 * x[start + 2] + 316 * x[start + 4] - 579 * x[start + 6]
                + 824 * x[start + 8] - 985 * x[start + 10] + 1020 * x[start + 12] - 918 * x[start + 14];
            int im1 = 39 * x[start + 1] - 200 * x[start + 3] + 445 * x[start + 5] - 708 * x[start + 7]
                + 918 * x[start + 9] - 1020 * x[start + 11] + 985 * x[start + 13] - 824 * x[start + 15];
            int re2 = 4 * x[start + 8] - 106 * x[start + 10] + 316 * x[start + 12] - 579 * x[start + 14];
            int im2 = 39 * x[start + 9] - 200 * x[start + 11] + 445 * x[start + 13] - 708 * x[start + 15];
            long sum = 0;
            int i = start + 2 * Decimation;
            while (count > 0)
            {
                long[] second = rows[row++];
                int end = count < length ? count : length;
                count -= end;
                for (int m = 0; m < end; m++)
                {
                    long p = re1 + 708 * (x0 = x[i]) - 445 * (x2 = x[i + 2]) + 200 * (x4 = x[i + 4]) - 39 * (x6 = x[i + 6]);
                    re1 = re2 + 824 * x0 - 985 * x2 + 1020 * x4 - 918 * x6;
                    re2 = 4 * x0 - 106 * x2 + 316 * x4 - 579 * x6;
                    long q = im1 + 579 * (x0 = x[i + 1]) - 316 * (x2 = x[i + 3]) + 106 * (x4 = x[i + 5]) - 4 * (x6 = x[i + 7]);
                    im1 = im2 + 918 * x0 - 1020 * x2 + 985 * x4 - 824 * x6;
                    im2 = 39 * x0 - 200 * x2 + 445 * x4 - 708 * x6;
                    i += Decimation;
                    sum += second[m] = (p * p + q * q) >> PowerShift;
                }
            }

            sums[1] += sum;
        }
    }
}
