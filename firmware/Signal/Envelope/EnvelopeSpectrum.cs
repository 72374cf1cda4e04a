using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// The envelope spectrum of one window, for what repeats in bursts: damaged bearings and gears.
    /// <para>
    /// The squared envelopes of up to three channels (<see cref="ChannelEnvelopes"/>: around 1/8, 2/8 and 3/8 of the sampling rate)
    /// are each divided by their mean and added: q[m] = sum over channels of P_k[m] / mean(P_k). So a loud channel does not
    /// hide a quiet one, and nothing depends on the signal's gain. The mean of q is taken off, a Hann window over its values
    /// applied, zeros appended to 256 or 512 points, and the power spectrum whitened in logarithms (<see cref="LogWhitening"/>).
    /// </para>
    /// Nothing is allocated per window. Bit-exact on every platform.
    /// </summary>
    public sealed class EnvelopeSpectrum
    {
        /// <summary>Samples of the window for one of the envelope.</summary>
        public const int Decimation = ChannelEnvelopes.Decimation;

        private const int MeanBits = 12;
        private const int WhiteningHalfWidth = 20;
        private readonly int _sampleRateMilliHz;
        private readonly int _count;
        private readonly int _points;
        private readonly int _firstChannel;
        private readonly int _lastChannel;
        private readonly long[][] _rows; // P: channel c's values from _rows[c * _blocks] on, _blockLength in a row
        private readonly int _blocks;
        private readonly int _blockLength;
        private readonly long[] _sums = new long[ChannelEnvelopes.Channels];
        private readonly int[] _shifts = new int[ChannelEnvelopes.Channels];
        private readonly long[] _multipliers = new long[ChannelEnvelopes.Channels];
        private readonly short[] _hann; // Q9
        private readonly int[] _envelope; // q in Q12, then windowed in Q14, then zeros; in the end the spectrum's logarithms
        private readonly RealSpectrum _spectrum;
        private readonly int[] _whitened; // may be _envelope

        /// <summary>Tables and buffers for windows of one length and rate.</summary>
        /// <param name="windowLength">256, 512, 1024 or 2048 samples.</param>
        /// <param name="sampleRateMilliHz">Samples per 1000 seconds, 10,000 to 200,000,000.</param>
        /// <param name="lowHz">
        /// Low edge of the band whose envelope is wanted: the channels whose centres lie in it are taken, or the one nearest to its
        /// middle when none does. 0 together with a high edge of 0: all three. The second channel alone costs least.
        /// </param>
        /// <param name="highHz">High edge of the band.</param>
        /// <exception cref="ArgumentException">A number is out of range.</exception>
        public EnvelopeSpectrum(int windowLength, int sampleRateMilliHz, int lowHz, int highHz)
            : this(windowLength, sampleRateMilliHz, lowHz, highHz, null, null)
        {
        }

        /// <summary>
        /// An envelope spectrum in the work buffers of a spectrum of as many points, and in another's work buffer of <see cref="WorkLength"/> values:
        /// what both held is lost with each window.
        /// </summary>
        internal EnvelopeSpectrum(int windowLength, int sampleRateMilliHz, int lowHz, int highHz, RealSpectrum lender, int[] work)
        {
            if (windowLength != 256 && windowLength != 512 && windowLength != 1024 && windowLength != 2048)
            {
                throw new ArgumentException("window length must be 256, 512, 1024 or 2048");
            }

            if (sampleRateMilliHz < 10000 || sampleRateMilliHz > 200000000)
            {
                throw new ArgumentException("sampling rate must be 10 Hz to 200 kHz");
            }

            if (lowHz < 0 || highHz < lowHz)
            {
                throw new ArgumentException("envelope band must be 0 <= low <= high");
            }

            _sampleRateMilliHz = sampleRateMilliHz;
            _count = ChannelEnvelopes.CountFor(windowLength);
            _points = WorkLength(windowLength);
            ChooseChannels(sampleRateMilliHz, lowHz, highHz, out _firstChannel, out _lastChannel);
            _blockLength = lender == null ? _count : 1 << lender.RowBits;
            _blocks = (_count + _blockLength - 1) / _blockLength;
            _rows = lender == null ? OwnRows() : lender.Rows;
            _hann = Hann(_count);
            _envelope = work ?? new int[_points];
            _spectrum = new RealSpectrum(_points, WindowKind.Rectangular, lender);
            Bins = _points / 2 + 1;
            _whitened = work ?? new int[Bins];
        }

        /// <summary>Values of the work buffer: the points of the envelope's spectrum.</summary>
        internal static int WorkLength(int windowLength)
        {
            return windowLength > 1024 ? 512 : 256;
        }

        /// <summary>Number of values of <see cref="Whitened"/>.</summary>
        public int Bins { get; }

        /// <summary>
        /// The whitened spectrum of the last window: log2 of power over its surroundings, Q8. Bin k lies at
        /// k * rate / (8 * points), points = 2 * (<see cref="Bins"/> - 1). All 0 for silence. The array is reused, and may be longer.
        /// </summary>
        public int[] Whitened
        {
            get { return _whitened; }
        }

        /// <summary>
        /// log2 of the RMS of the envelope in LSB, Q8 (floor): the root of the channels' summed squared envelopes, scaled so
        /// that a sine of amplitude A at a channel's centre gives log2(A); 0 for silence.
        /// </summary>
        public int LevelLog2Q8 { get; private set; }

        /// <summary>log2 Q8 of the envelope's raw kurtosis, mean(q^2) / mean(q)^2: 256 for noise in one channel, less in several; 0 for silence.</summary>
        public int KurtosisLog2Q8 { get; private set; }

        /// <summary>log2 Q8 of the envelope's crest factor, sqrt(max(q) / mean(q)), at least 0; 0 for silence.</summary>
        public int CrestLog2Q8 { get; private set; }

        /// <summary>Bins per shaft order in Q16 at a shaft speed: what <see cref="FaultComb"/> asks for; 0 when the speed is.</summary>
        /// <param name="shaftSpeedMilliHz">0 to 1,000,000 mHz.</param>
        public long BinsPerOrderQ16(int shaftSpeedMilliHz)
        {
            // 2^20 * 2^9 * 2^3 * 2^16 = 2^48
            return (((long)shaftSpeedMilliHz * _points * Decimation << 16) + _sampleRateMilliHz / 2) / _sampleRateMilliHz;
        }

        /// <summary>Computes the spectrum and the scalars of one window.</summary>
        /// <param name="window">Samples in LSB; their mean does not matter.</param>
        /// <param name="start">Index of the first sample; the window length given at construction is read.</param>
        public void Process(short[] window, int start)
        {
            Process(window, start, Bins);
        }

        /// <summary>The same for somebody who reads the first <paramref name="needed"/> bins of <see cref="Whitened"/> only; the others are undefined then.</summary>
        internal void Process(short[] window, int start, int needed)
        {
            Array.Clear(_sums, 0, _sums.Length);
            if (_firstChannel == 1 && _lastChannel == 1)
            {
                ChannelEnvelopes.MeasureSecond(window, start, _count, _rows, _blocks, _blockLength, _sums);
            }
            else
            {
                for (int b = 0; b < _blocks; b++)
                {
                    int first = b * _blockLength;
                    int count = _count - first < _blockLength ? _count - first : _blockLength;
                    ChannelEnvelopes.Measure(window, start + first * Decimation, count, _rows[b], _rows[_blocks + b], _rows[2 * _blocks + b], _sums);
                }
            }

            AddChannels();
            Array.Clear(_envelope, _count, _points - _count);
            _spectrum.PowerInPlace(_envelope, 0, 0);
            LogWhitening.WhitenRows(_spectrum.Rows, _spectrum.RowBits, Bins, WhiteningHalfWidth, needed, _envelope, _whitened);
        }

        /// <summary>Hann window of any length in Q9 at half-integers: round(2^9 sin^2(pi (i + 1/2) / count)).</summary>
        internal static short[] Hann(int count)
        {
            int[] quarter = QuarterWave.Cosines();
            short[] hann = new short[count];
            for (int i = 0; i < count; i++)
            {
                // cos(2 pi (2 i + 1) / (2 count)) between entries of the table of 2048 to a turn, linearly, in Q30
                long phaseQ16 = ((2L * i + 1) << 26) / count;
                int k = (int)(phaseQ16 >> 16);
                long below = Cosine(quarter, k);
                long cosine = below + ((Cosine(quarter, k + 1) - below) * (phaseQ16 & 65535) >> 16);
                hann[i] = (short)(((1L << 30) - cosine + (1 << 21)) >> 22);
            }

            return hann;
        }

        private long[][] OwnRows()
        {
            long[][] rows = new long[ChannelEnvelopes.Channels][];
            for (int c = 0; c < rows.Length; c++)
            {
                // The second channel alone needs no other.
                rows[c] = _firstChannel == 1 && _lastChannel == 1 && c != 1 ? null : new long[_count];
            }

            return rows;
        }

        private static long Cosine(int[] quarter, int k)
        {
            k &= 2047;
            k = k > 1024 ? 2048 - k : k;
            return k <= 512 ? quarter[k] : -quarter[1024 - k];
        }

        private static void ChooseChannels(int sampleRateMilliHz, int lowHz, int highHz, out int first, out int last)
        {
            first = 0;
            last = ChannelEnvelopes.Channels - 1;
            if (lowHz == 0 && highHz == 0)
            {
                return;
            }

            long low = lowHz * 8000L;
            long high = highHz * 8000L;
            int nearest = 0;
            long least = long.MaxValue;
            first = ChannelEnvelopes.Channels;
            last = -1;
            for (int c = 0; c < ChannelEnvelopes.Channels; c++)
            {
                long centre = (c + 1L) * sampleRateMilliHz;
                if (centre >= low && centre <= high)
                {
                    first = c < first ? c : first;
                    last = c;
                }

                long off = 2 * centre - low - high;
                off = off < 0 ? -off : off;
                if (off < least)
                {
                    least = off;
                    nearest = c;
                }
            }

            if (last < 0)
            {
                first = nearest;
                last = nearest;
            }
        }

        // q[m] = sum over channels of 2^12 P[m] / mean(P), and its scalars. With S the channel's sum, brought to at most 24 bits by
        // a right shift s: S' = S >> s, M = 2^36 count / S', and 2^12 P / mean = (P >> s) M / 2^24, where P <= S.
        // s = 0: P M <= 2^36 count < 2^44. s > 0: S' is in 2^23..2^24 and M below 2^21, so the product is below 2^45.
        // One channel gives at most 2^12 count < 2^20, three below 2^21.6. M = 0 leaves a channel out.
        private void AddChannels()
        {
            // Three channels: below 2^60.8.
            long all = 0;
            for (int c = 0; c < ChannelEnvelopes.Channels; c++)
            {
                long channel = c < _firstChannel || c > _lastChannel ? 0 : _sums[c];
                int shift = IntegerMath.BitLength(channel) - 24;
                shift = shift < 0 ? 0 : shift;
                _shifts[c] = shift;
                _multipliers[c] = channel == 0 ? 0 : ((long)_count << (MeanBits + 24)) / (channel >> shift);
                all += channel;
            }

            // e^2 = 4 |z|^2 / 12288^2 and P = |z|^2 / 2^6, so e^2 = P 2^8 / 12288^2; half of its logarithm.
            int log = IntegerMath.Log2Q8(all) - IntegerMath.Log2Q8(_count) + (8 << 8) - 2 * IntegerMath.Log2Q8(ChannelEnvelopes.SumOfTaps);
            LevelLog2Q8 = all == 0 ? 0 : log >> 1;
            if (_firstChannel == _lastChannel)
            {
                NormaliseOne(_firstChannel * _blocks, _shifts[_firstChannel], _multipliers[_firstChannel]);
            }
            else
            {
                NormaliseAll();
            }
        }

        private void NormaliseOne(int row, int shift, long multiplier)
        {
            int count = _count;
            int[] envelope = _envelope;
            long sum = 0;
            long squares = 0;
            long peak = 0;
            int m = 0;
            while (m < count)
            {
                // q = (p >> shift) * multiplier >> 24 for each value, two a turn: blocks are even.
                long[] p = _rows[row++];
                int length = count - m < _blockLength ? count - m : _blockLength;
                for (int i = 0; i < length; i += 2)
                {
                    long q0, q1;
                    envelope[m] = (int)(q0 = (p[i] >> shift) * multiplier >> 24);
                    envelope[m + 1] = (int)(q1 = (p[i + 1] >> shift) * multiplier >> 24);
                    m += 2;
                    sum += q0 + q1;
                    squares += q0 * q0 + q1 * q1;
                    if (q0 > peak)
                    {
                        peak = q0;
                    }

                    if (q1 > peak)
                    {
                        peak = q1;
                    }
                }
            }

            SetShape(sum, squares, peak);
            Weigh((int)sum / count);
        }

        private void NormaliseAll()
        {
            int count = _count;
            int[] envelope = _envelope;
            int shift1 = _shifts[0];
            int shift2 = _shifts[1];
            int shift3 = _shifts[2];
            long multiplier1 = _multipliers[0];
            long multiplier2 = _multipliers[1];
            long multiplier3 = _multipliers[2];
            long sum = 0;
            long squares = 0;
            long peak = 0;
            int m = 0;
            for (int b = 0; m < count; b++)
            {
                long[] p1 = _rows[b];
                long[] p2 = _rows[_blocks + b];
                long[] p3 = _rows[2 * _blocks + b];
                int length = count - m < _blockLength ? count - m : _blockLength;
                for (int i = 0; i < length; i++)
                {
                    long q = ((p1[i] >> shift1) * multiplier1 >> 24) + ((p2[i] >> shift2) * multiplier2 >> 24) + ((p3[i] >> shift3) * multiplier3 >> 24);
                    envelope[m++] = (int)q;
                    sum += q;
                    squares += q * q;
                    if (q > peak)
                    {
                        peak = q;
                    }
                }
            }

            SetShape(sum, squares, peak);
            Weigh((int)sum / count);
        }

        // Sum of q <= 254 * 3 * 2^12 < 2^21.6; sum of q^2 <= max(q) * sum(q) < 2^43.2; times count below 2^51.2.
        private void SetShape(long sum, long squares, long peak)
        {
            int logSum = IntegerMath.Log2Q8(sum);
            int kurtosis = IntegerMath.Log2Q8(squares * _count) - 2 * logSum;
            int crest = (IntegerMath.Log2Q8(peak * _count) - logSum) >> 1;
            KurtosisLog2Q8 = kurtosis < 0 ? 0 : kurtosis;
            CrestLog2Q8 = crest < 0 ? 0 : crest;
        }

        // x = q less its mean times the Hann window, in Q14: |q - mean| < 2^21.6, times 2^9 below 2^30.6, x below 2^23.6.
        private void Weigh(int mean)
        {
            int count = _count;
            int[] envelope = _envelope;
            short[] hann = _hann;
            int m = 0;
            for (; m < count - 3; m += 4)
            {
                envelope[m] = (envelope[m] - mean) * hann[m] >> 7;
                envelope[m + 1] = (envelope[m + 1] - mean) * hann[m + 1] >> 7;
                envelope[m + 2] = (envelope[m + 2] - mean) * hann[m + 2] >> 7;
                envelope[m + 3] = (envelope[m + 3] - mean) * hann[m + 3] >> 7;
            }

            for (; m < count; m++)
            {
                envelope[m] = (envelope[m] - mean) * hann[m] >> 7;
            }
        }
    }
}
