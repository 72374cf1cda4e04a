using System;
using System.Device.Spi;

namespace AIoT.Embedded.Sensing
{
    /// <summary>ST IIS3DWB: 26,667 samples per second, flat to 6 kHz, FIFO of 512 words. SPI only.</summary>
    public sealed class Iis3dwb : FifoAccelerometer
    {
        /// <summary>The SPI clock's maximum.</summary>
        public const int MaxClockHz = 10000000;

        /// <summary>A burst unless told otherwise: 4.8 ms of samples, which leaves 14 ms to come for it.</summary>
        public const int DefaultWatermark = 128;

        private const int Words = 512;
        private const int WordBytes = 7;
        private const int AccelerationTag = 2;
        private readonly Iis3dwbRange _range;
        private readonly RegisterTransfer _status;
        private readonly RegisterTransfer _axes;
        private readonly RegisterTransfer _burst;
        private readonly RegisterTransfer _control3;

        /// <summary>A part on an SPI bus.</summary>
        /// <param name="device">Opened with <see cref="Settings"/>.</param>
        /// <param name="clock">Time.</param>
        /// <param name="range">Full scale.</param>
        /// <param name="axis">The axis that is streamed.</param>
        public Iis3dwb(SpiDevice device, ISensorClock clock, Iis3dwbRange range, Axis axis)
            : this(new SpiRegisterBus(device, 0, 0x80, 0), clock, range, axis, DefaultWatermark)
        {
        }

        /// <summary>A part behind a register bus.</summary>
        /// <param name="bus">Its registers.</param>
        /// <param name="clock">Time.</param>
        /// <param name="range">Full scale.</param>
        /// <param name="axis">The axis that is streamed.</param>
        /// <param name="watermark">Samples in a burst, 1 to 511.</param>
        public Iis3dwb(IRegisterBus bus, ISensorClock clock, Iis3dwbRange range, Axis axis, int watermark)
            : base("IIS3DWB", bus, clock, axis, (int)Iis3dwbRegister.WhoAmI, 0x7B, watermark)
        {
            if (watermark < 1 || watermark >= Words)
            {
                throw new ArgumentException("watermark");
            }

            _range = range;
            _status = bus.Prepare((int)Iis3dwbRegister.FifoStatus1, 2);
            _axes = bus.Prepare((int)Iis3dwbRegister.OutXL, 6);
            _burst = bus.Prepare((int)Iis3dwbRegister.FifoDataOutTag, watermark * WordBytes);
            _control3 = bus.Prepare((int)Iis3dwbRegister.Ctrl3C, 1);
            SampleRateHz = 26667;
            FullScaleLsb = 32767;
            Capacity = Words;
            NanoGPerLsb = Weight(range);
        }

        /// <summary>How to open the SPI device.</summary>
        /// <param name="busId">The bus.</param>
        /// <param name="chipSelect">The pin.</param>
        /// <param name="clockHz">Up to <see cref="MaxClockHz"/>; a sample takes 56 bits.</param>
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

            // Bypass empties the FIFO; reading the status clears the latched over-run.
            return TryWrite((int)Iis3dwbRegister.FifoCtrl4, 0) && TryWrite((int)Iis3dwbRegister.FifoCtrl4, 6) && TryRead(_status);
        }

        /// <inheritdoc/>
        public override bool TryStop()
        {
            return TryWrite((int)Iis3dwbRegister.Ctrl1Xl, 0);
        }

        /// <inheritdoc/>
        public override int ReadBurst(short[] destination, int offset)
        {
            if (!TryRead(_status))
            {
                return -1;
            }

            int high = _status.Data[_status.First + 1];
            int level = _status.Data[_status.First] | ((high & 3) << 8);
            if (level > Words)
            {
                Fail("the FIFO's level reads " + level.ToString() + ": the bus is stuck high");
                return -1;
            }

            if (level < Watermark)
            {
                return 0;
            }

            Overran = OverranSince || (high & 0x48) != 0;
            if (!TryRead(_burst) || !TryCheckTags() || !TryRead(_status))
            {
                return -1;
            }

            int low = _burst.First + 1 + 2 * AxisIndex;
            Decode(_burst.Data, low, low + 1, WordBytes, destination, offset);

            // An over-run since the first look may lie within the burst or behind it.
            OverranSince = (_status.Data[_status.First + 1] & 0x48) != 0;
            Overran |= OverranSince;
            return Watermark;
        }

        /// <inheritdoc/>
        protected override bool TryReset()
        {
            if (!TryWrite((int)Iis3dwbRegister.Ctrl3C, 1))
            {
                return false;
            }

            for (int i = 0; i < 10; i++)
            {
                Clock.Sleep(5);
                if (!TryRead(_control3))
                {
                    return false;
                }

                if ((_control3.Data[_control3.First] & 1) == 0)
                {
                    return true;
                }
            }

            return TryIdentify() && Fail("it does not end its reset");
        }

        /// <inheritdoc/>
        protected override bool TryConfigure()
        {
            return TryWriteChecked((int)Iis3dwbRegister.Ctrl3C, 0x44)
                && TryWrite((int)Iis3dwbRegister.Ctrl4C, 0x04)
                && TryWriteChecked((int)Iis3dwbRegister.FifoCtrl1, Watermark & 0xFF)
                && TryWrite((int)Iis3dwbRegister.FifoCtrl2, Watermark >> 8)
                && TryWrite((int)Iis3dwbRegister.FifoCtrl3, 0x0A)
                && TryWrite((int)Iis3dwbRegister.Int1Ctrl, 0x08)
                && TryPower(_range);
        }

        /// <inheritdoc/>
        protected override bool TryRespond()
        {
            int[] off = new int[3];
            int[] on = new int[3];
            if (!TryWriteChecked((int)Iis3dwbRegister.Ctrl3C, 0x44) || !TryPower(Iis3dwbRange.G4))
            {
                return false;
            }

            Clock.Sleep(100);
            if (!TryAverage(off) || !TryWrite((int)Iis3dwbRegister.Ctrl5C, 1))
            {
                return false;
            }

            Clock.Sleep(100);
            if (!TryAverage(on) || !TryWrite((int)Iis3dwbRegister.Ctrl5C, 0))
            {
                return false;
            }

            // 800 to 3200 mg in magnitude on each axis: ST's limits for the self-test's output change.
            for (int axis = 0; axis < 3; axis++)
            {
                int change = on[axis] - off[axis];
                if (!TryJudge(axis, change < 0 ? -change : change, Weight(Iis3dwbRange.G4), 800, 3200))
                {
                    return false;
                }
            }

            return true;
        }

        private static int Weight(Iis3dwbRange range)
        {
            switch (range)
            {
                case Iis3dwbRange.G2:
                    return 61000;
                case Iis3dwbRange.G4:
                    return 122000;
                case Iis3dwbRange.G8:
                    return 244000;
                default:
                    return 488000;
            }
        }

        private bool TryPower(Iis3dwbRange range)
        {
            if (!TryWriteChecked((int)Iis3dwbRegister.Ctrl1Xl, 0xA0 | ((int)range << 2)))
            {
                return false;
            }

            // Turn-on time, 10 ms typical.
            Clock.Sleep(20);
            return true;
        }

        private bool TryCheckTags()
        {
            // The first and the last word: bytes that are lost shift all that follow.
            int first = _burst.Data[_burst.First] >> 3;
            int last = _burst.Data[_burst.First + _burst.Count - WordBytes] >> 3;
            return (first == AccelerationTag && last == AccelerationTag)
                || Fail("FIFO words are tagged " + first.ToString() + " and " + last.ToString() + ", not as acceleration: the bus loses bits, or the part was reset");
        }
    }
}
