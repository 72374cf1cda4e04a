using System;

namespace AIoT.Embedded.Sensing
{
    /// <summary>
    /// Fills windows from a FIFO's bursts. Starts the part at the first read, and again after a failure. Allocates nothing while it samples.
    /// A gap, saturation and a stuck sensor are flagged with the call that returns the samples concerned (a burst that is handed out in
    /// two calls is flagged with the first, and with both where the gap lies within it).
    /// </summary>
    public sealed class FifoSampler : ISampleSource, IRestartableSource
    {
        /// <summary>So many equal samples in a row mean that the sensor is stuck, unless told otherwise.</summary>
        public const int DefaultStuckSamples = 512;

        private const int GraceMilliseconds = 1000;
        private readonly FifoAccelerometer _part;
        private readonly IWatermarkSignal _signal;
        private readonly ISensorClock _clock;
        private readonly short[] _pending;
        private readonly int _wait;
        private readonly int _patience;
        private long _lastRead;
        private int _pendingFirst;
        private int _pendingCount;
        private bool _pendingGap;
        private int _flags;
        private int _same;
        private int _sameValue;
        private bool _running;
        private bool _gapAhead;

        /// <summary>Samples a part.</summary>
        /// <param name="part">The part.</param>
        /// <param name="signal">Its interrupt, or polling.</param>
        /// <param name="clock">Bounds the waits.</param>
        public FifoSampler(FifoAccelerometer part, IWatermarkSignal signal, ISensorClock clock)
        {
            _part = part;
            _signal = signal;
            _clock = clock;
            _pending = new short[part.Watermark];

            // An edge that was missed costs one such wait, no more: twice the time of a burst.
            _wait = 2000 * part.Watermark / part.SampleRateHz + 1;

            // Three quarters of the time in which the FIFO fills.
            _patience = 750 * part.Capacity / part.SampleRateHz;
            StuckSamples = DefaultStuckSamples;
        }

        /// <inheritdoc/>
        public int SampleRateHz
        {
            get { return _part.SampleRateHz; }
        }

        /// <inheritdoc/>
        public int NanoGPerLsb
        {
            get { return _part.NanoGPerLsb; }
        }

        /// <inheritdoc/>
        public int FullScaleLsb
        {
            get { return _part.FullScaleLsb; }
        }

        /// <summary>Counts that are taken off every sample (<see cref="OffsetCalibration"/>), clamped to full scale.</summary>
        public int OffsetLsb { get; set; }

        /// <summary>So many equal samples in a row mean that the sensor is stuck; rounded up to bursts.</summary>
        public int StuckSamples { get; set; }

        /// <summary>Bursts before or after which samples were lost, since construction.</summary>
        public int Gaps { get; private set; }

        /// <summary>Times that the part was started, since construction: the first, and one after each failure.</summary>
        public int Starts { get; private set; }

        /// <summary>Why the last read failed: one line; null when none did.</summary>
        public string Fault { get; private set; }

        /// <inheritdoc/>
        public bool IsBehind
        {
            get { return _running && _clock.Milliseconds - _lastRead >= _patience; }
        }

        /// <inheritdoc/>
        public bool TryRead(short[] buffer, int offset, int count)
        {
            long deadline = _clock.Milliseconds + (long)count * 1000 / _part.SampleRateHz + GraceMilliseconds;
            if (!_running && !Start())
            {
                return false;
            }

            while (count > 0)
            {
                if (_pendingCount > 0)
                {
                    // A gap within a burst counts for each call that gets a part of it.
                    _flags |= _pendingGap ? SampleFlags.Gap : 0;
                    int part = count < _pendingCount ? count : _pendingCount;
                    Array.Copy(_pending, _pendingFirst, buffer, offset, part);
                    _pendingFirst += part;
                    _pendingCount -= part;
                    offset += part;
                    count -= part;
                    continue;
                }

                bool direct = count >= _part.Watermark;
                int read = direct ? _part.ReadBurst(buffer, offset) : _part.ReadBurst(_pending, 0);
                if (read < 0)
                {
                    return Fail(_part.Fault);
                }

                if (read == 0)
                {
                    if (_clock.Milliseconds >= deadline)
                    {
                        return Fail(_part.Name + ": no samples come: it has lost power or was reset, or its bus is stuck low");
                    }

                    _signal.Wait(_wait);
                    continue;
                }

                if (direct)
                {
                    if (!Accept(buffer, offset))
                    {
                        return false;
                    }

                    offset += read;
                    count -= read;
                }
                else
                {
                    if (!Accept(_pending, 0))
                    {
                        return false;
                    }

                    _pendingFirst = 0;
                    _pendingCount = read;
                    _pendingGap = _part.OverranWithin;
                }
            }

            _lastRead = _clock.Milliseconds;
            return true;
        }

        /// <inheritdoc/>
        public int TakeFlags()
        {
            int flags = _flags;
            _flags = 0;
            return flags;
        }

        /// <inheritdoc/>
        public bool Restart()
        {
            if (!_running)
            {
                return Start();
            }

            Forget();
            return _part.TryRestartFifo() || Fail(_part.Fault);
        }

        /// <summary>Puts the part to sleep; the next read starts it.</summary>
        public void Stop()
        {
            _running = false;
            Forget();
            _part.TryStop();
        }

        private bool Start()
        {
            Forget();
            Starts++;
            _running = _part.TryStart();
            return _running || Fail(_part.Fault);
        }

        private void Forget()
        {
            _pendingCount = 0;
            _flags = 0;
            _same = 0;
            _gapAhead = false;
        }

        private bool Fail(string why)
        {
            Fault = why;
            _running = false;
            _pendingCount = 0;
            return false;
        }

        /// <summary>Marks what a burst's extremes and the part's flags tell, and takes the offset off.</summary>
        private bool Accept(short[] samples, int offset)
        {
            if (_part.Overran || _gapAhead)
            {
                _flags |= SampleFlags.Gap;
                Gaps++;
            }

            _gapAhead = _part.OverranSince;
            int min = _part.BurstMin;
            int max = _part.BurstMax;
            if (max >= _part.FullScaleLsb || min <= -_part.FullScaleLsb)
            {
                _flags |= SampleFlags.Saturated;
            }

            if (min != max)
            {
                _same = 0;
            }
            else
            {
                _same = _same > 0 && min == _sameValue ? _same + _part.Watermark : _part.Watermark;
                _sameValue = min;
                if (_same >= StuckSamples)
                {
                    // Held at StuckSamples so that the count can't overflow while the sensor stays stuck.
                    _same = StuckSamples;
                    _flags |= SampleFlags.Stuck;
                    if (!_part.TryIdentify())
                    {
                        return Fail(_part.Fault);
                    }
                }
            }

            if (OffsetLsb != 0)
            {
                Shift(samples, offset, offset + _part.Watermark, OffsetLsb, _part.FullScaleLsb);
            }

            return true;
        }

        // samples[i] = clamp(samples[i] - by, -limit, limit)
        private static void Shift(short[] samples, int offset, int end, int by, int limit)
        {
            for (int i = offset; i < end; i++)
            {
                int value = samples[i] - by;
                if (value > limit)
                {
                    value = limit;
                }
                else if (value < -limit)
                {
                    value = -limit;
                }

                samples[i] = (short)value;
            }
        }
    }
}
