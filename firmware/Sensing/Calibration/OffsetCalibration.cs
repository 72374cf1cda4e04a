using System;

namespace AIoT.Embedded.Sensing
{
    /// <summary>
    /// Finds a sensor's zero-g offset from rest, and refuses what can't be one: a machine that runs, a sensor that is stuck, an offset beyond
    /// what the part's data sheet allows, a result that a second measurement does not confirm.
    /// One position: the mean less what gravity gives. Two positions, turned over in between: half of the sum of the means, and the gain
    /// must be right, (up - down) / 2 = 1 g.
    /// </summary>
    public sealed class OffsetCalibration
    {
        /// <summary>Gain error that two positions may show, in percent of 1 g.</summary>
        public const int GainTolerancePercent = 10;

        private const int Block = 256;
        private readonly FifoSampler _sampler;
        private readonly short[] _block = new short[Block];
        private long _sum;
        private long _squares;
        private int _count;
        private int _min;
        private int _max;
        private int _flags;

        /// <summary>Calibrates what a sampler reads.</summary>
        public OffsetCalibration(FifoSampler sampler)
        {
            _sampler = sampler;
            Samples = 4096;
            NoiseLimitMilliG = 50;
            OffsetLimitMilliG = 200;
        }

        /// <summary>Samples in a measurement: 256 to 1,000,000, rounded up to 256.</summary>
        public int Samples { get; set; }

        /// <summary>The most RMS that a sensor at rest may show, in mg.</summary>
        public int NoiseLimitMilliG { get; set; }

        /// <summary>The most offset that is believed, in mg: the data sheet's zero-g level over temperature, with margin for the mounting.</summary>
        public int OffsetLimitMilliG { get; set; }

        /// <summary>The found offset in counts; the sampler has it after success.</summary>
        public int OffsetLsb { get; private set; }

        /// <summary>Why the last call returned false; null when none did.</summary>
        public string Fault { get; private set; }

        /// <summary>Calibrates in one position, and measures again to confirm it.</summary>
        /// <param name="gravityMilliG">What gravity gives on the axis: 1000 upwards, -1000 downwards, 0 when it lies level.</param>
        /// <returns>False when it is refused: the sampler keeps its old offset.</returns>
        public bool TryCalibrate(int gravityMilliG)
        {
            int before = _sampler.OffsetLsb;
            _sampler.OffsetLsb = 0;
            int mean;
            if (!TryMeasure(out mean) || !TryAccept(mean - Counts(gravityMilliG)) || !TryConfirm(gravityMilliG))
            {
                _sampler.OffsetLsb = before;
                return false;
            }

            return true;
        }

        /// <summary>The first half of a calibration in two positions: the axis points up.</summary>
        /// <param name="mean">Receives the mean in counts, for <see cref="TryFinish"/>.</param>
        public bool TryMeasureUp(out int mean)
        {
            int before = _sampler.OffsetLsb;
            _sampler.OffsetLsb = 0;
            bool done = TryMeasure(out mean);
            _sampler.OffsetLsb = before;
            return done;
        }

        /// <summary>The second half: the axis points down.</summary>
        /// <param name="up">What <see cref="TryMeasureUp"/> gave.</param>
        public bool TryFinish(int up)
        {
            int before = _sampler.OffsetLsb;
            _sampler.OffsetLsb = 0;
            int down;
            bool done = TryMeasure(out down);
            if (done)
            {
                int gravity = Counts(1000);
                int gain = (up - down) / 2;
                int tolerance = gravity * GainTolerancePercent / 100 + 1;
                done = (gain >= gravity - tolerance && gain <= gravity + tolerance)
                    || Fail("turning over changes the axis by " + MilliG(up - down).ToString() + " mg, not by 2000: it was not turned over, or the sensor's gain is wrong");
            }

            if (!done || !TryAccept((up + down) / 2) || !TryConfirm(-1000))
            {
                _sampler.OffsetLsb = before;
                return false;
            }

            return true;
        }

        private bool TryAccept(int offset)
        {
            int milliG = MilliG(offset);
            if (milliG > OffsetLimitMilliG || milliG < -OffsetLimitMilliG)
            {
                return Fail("an offset of " + milliG.ToString() + " mg is not believed (limit " + OffsetLimitMilliG.ToString() + "): is the axis in the position that was named?");
            }

            OffsetLsb = offset;
            _sampler.OffsetLsb = offset;
            return true;
        }

        /// <summary>With the offset set, a fresh measurement must give gravity within a quarter of the noise limit, or 2 counts.</summary>
        private bool TryConfirm(int gravityMilliG)
        {
            int mean;
            if (!TryMeasure(out mean))
            {
                return false;
            }

            int residual = mean - Counts(gravityMilliG);
            int limit = Counts(NoiseLimitMilliG) / 4;
            if (limit < 2)
            {
                limit = 2;
            }

            return (residual <= limit && residual >= -limit)
                || Fail("a second measurement is off by " + MilliG(residual).ToString() + " mg: the sensor moved or drifts");
        }

        private bool TryMeasure(out int mean)
        {
            mean = 0;
            if (Samples < Block || Samples > 1000000)
            {
                return Fail("256 to 1,000,000 samples are needed");
            }

            Fault = null;
            Clear();
            if (!_sampler.Restart())
            {
                return Fail(_sampler.Fault);
            }

            while (_count < Samples)
            {
                if (!_sampler.TryRead(_block, 0, Block))
                {
                    return Fail(_sampler.Fault);
                }

                _flags |= _sampler.TakeFlags();
                Add();
            }

            mean = (int)(_sum / _count);
            return TryJudge(mean);
        }

        private void Clear()
        {
            _sum = 0;
            _squares = 0;
            _count = 0;
            _min = 32767;
            _max = -32768;
            _flags = 0;
        }

        private void Add()
        {
            for (int i = 0; i < Block; i++)
            {
                int value = _block[i];
                _sum += value;
                _squares += (long)value * value;
                if (value < _min)
                {
                    _min = value;
                }

                if (value > _max)
                {
                    _max = value;
                }
            }

            _count += Block;
        }

        private bool TryJudge(int mean)
        {
            if ((_flags & SampleFlags.Stuck) != 0 || _min == _max)
            {
                return Fail("all samples are equal: the sensor is stuck");
            }

            if ((_flags & SampleFlags.Saturated) != 0)
            {
                return Fail("samples reach full scale: the sensor is not at rest, or broken");
            }

            // sum (x - m)^2 = sum x^2 - 2 m sum x + n m^2, compared as squares: no root is needed. A coarse part's last bits may toggle.
            long variance = (_squares - 2L * mean * _sum + (long)_count * mean * mean) / _count;
            long limit = Counts(NoiseLimitMilliG);
            if (limit < 2)
            {
                limit = 2;
            }

            return variance <= limit * limit
                || Fail("more than " + NoiseLimitMilliG.ToString() + " mg RMS: the sensor is not at rest: stop the machine");
        }

        private int Counts(int milliG)
        {
            return (int)((long)milliG * 1000000 / _sampler.NanoGPerLsb);
        }

        private int MilliG(int counts)
        {
            return (int)((long)counts * _sampler.NanoGPerLsb / 1000000);
        }

        private bool Fail(string why)
        {
            Fault = why;
            return false;
        }
    }
}
