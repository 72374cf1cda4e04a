namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// The channels of <see cref="ChannelEnvelopes"/> and a fourth at half the sampling rate, at any step, scaled to int16:
    /// what <see cref="EnvelopeStream"/> fills its windows with.
    /// </summary>
    internal sealed class StreamedChannels
    {
        /// <summary>Number of channels.</summary>
        internal const int Channels = 4;

        /// <summary>Binary places by which P is smaller than |z|^2.</summary>
        internal const int PowerShift = 12;

        // Right shifts of P for each channel, and the sums of P since they were last cleared.
        internal readonly int[] Shifts = new int[Channels];
        internal readonly long[] Sums = new long[Channels];

        /// <summary>
        /// Writes <paramref name="count"/> values of each channel, each the sum of <paramref name="terms"/> powers
        /// P_k = |z_k|^2 / 2^12 at steps of <paramref name="hop"/> samples, shifted right and saturated to 32767;
        /// adds the unshifted sums to <see cref="Sums"/>. z_1, z_2, z_3 as in <see cref="ChannelEnvelopes"/>;
        /// z_4 = sum over n of (-1)^n w[n] x[n], real.
        /// Range: P is below 2^45.2, a sum of 32 below 2^50.2, <see cref="Sums"/> over 256 of them below 2^58.2.
        /// </summary>
        internal void Measure(short[] x, int start, int hop, int terms, int count, short[][] windows, int at)
        {
            short[] first = windows[0];
            short[] second = windows[1];
            short[] third = windows[2];
            short[] fourth = windows[3];
            int shift1 = Shifts[0];
            int shift2 = Shifts[1];
            int shift3 = Shifts[2];
            int shift4 = Shifts[3];
            long sum1 = 0;
            long sum2 = 0;
            long sum3 = 0;
            long sum4 = 0;
            int i = start;
            int end = at + count;
            for (; at < end; at++)
            {
                long p1 = 0;
                long p2 = 0;
                long p3 = 0;
                long p4 = 0;
                for (int j = 0; j < terms; j++)
                {
                    int r0 = 4 * x[i] + 824 * x[i + 8] + 708 * x[i + 16];
                    int r4 = 316 * x[i + 4] + 1020 * x[i + 12] + 200 * x[i + 20];
                    int r2 = 106 * x[i + 2] + 985 * x[i + 10] + 445 * x[i + 18];
                    int r6 = 579 * x[i + 6] + 918 * x[i + 14] + 39 * x[i + 22];
                    int a0 = r0 - r4;
                    int a2 = r2 - r6;
                    r0 += r4; // even samples, in two parts
                    r2 += r6;
                    int r1 = 39 * x[i + 1] + 918 * x[i + 9] + 579 * x[i + 17];
                    int r5 = 445 * x[i + 5] + 985 * x[i + 13] + 106 * x[i + 21];
                    int r3 = 200 * x[i + 3] + 1020 * x[i + 11] + 316 * x[i + 19];
                    int r7 = 708 * x[i + 7] + 824 * x[i + 15] + 4 * x[i + 23];
                    int a1 = r1 - r5;
                    int a3 = r3 - r7;
                    r1 += r5; // odd samples
                    r3 += r7;
                    int u = ((a1 - a3) >> 5) * 181 >> 3;
                    int v = ((a1 + a3) >> 5) * 181 >> 3;
                    long p;
                    long q;
                    p2 += ((p = r0 - r2) * p + (q = r1 - r3) * q) >> PowerShift;
                    p4 += (p = r0 + r2 - r1 - r3) * p >> PowerShift;
                    p1 += ((p = a0 + u) * p + (q = a2 + v) * q) >> PowerShift;
                    p3 += ((p = a0 - u) * p + (q = a2 - v) * q) >> PowerShift;
                    i += hop;
                }

                sum1 += p1;
                sum2 += p2;
                sum3 += p3;
                sum4 += p4;
                first[at] = (p1 >>= shift1) > 32767 ? short.MaxValue : (short)p1;
                second[at] = (p2 >>= shift2) > 32767 ? short.MaxValue : (short)p2;
                third[at] = (p3 >>= shift3) > 32767 ? short.MaxValue : (short)p3;
                fourth[at] = (p4 >>= shift4) > 32767 ? short.MaxValue : (short)p4;
            }

            Sums[0] += sum1;
            Sums[1] += sum2;
            Sums[2] += sum3;
            Sums[3] += sum4;
        }
    }
}
