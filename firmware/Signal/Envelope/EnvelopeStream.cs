using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// The envelope spectrum of a machine over as many windows as it is given: sharper with every revolution, in fixed memory.
    /// <para>
    /// Four channels (<see cref="StreamedChannels"/>) are squared and decimated to 48 to 64 values a revolution. Every 256 new values,
    /// the Hann-windowed 512-point power spectrum of each channel's last 512 is added to the channel's sum. At read-out the
    /// sums' logarithms are averaged over the channels and whitened (<see cref="LogWhitening"/>); <see cref="FaultComb"/> scores the result.
    /// </para>
    /// <para>
    /// Each channel's values are kept as int16 with a common shift, chosen at every half window so that their mean is 2^6 to 2^9:
    /// loudness can drift by any amount without loss. Larger than 32767 saturates: 64 times the mean and more.
    /// The first half window only finds the shifts: the first spectrum needs 768 values.
    /// </para>
    /// Nothing is allocated after construction. Bit-exact on every platform.
    /// </summary>
    public sealed class EnvelopeStream
    {
        /// <summary>Number of values of <see cref="Whitened"/>.</summary>
        public const int Bins = Points / 2 + 1;

        /// <summary>Least number of envelope values per revolution: the fourth harmonic of an order below 5.7 stays in the spectrum.</summary>
        public const int LeastPerRevolution = 48;

        private const int Points = 512;
        private const int Half = Points / 2;
        private const int Channels = StreamedChannels.Channels;
        private const int InputLength = 384;
        private const int LeastHop = 4;
        private const int GreatestHop = 11;
        private const int GreatestTerms = 32;
        private const int PowerShift = 21;
        private const int GreatestSum = 1 << 30;
        private const int WhiteningHalfWidth = 10;
        private readonly int _sampleRateMilliHz;
        private readonly RealSpectrum _spectrum;
        private readonly StreamedChannels _channels = new StreamedChannels();
        private readonly short[] _input = new short[InputLength];
        private readonly short[][] _windows = new short[Channels][];
        private readonly int[] _halfSums = new int[Channels]; // of the first halves, in their shifted unit
        private readonly int[][] _sums = new int[Channels][];
        private readonly int[] _sumShifts = new int[Channels]; // a sum's unit is that of power of values shifted by this
        private readonly long[] _power = new long[Bins];
        private readonly int[] _logs = new int[Bins];
        private readonly int[] _whitened = new int[Bins];
        private int _hop;
        private int _terms;
        private int _held; // samples in _input
        private int _filled; // values in the second halves
        private int _halves; // full halves since the start: 0, 1, 2

        /// <summary>A stream for one rate and machine speed.</summary>
        /// <param name="sampleRateMilliHz">Samples per 1000 seconds, 10,000 to 200,000,000.</param>
        /// <param name="shaftSpeedMilliHz">Shaft speed that sets the decimation, 1 to 1,000,000 mHz; a few percent off do no harm.</param>
        /// <exception cref="ArgumentException">A number is out of range.</exception>
        public EnvelopeStream(int sampleRateMilliHz, int shaftSpeedMilliHz)
            : this(sampleRateMilliHz, shaftSpeedMilliHz, new RealSpectrum(Points, WindowKind.Hann))
        {
        }

        /// <summary>A stream that shares its Fourier transform's tables and work buffers, for instance with the streams of the other axes.</summary>
        /// <param name="sampleRateMilliHz">Samples per 1000 seconds, 10,000 to 200,000,000.</param>
        /// <param name="shaftSpeedMilliHz">Shaft speed that sets the decimation, 1 to 1,000,000 mHz.</param>
        /// <param name="spectrum">A spectrum of 512 points with the Hann window, used by one thread.</param>
        /// <exception cref="ArgumentException">A number is out of range, or the spectrum is another.</exception>
        public EnvelopeStream(int sampleRateMilliHz, int shaftSpeedMilliHz, RealSpectrum spectrum)
        {
            if (spectrum.Points != Points || spectrum.Window != WindowKind.Hann)
            {
                throw new ArgumentException("spectrum must have 512 points and the Hann window");
            }

            if (sampleRateMilliHz < 10000 || sampleRateMilliHz > 200000000)
            {
                throw new ArgumentException("sampling rate must be 10 Hz to 200 kHz");
            }

            _sampleRateMilliHz = sampleRateMilliHz;
            _spectrum = spectrum;
            for (int c = 0; c < Channels; c++)
            {
                _windows[c] = new short[Points];
                _sums[c] = new int[Bins];
            }

            Reset(shaftSpeedMilliHz);
        }

        /// <summary>Samples for one value of the envelope.</summary>
        public int Decimation
        {
            get { return _hop * _terms; }
        }

        /// <summary>Spectra in the sums, of each channel; nothing can be read before the first.</summary>
        public int Spectra { get; private set; }

        /// <summary>The whitened spectrum of the last <see cref="Read"/>: log2 of power over its surroundings, Q8. The array is reused.</summary>
        public int[] Whitened
        {
            get { return _whitened; }
        }

        /// <summary>Forgets everything and sets the decimation for a shaft speed.</summary>
        /// <param name="shaftSpeedMilliHz">1 to 1,000,000 mHz.</param>
        /// <exception cref="ArgumentException">The speed is out of range.</exception>
        public void Reset(int shaftSpeedMilliHz)
        {
            if (shaftSpeedMilliHz < 1 || shaftSpeedMilliHz > 1000000)
            {
                throw new ArgumentException("shaft speed must be 1 to 1,000,000 mHz");
            }

            // As few terms as keep the hop within the filters' length.
            int decimation = (int)(_sampleRateMilliHz / ((long)LeastPerRevolution * shaftSpeedMilliHz));
            int greatest = GreatestHop * GreatestTerms;
            decimation = decimation < LeastHop ? LeastHop : decimation > greatest ? greatest : decimation;
            _terms = (decimation + GreatestHop - 1) / GreatestHop;
            _hop = decimation / _terms;
            Spectra = 0;
            for (int c = 0; c < Channels; c++)
            {
                Array.Clear(_sums[c], 0, Bins);
                _sumShifts[c] = 0;
            }

            Interrupt();
        }

        /// <summary>Says that the next samples do not follow the last: they share no window with them. The sums stay.</summary>
        public void Interrupt()
        {
            _held = 0;
            _filled = 0;
            _halves = 0;
            Array.Clear(_channels.Sums, 0, Channels);
        }

        /// <summary>Takes samples that follow the last.</summary>
        /// <param name="samples">Samples in LSB; their mean does not matter.</param>
        /// <param name="start">Index of the first.</param>
        /// <param name="count">How many; any number.</param>
        public void Add(short[] samples, int start, int count)
        {
            int step = _hop * _terms;
            int span = step - _hop + ChannelEnvelopes.Taps; // samples that one value looks at
            while (count > 0)
            {
                int room = InputLength - _held;
                int taken = count < room ? count : room;
                Array.Copy(samples, start, _input, _held, taken);
                start += taken;
                count -= taken;
                _held += taken;
                Drain(step, span);
            }
        }

        /// <summary>Brings <see cref="Whitened"/> up to date.</summary>
        /// <returns>False when there is no spectrum yet; <see cref="Whitened"/> is all 0 then.</returns>
        public bool Read()
        {
            Array.Clear(_logs, 0, Bins);
            for (int c = 0; c < Channels; c++)
            {
                int[] sums = _sums[c];
                for (int k = 1; k < Bins; k++)
                {
                    _logs[k] += IntegerMath.Log2Q8(sums[k]);
                }
            }

            for (int k = 1; k < Bins; k++)
            {
                _logs[k] >>= 2;
            }

            LogWhitening.Subtract(_logs, Bins, WhiteningHalfWidth, _whitened);
            return Spectra > 0;
        }

        /// <summary>Bins per shaft order in Q16 at a shaft speed, which need not be the one that set the decimation; 0 when it is 0.</summary>
        /// <param name="shaftSpeedMilliHz">0 to 1,000,000 mHz.</param>
        public long BinsPerOrderQ16(int shaftSpeedMilliHz)
        {
            // 2^20 * 2^9 * 2^8.5 * 2^16 = 2^53.5
            return (((long)shaftSpeedMilliHz * Points * Decimation << 16) + _sampleRateMilliHz / 2) / _sampleRateMilliHz;
        }

        /// <summary>Adds the sums of another stream of the same rate and decimation, for instance of another axis.</summary>
        /// <exception cref="ArgumentException">The rates or decimations differ.</exception>
        public void Merge(EnvelopeStream other)
        {
            if (other._sampleRateMilliHz != _sampleRateMilliHz || other._hop != _hop || other._terms != _terms)
            {
                throw new ArgumentException("streams of different rates or decimations have different bins");
            }

            for (int c = 0; c < Channels; c++)
            {
                RaiseUnit(c, other._sumShifts[c]);
                int shift = 2 * (_sumShifts[c] - other._sumShifts[c]);
                shift = shift > 31 ? 31 : shift;
                int peak = 0;
                for (int k = 0; k < Bins; k++)
                {
                    // At most 2^30 + 2^30 >> shift: two of 2^30 are saturated to 2^31 - 1.
                    long sum = (long)_sums[c][k] + (other._sums[c][k] >> shift);
                    _sums[c][k] = sum > int.MaxValue ? int.MaxValue : (int)sum;
                    peak = _sums[c][k] > peak ? _sums[c][k] : peak;
                }

                MakeRoom(c, peak);
            }

            Spectra += other.Spectra;
        }

        // Turns the held samples into values as far as they reach, and keeps the rest.
        private void Drain(int step, int span)
        {
            int at = 0;
            while (_held - at >= span)
            {
                int count = (_held - at - span) / step + 1;
                int room = Half - _filled;
                count = count < room ? count : room;
                _channels.Measure(_input, at, _hop, _terms, count, _windows, Half + _filled);
                at += count * step;
                _filled += count;
                if (_filled == Half)
                {
                    _filled = 0;
                    CloseHalf();
                }
            }

            // A step may reach beyond what is held (a hop never exceeds the filters' length): at <= _held.
            _held -= at;
            if (at > 0 && _held > 0)
            {
                Array.Copy(_input, at, _input, 0, _held);
            }
        }

        private void CloseHalf()
        {
            for (int c = 0; c < Channels; c++)
            {
                short[] window = _windows[c];
                long sum = _channels.Sums[c];
                int shift = _channels.Shifts[c];
                int halfSum = 0;
                if (_halves >= 1)
                {
                    // 512 values of 2^15
                    for (int n = Half; n < Points; n++)
                    {
                        halfSum += window[n];
                    }

                    if (_halves >= 2)
                    {
                        Accumulate(c, (_halfSums[c] + halfSum) >> 9);
                    }

                    Array.Copy(window, Half, window, 0, Half);
                }

                // The half's mean is sum / 256; as shifted it should have 7 to 9 binary digits.
                int digits = IntegerMath.BitLength(sum >> 8) - shift;
                if (digits > 9 || digits < 7)
                {
                    int better = shift + digits - 9;
                    better = better < 0 ? 0 : better;
                    if (_halves >= 1)
                    {
                        halfSum = Rescale(window, shift, better);
                    }

                    _channels.Shifts[c] = better;
                }

                _halfSums[c] = halfSum;
                _channels.Sums[c] = 0;
            }

            if (_halves >= 2)
            {
                Spectra++;
            }

            _halves = _halves < 2 ? _halves + 1 : 2;
        }

        // Adds the power spectrum of the channel's window. The values are not negative, so |X/N| <= 2 mean and power <= 2^32 mean^2:
        // with a mean below 2^9, power >> 21 is below 2^29. Only a sudden rise within the window gives more, and saturates.
        private void Accumulate(int c, int mean)
        {
            long[] power = _power;
            int[] sums = _sums[c];
            _spectrum.Power(_windows[c], 0, mean, power);
            RaiseUnit(c, _channels.Shifts[c]);
            int shift = PowerShift + 2 * (_sumShifts[c] - _channels.Shifts[c]);
            shift = shift > 62 ? 62 : shift;
            long peak = 0;
            for (int k = 0; k < Bins; k++)
            {
                long sum = sums[k] + (power[k] >> shift);
                if (sum > peak)
                {
                    sum = sum > GreatestSum ? GreatestSum : sum;
                    peak = sum;
                }

                sums[k] = (int)sum;
            }

            MakeRoom(c, peak);
        }

        // Leaves room for another spectrum: sums stay at or below 2^30, and above 2^29 they take a unit four times as large.
        private void MakeRoom(int c, long peak)
        {
            if (peak > GreatestSum >> 1)
            {
                ShiftSums(c, 2);
                _sumShifts[c]++;
            }
        }

        // The unit of a channel's sums never falls, so that adding never shifts to the left.
        private void RaiseUnit(int c, int shift)
        {
            int more = shift - _sumShifts[c];
            if (more <= 0)
            {
                return;
            }

            _sumShifts[c] = shift;
            ShiftSums(c, 2 * more);
        }

        private void ShiftSums(int c, int shift)
        {
            int[] sums = _sums[c];
            shift = shift > 31 ? 31 : shift;
            for (int k = 0; k < Bins; k++)
            {
                sums[k] >>= shift;
            }
        }

        // The first half from one shift to another, saturated; returns its new sum.
        private static int Rescale(short[] window, int from, int to)
        {
            int left = from > to ? from - to : 0;
            int right = to > from ? to - from : 0;
            left = left > 16 ? 16 : left;
            right = right > 16 ? 16 : right;
            int sum = 0;
            for (int n = 0; n < Half; n++)
            {
                // 2^15 * 2^16 = 2^31, less 2^16
                int value = window[n] >> right << left;
                value = value > 32767 ? 32767 : value;
                window[n] = (short)value;
                sum += value;
            }

            return sum;
        }
    }
}
