namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// Mean, extremes and central moments of a window of int16 samples. The sums are exact whatever the samples are,
    /// so nothing overflows at full scale and nothing rounds to zero on small signals.
    /// </summary>
    public sealed class Moments
    {
        private const long LowWord = 0xFFFFFFFFL;

        private int _log2Count;
        private long _pivot;
        private long _sum;
        private long _squares;
        private long _cubes;
        private long _fourthsHigh;
        private long _fourthsLow;
        private long _highest;
        private long _lowest;

        /// <summary>Mean of the last window, rounded to a whole LSB, ties towards plus infinity.</summary>
        public int Mean { get; private set; }

        /// <summary>Lowest sample in LSB.</summary>
        public int Minimum { get; private set; }

        /// <summary>Highest sample in LSB.</summary>
        public int Maximum { get; private set; }

        /// <summary><c>n^2</c> times the variance (divided by n, not n - 1) in LSB squared: exact, at most 2^52.</summary>
        public long VarianceTimesCountSquared { get; private set; }

        /// <summary>RMS without DC in LSB, Q16, rounded down.</summary>
        public long RmsQ16 { get; private set; }

        /// <summary>Greatest distance of a sample from the mean in LSB, Q16, rounded down.</summary>
        public long PeakQ16 { get; private set; }

        /// <summary>Peak over RMS, Q20; 0 for a constant window.</summary>
        public long CrestQ20 { get; private set; }

        /// <summary>Fourth central moment over squared variance, Q20 (3 * 2^20 for noise); 0 for a constant window.</summary>
        public long KurtosisQ20 { get; private set; }

        /// <summary>Third central moment over variance to the power 3/2, Q20; 0 for a constant window.</summary>
        public long SkewnessQ20 { get; private set; }

        /// <summary>Measures one window.</summary>
        /// <param name="samples">Samples in LSB.</param>
        /// <param name="start">Index of the first.</param>
        /// <param name="log2Count">The window holds 2^log2Count samples; 5 to 11 (32 to 2048).</param>
        public void Measure(short[] samples, int start, int log2Count)
        {
            _log2Count = log2Count;
            Sum(samples, start, 1 << log2Count);
            Reduce();
        }

        // Plain form, with y = x - pivot: sum += y; squares += y^2; cubes += y^3; fourths += y^4 (96 bits); extremes of y.
        // 32 samples a turn in locals. The extremes are looked at only in runs of eight whose fourth moment says that
        // one of their samples may lie further out than the nearer extreme does.
        private void Sum(short[] samples, int start, int count)
        {
            // Any pivot gives the same moments; one near the mean keeps numbers small and the extremes rarely looked at.
            int pivot = Middle(samples, start, count);
            int i;
            long sum = 0, total = 0, cubes = 0, high = 0, low = 0;
            long highest = samples[start] - pivot, lowest = highest;
            long reach2 = 0;
            ulong reach4 = 0;

            // No sample is further from the pivot than 2^15 + |pivot|, so the fourth powers of a block sum to at most the
            // square of that times the sum of squares: below 2^64 up to this limit.
            long far = 32768 + (pivot < 0 ? -pivot : pivot);
            long limit = long.MaxValue / (far * far) << 1;
            int end = start + count;
            long y0, y1, y2, y3, y4, y5, y6, y7, y8, y9, y10, y11, y12, y13, y14, y15, y16, y17, y18, y19, y20, y21, y22, y23, y24, y25, y26, y27, y28, y29, y30, y31;
            long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11, q12, q13, q14, q15, q16, q17, q18, q19, q20, q21, q22, q23, q24, q25, q26, q27, q28, q29, q30, q31;
            long part0, part1, part2, part3;
            for (i = start; i < end; i += 32)
            {
                sum += (y0 = samples[i] - pivot) + (y1 = samples[i + 1] - pivot)
                    + (y2 = samples[i + 2] - pivot) + (y3 = samples[i + 3] - pivot)
                    + (y4 = samples[i + 4] - pivot) + (y5 = samples[i + 5] - pivot)
                    + (y6 = samples[i + 6] - pivot) + (y7 = samples[i + 7] - pivot)
                    + (y8 = samples[i + 8] - pivot) + (y9 = samples[i + 9] - pivot)
                    + (y10 = samples[i + 10] - pivot) + (y11 = samples[i + 11] - pivot)
                    + (y12 = samples[i + 12] - pivot) + (y13 = samples[i + 13] - pivot)
                    + (y14 = samples[i + 14] - pivot) + (y15 = samples[i + 15] - pivot)
                    + (y16 = samples[i + 16] - pivot) + (y17 = samples[i + 17] - pivot)
                    + (y18 = samples[i + 18] - pivot) + (y19 = samples[i + 19] - pivot)
                    + (y20 = samples[i + 20] - pivot) + (y21 = samples[i + 21] - pivot)
                    + (y22 = samples[i + 22] - pivot) + (y23 = samples[i + 23] - pivot)
                    + (y24 = samples[i + 24] - pivot) + (y25 = samples[i + 25] - pivot)
                    + (y26 = samples[i + 26] - pivot) + (y27 = samples[i + 27] - pivot)
                    + (y28 = samples[i + 28] - pivot) + (y29 = samples[i + 29] - pivot)
                    + (y30 = samples[i + 30] - pivot) + (y31 = samples[i + 31] - pivot);
                long squares = (q0 = y0 * y0) + (q1 = y1 * y1) + (q2 = y2 * y2) + (q3 = y3 * y3)
                    + (q4 = y4 * y4) + (q5 = y5 * y5) + (q6 = y6 * y6) + (q7 = y7 * y7)
                    + (q8 = y8 * y8) + (q9 = y9 * y9) + (q10 = y10 * y10) + (q11 = y11 * y11)
                    + (q12 = y12 * y12) + (q13 = y13 * y13) + (q14 = y14 * y14) + (q15 = y15 * y15)
                    + (q16 = y16 * y16) + (q17 = y17 * y17) + (q18 = y18 * y18) + (q19 = y19 * y19)
                    + (q20 = y20 * y20) + (q21 = y21 * y21) + (q22 = y22 * y22) + (q23 = y23 * y23)
                    + (q24 = y24 * y24) + (q25 = y25 * y25) + (q26 = y26 * y26) + (q27 = y27 * y27)
                    + (q28 = y28 * y28) + (q29 = y29 * y29) + (q30 = y30 * y30) + (q31 = y31 * y31);
                cubes += (y0 * q0) + (y1 * q1) + (y2 * q2) + (y3 * q3)
                    + (y4 * q4) + (y5 * q5) + (y6 * q6) + (y7 * q7)
                    + (y8 * q8) + (y9 * q9) + (y10 * q10) + (y11 * q11)
                    + (y12 * q12) + (y13 * q13) + (y14 * q14) + (y15 * q15)
                    + (y16 * q16) + (y17 * q17) + (y18 * q18) + (y19 * q19)
                    + (y20 * q20) + (y21 * q21) + (y22 * q22) + (y23 * q23)
                    + (y24 * q24) + (y25 * q25) + (y26 * q26) + (y27 * q27)
                    + (y28 * q28) + (y29 * q29) + (y30 * q30) + (y31 * q31);
                part0 = (q0 * q0) + (q1 * q1) + (q2 * q2) + (q3 * q3)
                    + (q4 * q4) + (q5 * q5) + (q6 * q6) + (q7 * q7);
                part1 = (q8 * q8) + (q9 * q9) + (q10 * q10) + (q11 * q11)
                    + (q12 * q12) + (q13 * q13) + (q14 * q14) + (q15 * q15);
                part2 = (q16 * q16) + (q17 * q17) + (q18 * q18) + (q19 * q19)
                    + (q20 * q20) + (q21 * q21) + (q22 * q22) + (q23 * q23);
                part3 = (q24 * q24) + (q25 * q25) + (q26 * q26) + (q27 * q27)
                    + (q28 * q28) + (q29 * q29) + (q30 * q30) + (q31 * q31);
                long fourths = part0 + part1 + part2 + part3;

                total += squares;
                if (squares > limit)
                {
                    // The 32 fourth powers may pass 64 bits: sum them one by one, and look for extremes.
                    part0 = -1;
                    part1 = -1;
                    part2 = -1;
                    part3 = -1;
                    for (int j = i; j < i + 32; j++)
                    {
                        y0 = samples[j] - pivot;
                        q0 = y0 * y0;
                        fourths = q0 * q0;
                        low += fourths;
                        if ((ulong)low < (ulong)fourths)
                        {
                            high++;
                        }
                    }

                    q0 = (y0 = samples[i] - pivot) * y0;
                }
                else
                {
                    low += fourths;
                    if ((ulong)low < (ulong)fourths)
                    {
                        high++;
                    }
                }

                if ((ulong)part0 >= reach4)
                {
                    if (q0 >= reach2)
                    {
                        if (y0 > highest)
                        {
                            highest = y0;
                        }
                        else if (y0 < lowest)
                        {
                            lowest = y0;
                        }
                    }

                    if (q1 >= reach2)
                    {
                        if (y1 > highest)
                        {
                            highest = y1;
                        }
                        else if (y1 < lowest)
                        {
                            lowest = y1;
                        }
                    }

                    if (q2 >= reach2)
                    {
                        if (y2 > highest)
                        {
                            highest = y2;
                        }
                        else if (y2 < lowest)
                        {
                            lowest = y2;
                        }
                    }

                    if (q3 >= reach2)
                    {
                        if (y3 > highest)
                        {
                            highest = y3;
                        }
                        else if (y3 < lowest)
                        {
                            lowest = y3;
                        }
                    }

                    if (q4 >= reach2)
                    {
                        if (y4 > highest)
                        {
                            highest = y4;
                        }
                        else if (y4 < lowest)
                        {
                            lowest = y4;
                        }
                    }

                    if (q5 >= reach2)
                    {
                        if (y5 > highest)
                        {
                            highest = y5;
                        }
                        else if (y5 < lowest)
                        {
                            lowest = y5;
                        }
                    }

                    if (q6 >= reach2)
                    {
                        if (y6 > highest)
                        {
                            highest = y6;
                        }
                        else if (y6 < lowest)
                        {
                            lowest = y6;
                        }
                    }

                    if (q7 >= reach2)
                    {
                        if (y7 > highest)
                        {
                            highest = y7;
                        }
                        else if (y7 < lowest)
                        {
                            lowest = y7;
                        }
                    }

                    long reach = highest < -lowest ? highest : -lowest;
                    reach2 = reach > 0 ? reach * reach : 0;
                    reach4 = (ulong)(reach2 * reach2);
                }

                if ((ulong)part1 >= reach4)
                {
                    if (q8 >= reach2)
                    {
                        if (y8 > highest)
                        {
                            highest = y8;
                        }
                        else if (y8 < lowest)
                        {
                            lowest = y8;
                        }
                    }

                    if (q9 >= reach2)
                    {
                        if (y9 > highest)
                        {
                            highest = y9;
                        }
                        else if (y9 < lowest)
                        {
                            lowest = y9;
                        }
                    }

                    if (q10 >= reach2)
                    {
                        if (y10 > highest)
                        {
                            highest = y10;
                        }
                        else if (y10 < lowest)
                        {
                            lowest = y10;
                        }
                    }

                    if (q11 >= reach2)
                    {
                        if (y11 > highest)
                        {
                            highest = y11;
                        }
                        else if (y11 < lowest)
                        {
                            lowest = y11;
                        }
                    }

                    if (q12 >= reach2)
                    {
                        if (y12 > highest)
                        {
                            highest = y12;
                        }
                        else if (y12 < lowest)
                        {
                            lowest = y12;
                        }
                    }

                    if (q13 >= reach2)
                    {
                        if (y13 > highest)
                        {
                            highest = y13;
                        }
                        else if (y13 < lowest)
                        {
                            lowest = y13;
                        }
                    }

                    if (q14 >= reach2)
                    {
                        if (y14 > highest)
                        {
                            highest = y14;
                        }
                        else if (y14 < lowest)
                        {
                            lowest = y14;
                        }
                    }

                    if (q15 >= reach2)
                    {
                        if (y15 > highest)
                        {
                            highest = y15;
                        }
                        else if (y15 < lowest)
                        {
                            lowest = y15;
                        }
                    }

                    long reach = highest < -lowest ? highest : -lowest;
                    reach2 = reach > 0 ? reach * reach : 0;
                    reach4 = (ulong)(reach2 * reach2);
                }

                if ((ulong)part2 >= reach4)
                {
                    if (q16 >= reach2)
                    {
                        if (y16 > highest)
                        {
                            highest = y16;
                        }
                        else if (y16 < lowest)
                        {
                            lowest = y16;
                        }
                    }

                    if (q17 >= reach2)
                    {
                        if (y17 > highest)
                        {
                            highest = y17;
                        }
                        else if (y17 < lowest)
                        {
                            lowest = y17;
                        }
                    }

                    if (q18 >= reach2)
                    {
                        if (y18 > highest)
                        {
                            highest = y18;
                        }
                        else if (y18 < lowest)
                        {
                            lowest = y18;
                        }
                    }

                    if (q19 >= reach2)
                    {
                        if (y19 > highest)
                        {
                            highest = y19;
                        }
                        else if (y19 < lowest)
                        {
                            lowest = y19;
                        }
                    }

                    if (q20 >= reach2)
                    {
                        if (y20 > highest)
                        {
                            highest = y20;
                        }
                        else if (y20 < lowest)
                        {
                            lowest = y20;
                        }
                    }

                    if (q21 >= reach2)
                    {
                        if (y21 > highest)
                        {
                            highest = y21;
                        }
                        else if (y21 < lowest)
                        {
                            lowest = y21;
                        }
                    }

                    if (q22 >= reach2)
                    {
                        if (y22 > highest)
                        {
                            highest = y22;
                        }
                        else if (y22 < lowest)
                        {
                            lowest = y22;
                        }
                    }

                    if (q23 >= reach2)
                    {
                        if (y23 > highest)
                        {
                            highest = y23;
                        }
                        else if (y23 < lowest)
                        {
                            lowest = y23;
                        }
                    }

                    long reach = highest < -lowest ? highest : -lowest;
                    reach2 = reach > 0 ? reach * reach : 0;
                    reach4 = (ulong)(reach2 * reach2);
                }

                if ((ulong)part3 >= reach4)
                {
                    if (q24 >= reach2)
                    {
                        if (y24 > highest)
                        {
                            highest = y24;
                        }
                        else if (y24 < lowest)
                        {
                            lowest = y24;
                        }
                    }

                    if (q25 >= reach2)
                    {
                        if (y25 > highest)
                        {
                            highest = y25;
                        }
                        else if (y25 < lowest)
                        {
                            lowest = y25;
                        }
                    }

                    if (q26 >= reach2)
                    {
                        if (y26 > highest)
                        {
                            highest = y26;
                        }
                        else if (y26 < lowest)
                        {
                            lowest = y26;
                        }
                    }

                    if (q27 >= reach2)
                    {
                        if (y27 > highest)
                        {
                            highest = y27;
                        }
                        else if (y27 < lowest)
                        {
                            lowest = y27;
                        }
                    }

                    if (q28 >= reach2)
                    {
                        if (y28 > highest)
                        {
                            highest = y28;
                        }
                        else if (y28 < lowest)
                        {
                            lowest = y28;
                        }
                    }

                    if (q29 >= reach2)
                    {
                        if (y29 > highest)
                        {
                            highest = y29;
                        }
                        else if (y29 < lowest)
                        {
                            lowest = y29;
                        }
                    }

                    if (q30 >= reach2)
                    {
                        if (y30 > highest)
                        {
                            highest = y30;
                        }
                        else if (y30 < lowest)
                        {
                            lowest = y30;
                        }
                    }

                    if (q31 >= reach2)
                    {
                        if (y31 > highest)
                        {
                            highest = y31;
                        }
                        else if (y31 < lowest)
                        {
                            lowest = y31;
                        }
                    }

                    long reach = highest < -lowest ? highest : -lowest;
                    reach2 = reach > 0 ? reach * reach : 0;
                    reach4 = (ulong)(reach2 * reach2);
                }
            }

            _pivot = pivot;
            _sum = sum;
            _squares = total;
            _cubes = cubes;
            _fourthsHigh = (high << 32) | (long)((ulong)low >> 32);
            _fourthsLow = low & LowWord;
            _highest = highest;
            _lowest = lowest;
        }

        // Mean of 32 samples spread over the window, rounded.
        private static int Middle(short[] samples, int start, int count)
        {
            int step = count >> 5;
            int sum = 16;
            for (int i = start; i < start + count; i += step)
            {
                sum += samples[i];
            }

            return sum >> 5;
        }

        // From the sums about the pivot to central moments: first about c, the mean rounded to a whole LSB, exactly;
        // then about the mean itself, c + d/n.
        private void Reduce()
        {
            int k = _log2Count;
            long n = 1L << k;
            long c = (_sum + (n >> 1)) >> k;
            long d = _sum - n * c;

            // sum (y - c)^2 and so on, by Horner's rule; the last in two words of 32 bits and up.
            long squares = _squares - c * (2 * _sum - n * c);
            long cubes = _cubes - c * (3 * _squares - c * (3 * _sum - n * c));
            long rest = c * (6 * _squares + c * (n * c - 4 * _sum)) - 4 * _cubes;
            long low = _fourthsLow + c * (rest & LowWord);
            long high = _fourthsHigh + c * (rest >> 32) + (low >> 32);
            low &= LowWord;

            long variance = n * squares - d * d;
            VarianceTimesCountSquared = variance;
            Mean = (int)(_pivot + c);
            Minimum = (int)(_pivot + _lowest);
            Maximum = (int)(_pivot + _highest);

            long above = n * _highest - _sum;
            long below = _sum - n * _lowest;
            long peak = above > below ? above : below;
            PeakQ16 = (peak << 16) >> k;
            if (variance == 0)
            {
                RmsQ16 = 0;
                CrestQ20 = 0;
                KurtosisQ20 = 0;
                SkewnessQ20 = 0;
                return;
            }

            // variance * 2^(2 half) lies in [2^60, 2^62): its root has 31 digits.
            int half = (62 - IntegerMath.BitLength(variance)) >> 1;
            long root = IntegerMath.Isqrt(variance << (2 * half));
            RmsQ16 = half + k >= 16 ? root >> (half + k - 16) : root << (16 - half - k);
            CrestQ20 = (peak << half << 20) / root;
            KurtosisQ20 = Kurtosis(n, k, d, squares, cubes, high, low, variance);
            SkewnessQ20 = Skewness(n, k, d, squares, cubes, variance);
        }

        // n^3 m4 / variance^2 with m4 = fourths - 4 d cubes/n + 6 d^2 squares/n^2 - 3 d^4/n^3.
        private static long Kurtosis(long n, int k, long d, long squares, long cubes, long high, long low, long variance)
        {
            long mantissa;
            int exponent;
            if (high == 0 && low < 1L << 26)
            {
                mantissa = n * (n * (n * low - 4 * d * cubes) + 6 * d * d * squares) - 3 * d * d * d * d;
                exponent = 0;
            }
            else
            {
                long mask = n - 1;
                low -= 4 * d * (cubes >> k) + ((4 * d * (cubes & mask)) >> k);
                low += ((6 * d * d * (squares >> k)) >> k) + ((6 * d * d * (squares & mask)) >> (2 * k));
                low -= (3 * d * d * d * d) >> (3 * k);
                high += low >> 32;
                low &= LowWord;
                int drop = IntegerMath.BitLength(high) - 30;
                drop = drop < 0 ? 0 : drop;
                mantissa = (high << (32 - drop)) | (low >> drop);
                exponent = drop + 3 * k;
            }

            int b = 62 - IntegerMath.BitLength(mantissa);
            int a = IntegerMath.BitLength(variance) - 31;
            long v = a >= 0 ? variance >> a : variance << -a;
            long ratio = (mantissa << b) / ((v * v) >> 30);
            return Scale(ratio, exponent - b - 2 * a - 30 + 20);
        }

        // n^2 m3 / variance^(3/2) with m3 = cubes - 3 d squares/n + 2 d^3/n^2.
        private static long Skewness(long n, int k, long d, long squares, long cubes, long variance)
        {
            long mantissa;
            int exponent;
            if (cubes > -(1L << 36) && cubes < 1L << 36 && squares < 1L << 36)
            {
                mantissa = n * (n * cubes - 3 * d * squares) + 2 * d * d * d;
                exponent = 0;
            }
            else
            {
                mantissa = cubes - 3 * d * (squares >> k) - ((3 * d * (squares & (n - 1))) >> k) + ((2 * d * d * d) >> (2 * k));
                exponent = 2 * k;
            }

            if (mantissa == 0)
            {
                return 0;
            }

            long size = mantissa < 0 ? -mantissa : mantissa;
            int b = 62 - IntegerMath.BitLength(size);
            int a = (IntegerMath.BitLength(variance) - 30) & ~1;
            long v = a >= 0 ? variance >> a : variance << -a;
            long root = IntegerMath.Isqrt(v << 30);
            long ratio = (size << b) / ((v * root) >> 30);
            ratio = Scale(ratio, exponent - b - a - a / 2 - 15 + 20);
            return mantissa < 0 ? -ratio : ratio;
        }

        // x * 2^exponent, rounded.
        private static long Scale(long x, int exponent)
        {
            return exponent >= 0 ? x << exponent : exponent < -62 ? 0 : IntegerMath.RoundShift(x, -exponent);
        }
    }
}
