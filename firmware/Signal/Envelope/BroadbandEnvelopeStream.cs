using System;

namespace AIoT.Embedded.Signal
{
    /// <summary>
    /// The envelope of the whole band as samples stream in, every part of the spectrum at the same weight, and its spectrum averaged
    /// for as long as the stream runs: what <see cref="BearingDiagnosis"/> names a fault from.
    /// <para>
    /// Eight channels (<see cref="EightChannels"/>) are squared and summed to 48 values a revolution or a little more. Each is
    /// divided by its own mean and all are added: impacts come in every channel at the same moment, noise does not. 512-point Hann
    /// spectra of that sum, half overlapping (about eleven revolutions each), are added up in power; <see cref="Read"/> takes
    /// logarithms, whitens them (<see cref="LogWhitening"/>) and takes off the lines of the shaft (<see cref="ShaftLines"/>).
    /// </para>
    /// <para>
    /// The means are those of the values so far, the older ones fading from 4096 values on. The first 256 values only set them.
    /// Loudness may be anything and may drift; a channel counts at most 512 times its mean.
    /// </para>
    /// Nothing is allocated after construction. Bit-exact on every platform.
    /// </summary>
    public sealed class BroadbandEnvelopeStream
    {
        /// <summary>Number of values of <see cref="Whitened"/>.</summary>
        public const int Bins = Points / 2 + 1;

        /// <summary>Least number of envelope values per revolution: the fourth harmonic of an order below 5.7 stays in the spectrum.</summary>
        public const int LeastPerRevolution = 48;

        private const int Points = 512;
        private const int Half = Points / 2;
        private const int Channels = EightChannels.Channels;
        private const int InputLength = 384;
        private const int LeastHop = 4;
        private const int GreatestHop = 22;
        private const int GreatestTerms = 16;
        private const int PowerShift = 16;
        private const int GreatestCount = 4096;
        private const int GreatestValue = (1 << 24) - 1;
        private const int WhiteningHalfWidth = 10;
        private readonly int _sampleRateMilliHz;
        private readonly RealSpectrum _spectrum;
        private readonly short[] _input = new short[InputLength];
        private readonly int[] _window = new int[Points]; // Q12 of the channels' means
        private readonly long[] _powers = new long[Channels];
        private readonly long[] _means = new long[Channels]; // sums of P over _meanCount values
        private readonly long[] _halfMeans = new long[Channels]; // sums of P over the current half
        private readonly int[] _shifts = new int[Channels];
        private readonly long[] _multipliers = new long[Channels];
        private readonly long[] _limits = new long[Channels];
        private readonly long[] _sums = new long[Bins];
        private readonly long[] _power = new long[Bins];
        private readonly int[] _logs = new int[Bins];
        private readonly int[] _whitened = new int[Bins];
        private readonly int[] _sorted = new int[10];
        private int _hop;
        private int _terms;
        private int _meanCount;
        private int _held; // samples in _input
        private int _filled; // values in the second half
        private bool _halfKept; // the first half holds values

        /// <summary>A stream for one rate and machine speed.</summary>
        /// <param name="sampleRateMilliHz">
        /// Samples per 1000 seconds, 10,000 to 200,000,000. 10 to 16 kHz suit most machines, at least 400 samples a revolution.
        /// </param>
        /// <param name="shaftSpeedMilliHz">Shaft speed that sets the decimation, 1 to 1,000,000 mHz; a few percent off do no harm.</param>
        /// <exception cref="ArgumentException">A number is out of range.</exception>
        public BroadbandEnvelopeStream(int sampleRateMilliHz, int shaftSpeedMilliHz)
            : this(sampleRateMilliHz, shaftSpeedMilliHz, new RealSpectrum(Points, WindowKind.Hann))
        {
        }

        /// <summary>A stream that shares its Fourier transform's tables and work buffers, for instance with the streams of the other axes.</summary>
        /// <param name="sampleRateMilliHz">Samples per 1000 seconds, 10,000 to 200,000,000.</param>
        /// <param name="shaftSpeedMilliHz">Shaft speed that sets the decimation, 1 to 1,000,000 mHz.</param>
        /// <param name="spectrum">A spectrum of 512 points with the Hann window, used by one thread.</param>
        /// <exception cref="ArgumentException">A number is out of range, or the spectrum is another.</exception>
        public BroadbandEnvelopeStream(int sampleRateMilliHz, int shaftSpeedMilliHz, RealSpectrum spectrum)
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
            Reset(shaftSpeedMilliHz);
        }

        /// <summary>Samples for one value of the envelope.</summary>
        public int Decimation
        {
            get { return _hop * _terms; }
        }

        /// <summary>Spectra in the sum; nothing can be read before the first.</summary>
        public int Spectra { get; private set; }

        /// <summary>
        /// The spectrum of the last <see cref="Read"/>: log2 of power over its surroundings and over the shaft's lines, Q8. The array is reused.
        /// </summary>
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
            _meanCount = 0;
            Array.Clear(_sums, 0, Bins);
            Array.Clear(_means, 0, Channels);
            Interrupt();
        }

        /// <summary>Says that the next samples do not follow the last: they share no window with them. Sums and means stay.</summary>
        public void Interrupt()
        {
            _held = 0;
            _filled = 0;
            _halfKept = false;
            Array.Clear(_halfMeans, 0, Channels);
        }

        /// <summary>Takes samples that follow the last.</summary>
        /// <param name="samples">Samples in LSB; their mean does not matter.</param>
        /// <param name="start">Index of the first.</param>
        /// <param name="count">How many; any number.</param>
        public void Add(short[] samples, int start, int count)
        {
            while (count > 0)
            {
                int room = InputLength - _held;
                int taken = count < room ? count : room;
                Array.Copy(samples, start, _input, _held, taken);
                start += taken;
                count -= taken;
                _held += taken;
                Drain();
            }
        }

        /// <summary>Brings <see cref="Whitened"/> up to date.</summary>
        /// <param name="shaftSpeedMilliHz">Speed whose lines are taken off, 0 to 1,000,000 mHz; 0: none are.</param>
        /// <returns>False when there is no spectrum yet; <see cref="Whitened"/> is all 0 then.</returns>
        public bool Read(int shaftSpeedMilliHz)
        {
            if (Spectra == 0)
            {
                Array.Clear(_whitened, 0, Bins);
                return false;
            }

            LogWhitening.Whiten(_sums, Bins, WhiteningHalfWidth, _logs, _whitened);
            Array.Copy(_whitened, 0, _logs, 0, Bins);
            ShaftLines.Subtract(_logs, Bins, BinsPerOrderQ16(shaftSpeedMilliHz), _whitened, _sorted);
            return true;
        }

        /// <summary>Bins per shaft order in Q16 at a shaft speed, which need not be the one that set the decimation; 0 when it is 0.</summary>
        /// <param name="shaftSpeedMilliHz">0 to 1,000,000 mHz.</param>
        public long BinsPerOrderQ16(int shaftSpeedMilliHz)
        {
            // 2^20 * 2^9 * 2^8.5 * 2^16 = 2^53.5
            return (((long)shaftSpeedMilliHz * Points * Decimation << 16) + _sampleRateMilliHz / 2) / _sampleRateMilliHz;
        }

        // Turns the held samples into values as far as they reach, and keeps the rest.
        private void Drain()
        {
            int step = _hop * _terms;
            int span = step - _hop + EightChannels.Taps; // samples that one value looks at
            int at = 0;
            while (_held - at >= span)
            {
                _window[Half + _filled] = Value(at);
                at += step;
                if (++_filled == Half)
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

        // Sum over the channels of P over its mean, Q12: (P >> s) M >> 24 with s and M of SetGains. P is below 2^45.2 * 16 = 2^49.2.
        private int Value(int at)
        {
            long[] powers = _powers;
            Array.Clear(powers, 0, Channels);
            int i = at;
            for (int j = 0; j < _terms; j++)
            {
                EightChannels.Add(_input, i, powers);
                i += _hop;
            }

            long value = 0;
            for (int c = 0; c < Channels; c++)
            {
                long p = powers[c];
                _halfMeans[c] += p;
                if (p > _limits[c])
                {
                    p = _limits[c];
                }

                value += (p >> _shifts[c]) * _multipliers[c] >> 24;
            }

            return value > GreatestValue ? GreatestValue : (int)value;
        }

        private void CloseHalf()
        {
            bool known = _meanCount > 0; // what the half's values were divided by
            for (int c = 0; c < Channels; c++)
            {
                // Below 2^49.2 * 2^12 = 2^61.2
                _means[c] += _halfMeans[c];
                _halfMeans[c] = 0;
            }

            _meanCount += Half;
            if (_meanCount >= GreatestCount)
            {
                _meanCount >>= 1;
                for (int c = 0; c < Channels; c++)
                {
                    _means[c] >>= 1;
                }
            }

            SetGains();
            if (known && _halfKept)
            {
                Accumulate();
            }

            if (known)
            {
                Array.Copy(_window, Half, _window, 0, Half);
                _halfKept = true;
            }
        }

        // s = bits(S) - 24 or 0, M = 2^36 count / (S >> s), so that (P >> s) M >> 24 is P / mean in Q12; at most 512 times the mean:
        // (P >> s) M stays below 2^46. A channel without power counts nothing.
        private void SetGains()
        {
            for (int c = 0; c < Channels; c++)
            {
                long sum = _means[c];
                int shift = IntegerMath.BitLength(sum) - 24;
                shift = shift < 0 ? 0 : shift;
                _shifts[c] = shift;
                _multipliers[c] = sum == 0 ? 0 : ((long)_meanCount << 36) / (sum >> shift);
                _limits[c] = sum / _meanCount << 9;
            }
        }

        // Power of values below 2^24 is below 2^62: shifted, 2^14 spectra and more fit before the sums are halved.
        private void Accumulate()
        {
            int[] window = _window;
            long[] power = _power;
            long[] sums = _sums;
            long total = 0;
            for (int n = 0; n < Points; n++)
            {
                total += window[n];
            }

            _spectrum.Power(window, 0, (int)(total >> 9), power);
            long peak = 0;
            for (int k = 0; k < Bins; k++)
            {
                long sum = sums[k] += power[k] >> PowerShift;
                peak = sum > peak ? sum : peak;
            }

            if (peak > 1L << 61)
            {
                for (int k = 0; k < Bins; k++)
                {
                    sums[k] >>= 1;
                }
            }

            Spectra++;
        }
    }
}
