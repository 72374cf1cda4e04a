using System;
using System.Device.I2c;
using System.Device.Spi;

namespace AIoT.Embedded.Sensing
{
    /// <summary>Kionix (Rohm) KX134-1211: 400 to 25,600 samples per second, +-8 to +-64 g, buffer of 86 samples. SPI or I2C.</summary>
    public sealed class Kx134 : FifoAccelerometer
    {
        /// <summary>The SPI clock's maximum.</summary>
        public const int MaxClockHz = 10000000;

        /// <summary>The I2C address with ADDR low; 0x1F with ADDR high.</summary>
        public const int I2cAddress = 0x1E;

        /// <summary>A burst unless told otherwise: half of the buffer.</summary>
        public const int DefaultWatermark = 43;

        private const int Samples = 86;
        private const int SampleBytes = 6;
        private const int FullBit = 0x40;

        // Bytes of a transaction that are no samples: SPI has one command byte, I2C two addresses and the register.
        private const int CommandBytes = 3;
        private readonly int _rateCode;
        private readonly Kx134Range _range;
        private readonly RegisterTransfer _status;
        private readonly RegisterTransfer _interrupt;
        private readonly RegisterTransfer _axes;
        private readonly RegisterTransfer _piece;
        private readonly byte[] _burst;

        /// <summary>A part on an SPI bus.</summary>
        /// <param name="device">Opened with <see cref="Settings"/>.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">400 to 25,600, each twice the one before.</param>
        /// <param name="range">Full scale.</param>
        /// <param name="axis">The axis that is streamed.</param>
        public Kx134(SpiDevice device, ISensorClock clock, int rateHz, Kx134Range range, Axis axis)
            : this(new SpiRegisterBus(device, 0, 0x80, 0), clock, rateHz, range, axis, DefaultWatermark)
        {
        }

        /// <summary>A part on an I2C bus.</summary>
        /// <param name="device">Opened.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">400 to 3200 at 400 kHz: a sample and its addresses take 81 bits, within one period.</param>
        /// <param name="range">Full scale.</param>
        /// <param name="axis">The axis that is streamed.</param>
        public Kx134(I2cDevice device, ISensorClock clock, int rateHz, Kx134Range range, Axis axis)
            : this(new I2cRegisterBus(device), clock, rateHz, range, axis, DefaultWatermark)
        {
        }

        /// <summary>A part behind a register bus.</summary>
        /// <param name="bus">Its registers.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">400 to 25,600, each twice the one before.</param>
        /// <param name="range">Full scale.</param>
        /// <param name="axis">The axis that is streamed.</param>
        /// <param name="watermark">Samples in a burst, 2 to 85; rounded down to what whole pieces bring (<see cref="ReadBurst"/>).</param>
        public Kx134(IRegisterBus bus, ISensorClock clock, int rateHz, Kx134Range range, Axis axis, int watermark)
            : base("KX134-1211", bus, clock, axis, (int)Kx134Register.WhoAmI, 0x46, Whole(bus, rateHz, watermark))
        {
            if (watermark < 2 || watermark >= Samples || Watermark < 2)
            {
                throw new ArgumentException("watermark");
            }

            // 25,600 Hz is code 15; below 400 Hz (code 9) the part has other power modes, which nobody needs for vibration.
            int code = 15;
            while (code >= 9 && 25600 >> (15 - code) != rateHz)
            {
                code--;
            }

            if (code < 9)
            {
                throw new ArgumentException("rateHz: 400, 800, 1600, 3200, 6400, 12800 or 25600");
            }

            _rateCode = code;
            _range = range;
            _status = bus.Prepare((int)Kx134Register.BufStatus1, 2);
            _interrupt = bus.Prepare((int)Kx134Register.Ins2, 1);
            _axes = bus.Prepare((int)Kx134Register.XOutL, 6);
            _piece = bus.Prepare((int)Kx134Register.BufRead, Piece(bus, rateHz, watermark) * SampleBytes);
            _burst = new byte[Watermark * SampleBytes];
            SampleRateHz = rateHz;
            FullScaleLsb = 32767;
            Capacity = Samples;
            NanoGPerLsb = Weight(range);
        }

        /// <summary>How to open the SPI device.</summary>
        /// <param name="busId">The bus.</param>
        /// <param name="chipSelect">The pin.</param>
        /// <param name="clockHz">Up to <see cref="MaxClockHz"/>.</param>
        public static SpiConnectionSettings Settings(int busId, int chipSelect, int clockHz)
        {
            SpiConnectionSettings settings = new SpiConnectionSettings(busId, chipSelect);
            settings.ClockFrequency = clockHz < MaxClockHz ? clockHz : MaxClockHz;
            settings.Mode = SpiMode.Mode0;
            settings.DataBitLength = 8;
            return settings;
        }

        /// <inheritdoc/>
        public override bool TryRead(short[] xyz)
        {
            if (!TryRead(_axes))
            {
                return false;
            }

            xyz[0] = LittleEndian(_axes, 0);
            xyz[1] = LittleEndian(_axes, 2);
            xyz[2] = LittleEndian(_axes, 4);
            return true;
        }

        /// <inheritdoc/>
        public override bool TryRestartFifo()
        {
            Overran = false;
            OverranSince = false;
            return TryWrite((int)Kx134Register.BufClear, 0);
        }

        /// <inheritdoc/>
        public override bool TryStop()
        {
            return TryWrite((int)Kx134Register.Cntl1, 0);
        }

        /// <summary>
        /// Reads a burst if at least <see cref="FifoAccelerometer.Watermark"/> samples wait: in pieces of whole samples, because a read of the
        /// buffer that lasts longer than one period of the output data rate loses data (technical reference manual rev. 4.0, BUF_READ).
        /// </summary>
        public override int ReadBurst(short[] destination, int offset)
        {
            if (!TryRead(_status))
            {
                return -1;
            }

            int level = (_status.Data[_status.First] | ((_status.Data[_status.First + 1] & 3) << 8)) / SampleBytes;
            if (level > Samples)
            {
                Fail("the buffer's level reads " + level.ToString() + " samples: the bus is stuck high");
                return -1;
            }

            if (level < Watermark)
            {
                return 0;
            }

            // The buffer has no flag for a lost sample, only one for full, and reading clears it: full counts as lost.
            Overran = level >= Samples;
            OverranWithin = false;
            for (int at = 0; at < _burst.Length; at += _piece.Count)
            {
                if (!TryRead(_interrupt) || !TryRead(_piece))
                {
                    return -1;
                }

                if ((_interrupt.Data[_interrupt.First] & FullBit) != 0)
                {
                    Overran = true;
                    OverranWithin |= at > 0;
                }

                Array.Copy(_piece.Data, _piece.First, _burst, at, _piece.Count);
            }

            int low = 2 * AxisIndex;
            Decode(_burst, low, low + 1, SampleBytes, destination, offset);
            return Watermark;
        }

        /// <inheritdoc/>
        protected override bool TryReset()
        {
            // A reset is taken in standby only, and is not acknowledged on I2C (technical reference manual, CNTL2).
            if (!TryWrite((int)Kx134Register.Cntl1, 0))
            {
                return false;
            }

            Bus.TryWrite((int)Kx134Register.Cntl2, 0x80);

            // The start-up routine runs again: 2 ms; the power-up time, 50 ms, is safe.
            Clock.Sleep(50);
            return true;
        }

        /// <inheritdoc/>
        protected override bool TryConfigure()
        {
            return TryWriteChecked((int)Kx134Register.Cntl1, 0)
                && TryWriteChecked((int)Kx134Register.Odcntl, 0x40 | _rateCode)
                && TryWrite((int)Kx134Register.Inc1, 0x30)
                && TryWrite((int)Kx134Register.Inc4, 0x20)
                && TryWriteChecked((int)Kx134Register.BufCntl1, Watermark)
                && TryWrite((int)Kx134Register.BufCntl2, 0xE1)
                && TryPower(_range);
        }

        /// <inheritdoc/>
        protected override bool TryRespond()
        {
            int[] off = new int[3];
            int[] on = new int[3];
            if (!TryWriteChecked((int)Kx134Register.Odcntl, 0x40 | 0x0B) || !TryPower(Kx134Range.G8) || !TryAverage(off)
                || !TryWrite((int)Kx134Register.Cntl1, 0) || !TryWrite((int)Kx134Register.SelfTest, 0xCA) || !TryPower(Kx134Range.G8)
                || !TryAverage(on) || !TryWrite((int)Kx134Register.Cntl1, 0) || !TryWrite((int)Kx134Register.SelfTest, 0))
            {
                return false;
            }

            // The self-test is switched in standby (technical reference manual, SELF_TEST); 0.1 to 0.9 g by specifications rev. 1.0, table 1.
            for (int axis = 0; axis < 3; axis++)
            {
                int change = on[axis] - off[axis];
                if (!TryJudge(axis, change < 0 ? -change : change, Weight(Kx134Range.G8), 100, 900))
                {
                    return false;
                }
            }

            return true;
        }

        private static int Weight(Kx134Range range)
        {
            // 1e9 / 4096 at +-8 g, doubled with each range.
            switch (range)
            {
                case Kx134Range.G8:
                    return 244141;
                case Kx134Range.G16:
                    return 488281;
                case Kx134Range.G32:
                    return 976563;
                default:
                    return 1953125;
            }
        }

        // Samples of a read that takes at most one period.
        private static int Piece(IRegisterBus bus, int rateHz, int watermark)
        {
            int samples = bus == null || rateHz <= 0 ? watermark : (bus.BytesPerSecond / rateHz - CommandBytes) / SampleBytes;
            if (samples < 1)
            {
                throw new ArgumentException("rateHz: the bus is too slow for it");
            }

            return samples < watermark ? samples : watermark;
        }

        private static int Whole(IRegisterBus bus, int rateHz, int watermark)
        {
            int piece = Piece(bus, rateHz, watermark);
            return watermark - watermark % piece;
        }

        private bool TryPower(Kx134Range range)
        {
            if (!TryWriteChecked((int)Kx134Register.Cntl1, 0xC0 | ((int)range << 3)))
            {
                return false;
            }

            Clock.Sleep(50);
            return true;
        }
    }
}
