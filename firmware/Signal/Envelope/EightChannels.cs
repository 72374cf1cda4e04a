namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Squared envelopes of eight frequency channels, around k/16 of the sampling rate for k = 1..8 and about as wide.
    /// <para>
    /// With 48 taps w[n] = sin^2(pi (n + 1/2) / 48) in Q10, rounded,
    /// z_k = sum over n of w[n] x[i + n] exp(-2 pi i k n / 16) and P_k = |z_k|^2 / 2^14. The taps of each residue modulo 16 add up to
    /// 1536 (eight of them are one off their rounded value for that), so a constant gives exactly 0 in every channel.
    /// </para>
    /// Range: |z| is at most 24576 * 32768 = 2^29.6, so P is below 2^45.2.
    /// </summary>
    internal static class EightChannels
    {
        /// <summary>Length of the filters.</summary>
        internal const int Taps = 48;

        /// <summary>Number of channels.</summary>
        internal const int Channels = 8;

        /// <summary>Binary places by which P is smaller than |z|^2.</summary>
        internal const int PowerShift = 14;

        /// <summary>
        /// Adds P_k at <paramref name="i"/> to powers[k - 1]. Folded modulo 16: r_j = w[j] x[j] + w[j+16] x[j+16] + w[j+32] x[j+32], and
        /// the transform of 16 real values split into sums s_j = r_j + r_(j+8) (even k) and differences d_j = r_j - r_(j+8) (odd k).
        /// With c1, c2, c3 = cos(pi/8), cos(2 pi/8), cos(3 pi/8) in Q8 (237, 181, 98), e_j = d_j - d_(8-j), f_j = d_j + d_(8-j):
        /// A, B = d_0 +- c2 e_2; C = c1 e_1 + c3 e_3; D = c3 e_1 - c1 e_3; E, F = c2 f_2 +- d_4; G = c3 f_1 + c1 f_3; H = c1 f_1 - c3 f_3;
        /// z_1 = (A + C, E + G), z_7 = (A - C, G - E), z_3 = (B + D, H + F), z_5 = (B - D, H - F).
        /// Ranges: r is below 2^25.6, s and d below 2^26.6, e and f below 2^27.6, (e >> 5) * 237 below 2^30.5.
        /// a1 - a3 and a1 + a3, of eight r, are below 2^28.6: a 32nd of them times 181 can pass 2^31, by a square wave of full scale at an eighth of the rate.
        /// </summary>
        internal static void Add(short[] x, int i, long[] powers)
        {
            int r0 = x[i] + 797 * x[i + 16] + 738 * x[i + 32];
            int r8 = 286 * x[i + 8] + 1022 * x[i + 24] + 228 * x[i + 40];
            int s0 = r0 + r8;
            int d0 = r0 - r8;
            int r4 = 86 * x[i + 4] + 971 * x[i + 20] + 479 * x[i + 36];
            int r12 = 545 * x[i + 12] + 938 * x[i + 28] + 53 * x[i + 44];
            int s4 = r4 + r12;
            int d4 = r4 - r12;
            int r2 = 27 * x[i + 2] + 897 * x[i + 18] + 612 * x[i + 34];
            int r10 = 412 * x[i + 10] + 997 * x[i + 26] + 127 * x[i + 42];
            int s2 = r2 + r10;
            int d2 = r2 - r10;
            int r6 = 174 * x[i + 6] + 1015 * x[i + 22] + 347 * x[i + 38];
            int r14 = 677 * x[i + 14] + 849 * x[i + 30] + 10 * x[i + 46];
            int s6 = r6 + r14;
            int d6 = r6 - r14;
            int r1 = 10 * x[i + 1] + 849 * x[i + 17] + 677 * x[i + 33];
            int r9 = 347 * x[i + 9] + 1015 * x[i + 25] + 174 * x[i + 41];
            int s1 = r1 + r9;
            int d1 = r1 - r9;
            int r5 = 127 * x[i + 5] + 997 * x[i + 21] + 412 * x[i + 37];
            int r13 = 612 * x[i + 13] + 897 * x[i + 29] + 27 * x[i + 45];
            int s5 = r5 + r13;
            int d5 = r5 - r13;
            int r3 = 53 * x[i + 3] + 938 * x[i + 19] + 545 * x[i + 35];
            int r11 = 479 * x[i + 11] + 971 * x[i + 27] + 86 * x[i + 43];
            int s3 = r3 + r11;
            int d3 = r3 - r11;
            int r7 = 228 * x[i + 7] + 1022 * x[i + 23] + 286 * x[i + 39];
            int r15 = 738 * x[i + 15] + 797 * x[i + 31] + x[i + 47];
            int s7 = r7 + r15;
            int d7 = r7 - r15;

            // Even channels: the transform of eight real values.
            int a0 = s0 - s4;
            int a1 = s1 - s5;
            int a2 = s2 - s6;
            int a3 = s3 - s7;
            int u = (int)((long)((a1 - a3) >> 5) * 181 >> 3);
            int v = (int)((long)((a1 + a3) >> 5) * 181 >> 3);
            s0 += s4;
            s1 += s5;
            s2 += s6;
            s3 += s7;
            long p;
            long q;
            powers[1] += ((p = a0 + u) * p + (q = a2 + v) * q) >> PowerShift;
            powers[3] += ((p = s0 - s2) * p + (q = s1 - s3) * q) >> PowerShift;
            powers[5] += ((p = a0 - u) * p + (q = a2 - v) * q) >> PowerShift;
            powers[7] += (p = s0 + s2 - s1 - s3) * p >> PowerShift;

            // Odd channels.
            int e1 = (d1 - d7) >> 5;
            int e3 = (d3 - d5) >> 5;
            int f1 = (d1 + d7) >> 5;
            int f3 = (d3 + d5) >> 5;
            int half = ((d2 - d6) >> 5) * 181 >> 3;
            int quarter = ((d2 + d6) >> 5) * 181 >> 3;
            int a = d0 + half;
            int b = d0 - half;
            int c = (e1 * 237 >> 3) + (e3 * 98 >> 3);
            int d = (e1 * 98 >> 3) - (e3 * 237 >> 3);
            int e = quarter + d4;
            int f = quarter - d4;
            int g = (f1 * 98 >> 3) + (f3 * 237 >> 3);
            int h = (f1 * 237 >> 3) - (f3 * 98 >> 3);
            powers[0] += ((p = a + c) * p + (q = e + g) * q) >> PowerShift;
            powers[2] += ((p = b + d) * p + (q = h + f) * q) >> PowerShift;
            powers[4] += ((p = b - d) * p + (q = h - f) * q) >> PowerShift;
            powers[6] += ((p = a - c) * p + (q = g - e) * q) >> PowerShift;
        }
    }
}
