using System;
using System.Device.I2c;
using System.Device.Spi;

namespace AIoT.Embedded.Sensing
{
    /// <summary>Analog Devices ADXL372: +-200 g for shocks, 400 to 6400 samples per second, FIFO of 512 samples of one axis. SPI or I2C.</summary>
    public sealed class Adxl372 : FifoAccelerometer
    {
        /// <summary>The SPI clock's maximum.</summary>
        public const int MaxClockHz = 10000000;

        /// <summary>The I2C address with MISO low; 0x53 with MISO high.</summary>
        public const int I2cAddress = 0x1D;

        /// <summary>A burst unless told otherwise: 20 ms at 6400 Hz, with 60 ms to come for it.</summary>
        public const int DefaultWatermark = 128;

        private const int Samples = 512;
        private const int OverrunBit = 0x08;
        private readonly int _rateCode;
        private readonly RegisterTransfer _status;
        private readonly RegisterTransfer _entries;
        private readonly RegisterTransfer _axes;
        private readonly RegisterTransfer _burst;
        private readonly RegisterTransfer _partId;
        private readonly RegisterTransfer _selfTest;

        /// <summary>A part on an SPI bus.</summary>
        /// <param name="device">Opened with <see cref="Settings"/>.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">400, 800, 1600, 3200 or 6400.</param>
        /// <param name="axis">The axis that is streamed.</param>
        public Adxl372(SpiDevice device, ISensorClock clock, int rateHz, Axis axis)
            : this(new SpiRegisterBus(device, 1, 1, 0), clock, rateHz, axis, DefaultWatermark)
        {
        }

        /// <summary>A part on an I2C bus.</summary>
        /// <param name="device">Opened.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">400, 800, 1600, 3200 or 6400.</param>
        /// <param name="axis">The axis that is streamed.</param>
        public Adxl372(I2cDevice device, ISensorClock clock, int rateHz, Axis axis)
            : this(new I2cRegisterBus(device), clock, rateHz, axis, DefaultWatermark)
        {
        }

        /// <summary>A part behind a register bus.</summary>
        /// <param name="bus">Its registers.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">400, 800, 1600, 3200 or 6400.</param>
        /// <param name="axis">The axis that is streamed.</param>
        /// <param name="watermark">Samples in a burst, 1 to 510.</param>
        public Adxl372(IRegisterBus bus, ISensorClock clock, int rateHz, Axis axis, int watermark)
            : base("ADXL372", bus, clock, axis, (int)Adxl372Register.DeviceIdAd, 0xAD, watermark)
        {
            if (watermark < 1 || watermark > Samples - 2)
            {
                throw new ArgumentException("watermark");
            }

            int code = 0;
            while (code < 5 && 400 << code != rateHz)
            {
                code++;
            }

            if (code == 5)
            {
                throw new ArgumentException("rateHz: 400, 800, 1600, 3200 or 6400");
            }

            _rateCode = code;
            _status = bus.Prepare((int)Adxl372Register.Status, 1);
            _entries = bus.Prepare((int)Adxl372Register.FifoEntries2, 2);
            _axes = bus.Prepare((int)Adxl372Register.XDataH, 6);
            _burst = bus.Prepare((int)Adxl372Register.FifoData, watermark * 2);
            _partId = bus.Prepare((int)Adxl372Register.PartId, 1);
            _selfTest = bus.Prepare((int)Adxl372Register.SelfTest, 1);
            SampleRateHz = rateHz;
            FullScaleLsb = 2047;
            Capacity = Samples;
            NanoGPerLsb = 100000000;
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

            xyz[0] = (short)(BigEndian(_axes, 0) >> 4);
            xyz[1] = (short)(BigEndian(_axes, 2) >> 4);
            xyz[2] = (short)(BigEndian(_axes, 4) >> 4);
            return true;
        }

        /// <inheritdoc/>
        public override bool TryRestartFifo()
        {
            Overran = false;
            OverranSince = false;

            // Its mode can only be changed in standby; off empties the FIFO and clears the over-run.
            return TryWrite((int)Adxl372Register.PowerCtl, 0)
                && TryWrite((int)Adxl372Register.FifoCtl, 0)
                && TryWrite((int)Adxl372Register.FifoCtl, FifoControl())
                && TryPower();
        }

        /// <inheritdoc/>
        public override bool TryStop()
        {
            return TryWrite((int)Adxl372Register.PowerCtl, 0);
        }

        /// <inheritdoc/>
        public override int ReadBurst(short[] destination, int offset)
        {
            if (!TryRead(_entries))
            {
                return -1;
            }

            int level = ((_entries.Data[_entries.First] & 3) << 8) | _entries.Data[_entries.First + 1];
            if (level > Samples)
            {
                Fail("the FIFO's level reads " + level.ToString() + ": the bus is stuck high");
                return -1;
            }

            // One sample stays behind, so that a burst never meets the one that is being written (data sheet, "Using the FIFO", asks it of sets).
            if (level <= Watermark)
            {
                return 0;
            }

            if (!TryRead(_status))
            {
                return -1;
            }

            Overran = OverranSince || (_status.Data[_status.First] & OverrunBit) != 0;
            if (!TryRead(_burst) || !TryRead(_status))
            {
                return -1;
            }

            Decode(_burst.Data, _burst.First + 1, _burst.First, 2, destination, offset);
            ShiftRight(destination, offset, 4);

            // The flag goes down only when the FIFO is no longer full, so it may be the one of before: better one burst too many is marked.
            OverranSince = (_status.Data[_status.First] & OverrunBit) != 0;
            Overran |= OverranSince;
            return Watermark;
        }

        /// <inheritdoc/>
        protected override bool TryReset()
        {
            if (!TryWrite((int)Adxl372Register.Reset, 0x52))
            {
                return false;
            }

            Clock.Sleep(5);
            return true;
        }

        /// <inheritdoc/>
        protected override bool TryConfigure()
        {
            if (!TryRead(_partId))
            {
                return false;
            }

            if (_partId.Data[_partId.First] != 0xFA)
            {
                return Fail("its part number reads " + _partId.Data[_partId.First].ToString() + ", not 250: another Analog Devices part is connected");
            }

            return TryWriteChecked((int)Adxl372Register.Timing, _rateCode << 5)
                && TryWriteChecked((int)Adxl372Register.Measure, 0x08 | _rateCode)
                && TryWriteChecked((int)Adxl372Register.FifoSamples, (Watermark + 1) & 0xFF)
                && TryWrite((int)Adxl372Register.Int1Map, 0x04);
        }

        /// <inheritdoc/>
        protected override bool TryRespond()
        {
            // The part judges itself: about 300 ms after the start (data sheet, "Self Test").
            if (!TryWrite((int)Adxl372Register.Timing, 3 << 5) || !TryWrite((int)Adxl372Register.Measure, 0x03) || !TryPower() || !TryWrite((int)Adxl372Register.SelfTest, 1))
            {
                return false;
            }

            for (int i = 0; i < 60; i++)
            {
                Clock.Sleep(10);
                if (!TryRead(_selfTest))
                {
                    return false;
                }

                int state = _selfTest.Data[_selfTest.First];
                if ((state & 2) != 0)
                {
                    return (state & 4) != 0 || Fail("self-test: the part finds itself broken");
                }
            }

            return Fail("self-test: it does not end within 600 ms");
        }

        private int FifoControl()
        {
            return ((1 << AxisIndex) << 3) | (1 << 1) | ((Watermark + 1) >> 8);
        }

        private bool TryPower()
        {
            // Measure, short settling; the high-pass filter is off so that gravity shows in calibration.
            if (!TryWrite((int)Adxl372Register.PowerCtl, 0x17))
            {
                return false;
            }

            Clock.Sleep(20);
            return true;
        }
    }
}
