using System;
using System.Device.I2c;
using System.Device.Spi;

namespace AIoT.Embedded.Sensing
{
    /// <summary>
    /// Analog Devices ADXL345, for hobby boards: +-16 g at 3.9 mg, FIFO of 32 entries. Its FIFO gives one entry a transaction, so what an
    /// interpreted board gets out of it is a few hundred samples per second, whatever rate is set: take 100, 200 or 400 Hz, and another part for bearings.
    /// </summary>
    public sealed class Adxl345 : FifoAccelerometer
    {
        /// <summary>The SPI clock's maximum.</summary>
        public const int MaxClockHz = 5000000;

        /// <summary>The I2C address with ALT ADDRESS low; 0x1D with it high.</summary>
        public const int I2cAddress = 0x53;

        /// <summary>A burst unless told otherwise: half of the FIFO.</summary>
        public const int DefaultWatermark = 16;

        private const int Entries = 32;
        private const int OverrunBit = 0x01;
        private readonly int _rateCode;
        private readonly RegisterTransfer _source;
        private readonly RegisterTransfer _status;
        private readonly RegisterTransfer _axes;
        private readonly byte[] _samples;

        /// <summary>A part on an SPI bus.</summary>
        /// <param name="device">Opened with <see cref="Settings"/>.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">100, 200, 400, 800, 1600 or 3200.</param>
        /// <param name="axis">The axis that is streamed.</param>
        public Adxl345(SpiDevice device, ISensorClock clock, int rateHz, Axis axis)
            : this(new SpiRegisterBus(device, 0, 0x80, 0x40), clock, rateHz, axis, DefaultWatermark)
        {
        }

        /// <summary>A part on an I2C bus.</summary>
        /// <param name="device">Opened.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">100, 200, 400 or 800.</param>
        /// <param name="axis">The axis that is streamed.</param>
        public Adxl345(I2cDevice device, ISensorClock clock, int rateHz, Axis axis)
            : this(new I2cRegisterBus(device), clock, rateHz, axis, DefaultWatermark)
        {
        }

        /// <summary>A part behind a register bus.</summary>
        /// <param name="bus">Its registers.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">100, 200, 400, 800, 1600 or 3200.</param>
        /// <param name="axis">The axis that is streamed.</param>
        /// <param name="watermark">Samples in a burst, 1 to 31.</param>
        public Adxl345(IRegisterBus bus, ISensorClock clock, int rateHz, Axis axis, int watermark)
            : base("ADXL345", bus, clock, axis, (int)Adxl345Register.DevId, 0xE5, watermark)
        {
            if (watermark < 1 || watermark >= Entries)
            {
                throw new ArgumentException("watermark");
            }

            int code = 15;
            while (code >= 10 && 3200 >> (15 - code) != rateHz)
            {
                code--;
            }

            if (code < 10)
            {
                throw new ArgumentException("rateHz: 100, 200, 400, 800, 1600 or 3200");
            }

            _rateCode = code;
            _source = bus.Prepare((int)Adxl345Register.IntSource, 1);
            _status = bus.Prepare((int)Adxl345Register.FifoStatus, 1);
            _axes = bus.Prepare((int)Adxl345Register.DataX0, 6);
            _samples = new byte[2 * watermark];
            SampleRateHz = rateHz;
            FullScaleLsb = 4095;
            Capacity = Entries;

            // Full resolution: 256 counts a g in every range.
            NanoGPerLsb = 3906250;
        }

        /// <summary>How to open the SPI device.</summary>
        /// <param name="busId">The bus.</param>
        /// <param name="chipSelect">The pin.</param>
        /// <param name="clockHz">Up to <see cref="MaxClockHz"/>; at most 1.6 MHz, or a pause of 5 us after each entry, keeps the FIFO's timing.</param>
        public static SpiConnectionSettings Settings(int busId, int chipSelect, int clockHz)
        {
            SpiConnectionSettings settings = new SpiConnectionSettings(busId, chipSelect);
            settings.ClockFrequency = clockHz < MaxClockHz ? clockHz : MaxClockHz;
            settings.Mode = SpiMode.Mode3;
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

            // Bypass empties the FIFO; reading the data register clears an over-run that is left (data sheet, "Overrun").
            return TryWrite((int)Adxl345Register.FifoCtl, 0) && TryRead(_axes) && TryWrite((int)Adxl345Register.FifoCtl, 0x80 | Watermark);
        }

        /// <inheritdoc/>
        public override bool TryStop()
        {
            return TryWrite((int)Adxl345Register.PowerCtl, 0);
        }

        /// <inheritdoc/>
        public override int ReadBurst(short[] destination, int offset)
        {
            if (!TryRead(_status))
            {
                return -1;
            }

            int level = _status.Data[_status.First] & 0x3F;
            if (level > Entries + 1)
            {
                Fail("the FIFO's level reads " + level.ToString() + ": the bus is stuck high");
                return -1;
            }

            if (level < Watermark)
            {
                return 0;
            }

            if (!TryRead(_source))
            {
                return -1;
            }

            // Reading data clears the over-run flag, so it is looked at before the first entry and after the last but one.
            Overran = OverranSince || (_source.Data[_source.First] & OverrunBit) != 0;
            int low = _axes.First + 2 * AxisIndex;
            byte[] samples = _samples;
            for (int i = 0; i < samples.Length; i += 2)
            {
                if (!TryRead(_axes))
                {
                    return -1;
                }

                samples[i] = _axes.Data[low];
                samples[i + 1] = _axes.Data[low + 1];
            }

            if (!TryRead(_source))
            {
                return -1;
            }

            OverranSince = (_source.Data[_source.First] & OverrunBit) != 0;
            Overran |= OverranSince;
            Decode(samples, 0, 1, 2, destination, offset);
            return Watermark;
        }

        /// <inheritdoc/>
        protected override bool TryReset()
        {
            // There is no reset command: the registers that matter are written back.
            return TryWrite((int)Adxl345Register.PowerCtl, 0)
                && TryWrite((int)Adxl345Register.IntEnable, 0)
                && TryWrite((int)Adxl345Register.FifoCtl, 0)
                && TryWrite((int)Adxl345Register.DataFormat, 0);
        }

        /// <inheritdoc/>
        protected override bool TryConfigure()
        {
            return TryWriteChecked((int)Adxl345Register.BwRate, _rateCode)
                && TryWriteChecked((int)Adxl345Register.DataFormat, 0x0B)
                && TryWrite((int)Adxl345Register.IntMap, 0)
                && TryWrite((int)Adxl345Register.IntEnable, 0x02)
                && TryPower();
        }

        /// <inheritdoc/>
        protected override bool TryRespond()
        {
            int[] off = new int[3];
            int[] on = new int[3];
            if (!TryWriteChecked((int)Adxl345Register.BwRate, 13) || !TryWriteChecked((int)Adxl345Register.DataFormat, 0x0B) || !TryPower()
                || !TryAverage(off) || !TryWrite((int)Adxl345Register.DataFormat, 0x8B))
            {
                return false;
            }

            // Four samples settle it (data sheet, "Using Self-Test").
            Clock.Sleep(10);
            if (!TryAverage(on) || !TryWrite((int)Adxl345Register.DataFormat, 0x0B))
            {
                return false;
            }

            // Table 1 gives the limits at 2.5 V, table 14 the factors to 3.3 V: 1.77 for X and Y, 1.47 for Z.
            return TryJudge(0, on[0] - off[0], NanoGPerLsb, 354, 3717)
                && TryJudge(1, on[1] - off[1], NanoGPerLsb, -3717, -354)
                && TryJudge(2, on[2] - off[2], NanoGPerLsb, 441, 4998);
        }

        private bool TryPower()
        {
            if (!TryWriteChecked((int)Adxl345Register.PowerCtl, 0x08))
            {
                return false;
            }

            // 1.1 ms plus one period (data sheet, "Turn-on time").
            Clock.Sleep(15);
            return true;
        }
    }
}
