namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// RMS vibration velocity over a frequency range, from the power spectrum of acceleration: what ISO 20816 asks for
    /// with 10 to 1000 Hz.
    /// <para>
    /// v^2 = sum over k of 2 S[k] c[k] (g LSB / (2 pi k rate / N))^2, where S[k] = power[k] / (2^30 mean of w^2) is the mean
    /// square in bin k in LSB^2, c[k] the part of the bin from k - 1/2 to k + 1/2 that lies in the range, g = 9.80665 m/s^2.
    /// </para>
    /// </summary>
    public sealed class VelocityIntegrator
    {
        // 9.80665 / (2 pi) in Q28.
        private const long GravityOverTwoPiQ28 = 418967838L;

        private readonly int _firstBin;
        private readonly int[] _weights; // c[k] (firstBin / k)^2 in Q30, k from firstBin up
        private readonly long _gain;     // micrometres per second = sqrt(sum) * _gain * 2^_gainExponent
        private readonly int _gainExponent;
        private readonly int _log2Points;
        private readonly long[][] _line = new long[1][]; // a spectrum in one array, as rows

        /// <summary>Prepares the weights for one spectrum layout.</summary>
        /// <param name="points">Points of the transform: 256 to 2048.</param>
        /// <param name="windowPowerQ20">Mean of the squared window function, Q20 (<see cref="RealSpectrum.WindowPowerQ20"/>).</param>
        /// <param name="sampleRateMilliHz">Sampling rate.</param>
        /// <param name="lowHz">Low end of the range, above 0.</param>
        /// <param name="highHz">High end of the range; what lies above half the rate counts as silent.</param>
        /// <param name="nanoGPerLsb">Acceleration of one LSB in nano-g, 1 to 100,000,000.</param>
        public VelocityIntegrator(int points, int windowPowerQ20, int sampleRateMilliHz, int lowHz, int highHz, int nanoGPerLsb)
        {
            // Ends of the range in bins, Q16.
            long low = ((long)lowHz * 1000 * points << 16) / sampleRateMilliHz;
            long high = ((long)highHz * 1000 * points << 16) / sampleRateMilliHz;
            int first = (int)((low + 32768) >> 16);
            int last = (int)((high + 32767) >> 16);
            first = first < 1 ? 1 : first;
            last = last > points / 2 - 1 ? points / 2 - 1 : last;
            _firstBin = first;
            _weights = new int[last >= first ? last - first + 1 : 0];
            for (int k = first; k <= last; k++)
            {
                long from = ((long)k << 16) - 32768;
                long to = from + 65536;
                long part = (to < high ? to : high) - (from > low ? from : low);
                long square = (long)k * k;
                long ratio = (((long)first * first << 30) + (square >> 1)) / square;
                _weights[k - first] = (int)((ratio * part + 32768) >> 16);
            }

            // gain = g LSB / (2 pi) * N / (rate firstBin) * sqrt(2 / (2^30 mean of w^2)) * sqrt(2^-30), in um/s:
            // nano-g times 9.80665 are nm/s^2, and the rate in mHz brings the factor 1000 that makes them micrometres.
            long rootQ20 = IntegerMath.Isqrt((1L << 61) / windowPowerQ20);
            long numerator = GravityOverTwoPiQ28 * rootQ20 * points;
            int up = 62 - IntegerMath.BitLength(numerator);
            long gain = (numerator << up) / ((long)sampleRateMilliHz * first);
            int exponent = -28 - 20 - 30 - up;
            int down = IntegerMath.BitLength(gain) - 31;
            if (down > 0)
            {
                gain >>= down;
                exponent += down;
            }

            gain *= nanoGPerLsb;
            down = IntegerMath.BitLength(gain) - 31;
            if (down > 0)
            {
                gain >>= down;
                exponent += down;
            }

            _gain = gain;
            _gainExponent = exponent;
            _log2Points = IntegerMath.BitLength(points) - 1;
        }

        /// <summary>Velocity RMS of the last spectrum in micrometres per second, rounded; 2^31 - 1 from there up.</summary>
        public int MicrometresPerSecond { get; private set; }

        /// <summary>log2 of the velocity RMS in micrometres per second, Q8; 0 for 1 um/s and below.</summary>
        public int Log2Q8 { get; private set; }

        /// <summary>Integrates one power spectrum.</summary>
        /// <param name="power">Power spectrum as <see cref="RealSpectrum"/> gives it.</param>
        /// <param name="varianceTimesCountSquared">N^2 times the mean square of the samples that the spectrum was taken of.</param>
        public void Measure(long[] power, long varianceTimesCountSquared)
        {
            _line[0] = power;
            Measure(_line, 31, varianceTimesCountSquared);
            _line[0] = null;
        }

        /// <summary>Integrates one power spectrum that lies in rows.</summary>
        /// <param name="rows">Power spectrum as <see cref="RealSpectrum.Rows"/> has it.</param>
        /// <param name="rowBits">log2 of the bins in a row; 31: all lie in the first.</param>
        /// <param name="varianceTimesCountSquared">N^2 times the mean square of the samples that the spectrum was taken of.</param>
        public void Measure(long[][] rows, int rowBits, long varianceTimesCountSquared)
        {
            // By Parseval the spectrum sums to at most 2^30 times the mean square (and 1/4 LSB^2 for the rounded mean).
            // Shifted to 32 bits it can be weighted in Q30 without overflow; quiet spectra are not shifted at all.
            int shift = IntegerMath.BitLength(varianceTimesCountSquared) + 31 - 2 * _log2Points - 32;
            shift = shift <= 0 ? 0 : (shift + 1) & ~1;
            long sum = Sum(rows, rowBits, shift);

            // Little of a loud window in the range: sum again with as many bits as that leaves room for. What the
            // shift cut off is below the sum of weights, 1.65 * 2^30: a part in 10,000 of the sum when it is not repeated.
            int room = 61 - IntegerMath.BitLength(sum + (1L << 31));
            if (shift > 0 && room > 16)
            {
                room &= ~1;
                shift = shift > room ? shift - room : 0;
                sum = Sum(rows, rowBits, shift);
            }

            if (sum == 0)
            {
                MicrometresPerSecond = 0;
                Log2Q8 = 0;
                return;
            }

            int half = (62 - IntegerMath.BitLength(sum)) >> 1;
            long speed = IntegerMath.Isqrt(sum << (2 * half)) * _gain;
            int exponent = _gainExponent + (shift >> 1) - half;
            int whole = IntegerMath.BitLength(speed) + exponent;
            MicrometresPerSecond = whole > 31 ? int.MaxValue : whole < 0 ? 0 : IntegerMath.SaturateInt32(IntegerMath.RoundShift(speed, -exponent));
            int log = IntegerMath.Log2Q8(speed) + (exponent << 8);
            Log2Q8 = log < 0 ? 0 : log;
        }

        // sum over k of (power[k] >> shift) * weights[k - firstBin]
        private long Sum(long[][] rows, int rowBits, int shift)
        {
            int[] weights = _weights;
            int length = weights.Length;
            int mask = rowBits == 31 ? int.MaxValue : (1 << rowBits) - 1;
            long sum = 0;
            int i = 0;
            while (i < length)
            {
                int bin = _firstBin + i;
                long[] power = rows[bin >> rowBits];
                int at = bin & mask;
                int end = mask - at < length - i ? i + mask - at + 1 : length;
                for (int last = end - 4; i <= last; i += 4)
                {
                    sum += (power[at] >> shift) * weights[i] + (power[at + 1] >> shift) * weights[i + 1]
                        + (power[at + 2] >> shift) * weights[i + 2] + (power[at + 3] >> shift) * weights[i + 3];
                    at += 4;
                }

                for (; i < end; i++)
                {
                    sum += (power[at] >> shift) * weights[i];
                    at++;
                }
            }

            return sum;
        }
    }
}
