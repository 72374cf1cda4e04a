using System;
using System.Device.I2c;
using System.Device.Spi;

namespace AIoT.Embedded.Sensing
{
    /// <summary>TDK ICM-42688-P: 1000 to 32,000 samples per second, +-2 to +-16 g, FIFO of 2 KB: 256 packets of acceleration. SPI or I2C. The gyroscope stays off.</summary>
    public sealed class Icm42688 : FifoAccelerometer
    {
        /// <summary>The SPI clock's maximum.</summary>
        public const int MaxClockHz = 24000000;

        /// <summary>The I2C address with AD0 low; 0x69 with AD0 high.</summary>
        public const int I2cAddress = 0x68;

        /// <summary>A burst unless told otherwise: a quarter of the FIFO.</summary>
        public const int DefaultWatermark = 64;

        private const int Packets = 256;
        private const int PacketBytes = 8;
        private const int FullBit = 0x02;
        private readonly int _rateCode;
        private readonly Icm42688Range _range;
        private readonly RegisterTransfer _status;
        private readonly RegisterTransfer _lost;
        private readonly RegisterTransfer _axes;
        private readonly RegisterTransfer _burst;
        private readonly RegisterTransfer _codes;
        private int _lostBefore;

        /// <summary>A part on an SPI bus.</summary>
        /// <param name="device">Opened with <see cref="Settings"/>.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">1000 to 32,000, each twice the one before.</param>
        /// <param name="range">Full scale.</param>
        /// <param name="axis">The axis that is streamed.</param>
        public Icm42688(SpiDevice device, ISensorClock clock, int rateHz, Icm42688Range range, Axis axis)
            : this(new SpiRegisterBus(device, 0, 0x80, 0), clock, rateHz, range, axis, DefaultWatermark)
        {
        }

        /// <summary>A part on an I2C bus.</summary>
        /// <param name="device">Opened.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">1000 to 4000 at 400 kHz: a sample takes 72 bits.</param>
        /// <param name="range">Full scale.</param>
        /// <param name="axis">The axis that is streamed.</param>
        public Icm42688(I2cDevice device, ISensorClock clock, int rateHz, Icm42688Range range, Axis axis)
            : this(new I2cRegisterBus(device), clock, rateHz, range, axis, DefaultWatermark)
        {
        }

        /// <summary>A part behind a register bus.</summary>
        /// <param name="bus">Its registers.</param>
        /// <param name="clock">Time.</param>
        /// <param name="rateHz">1000 to 32,000, each twice the one before.</param>
        /// <param name="range">Full scale.</param>
        /// <param name="axis">The axis that is streamed.</param>
        /// <param name="watermark">Samples in a burst, 1 to 255.</param>
        public Icm42688(IRegisterBus bus, ISensorClock clock, int rateHz, Icm42688Range range, Axis axis, int watermark)
            : base("ICM-42688-P", bus, clock, axis, (int)Icm42688Register.WhoAmI, 0x47, watermark)
        {
            if (watermark < 1 || watermark >= Packets)
            {
                throw new ArgumentException("watermark");
            }

            int code = 1;
            while (code <= 6 && 32000 >> (code - 1) != rateHz)
            {
                code++;
            }

            if (code > 6)
            {
                throw new ArgumentException("rateHz: 1000, 2000, 4000, 8000, 16000 or 32000");
            }

            _rateCode = code;
            _range = range;
            _status = bus.Prepare((int)Icm42688Register.IntStatus, 3);
            _lost = bus.Prepare((int)Icm42688Register.FifoLostPacket0, 2);
            _axes = bus.Prepare((int)Icm42688Register.AccelDataX1, 6);
            _burst = bus.Prepare((int)Icm42688Register.FifoData, watermark * PacketBytes);
            _codes = bus.Prepare((int)Icm42688Register.Bank2XaStData, 3);
            SampleRateHz = rateHz;
            FullScaleLsb = 32767;
            Capacity = Packets;
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

            xyz[0] = BigEndian(_axes, 0);
            xyz[1] = BigEndian(_axes, 2);
            xyz[2] = BigEndian(_axes, 4);
            return true;
        }

        /// <inheritdoc/>
        public override bool TryRestartFifo()
        {
            Overran = false;
            OverranSince = false;

            // Flushing takes 1.5 us at most (data sheet, SIGNAL_PATH_RESET); what was lost until now is the new zero.
            if (!TryWrite((int)Icm42688Register.SignalPathReset, 0x02) || !TryRead(_status) || !TryRead(_lost))
            {
                return false;
            }

            _lostBefore = (ushort)LittleEndian(_lost, 0);
            return true;
        }

        /// <inheritdoc/>
        public override bool TryStop()
        {
            return TryWrite((int)Icm42688Register.PwrMgmt0, 0);
        }

        /// <inheritdoc/>
        public override int ReadBurst(short[] destination, int offset)
        {
            if (!TryRead(_status))
            {
                return -1;
            }

            // The packets, then the flags that were up: they are cleared by reading, so they are kept.
            int flags = _status.Data[_status.First];
            int level = (ushort)BigEndian(_status, 1);
            if (level > Packets + 4)
            {
                Fail("the FIFO's level reads " + level.ToString() + " packets: the bus is stuck high");
                return -1;
            }

            bool full = (flags & FullBit) != 0;
            if (level < Watermark)
            {
                OverranSince |= full;
                return 0;
            }

            if (!TryRead(_burst) || !TryCheckHeaders() || !TryRead(_lost))
            {
                return -1;
            }

            int low = _burst.First + 2 + 2 * AxisIndex;
            Decode(_burst.Data, low, low - 1, PacketBytes, destination, offset);

            // Lost packets are counted, before or behind the burst; in case the counter is cleared by a restart, full counts as lost too.
            int lost = (ushort)LittleEndian(_lost, 0);
            bool since = lost != _lostBefore;
            _lostBefore = lost;
            Overran = OverranSince || full || since;
            OverranSince = since;
            return Watermark;
        }

        /// <inheritdoc/>
        protected override bool TryReset()
        {
            if (!TryWrite((int)Icm42688Register.BankSel, 0) || !TryWrite((int)Icm42688Register.DeviceConfig, 1))
            {
                return false;
            }

            // 1 ms (data sheet, DEVICE_CONFIG).
            Clock.Sleep(5);
            return true;
        }

        /// <inheritdoc/>
        protected override bool TryConfigure()
        {
            return TryWriteChecked((int)Icm42688Register.IntfConfig0, 0x70)
                && TryWrite((int)Icm42688Register.IntConfig, 0x03)
                && TryWrite((int)Icm42688Register.IntConfig1, 0x60)
                && TryWrite((int)Icm42688Register.IntSource0, 0x04)
                && TryWriteChecked((int)Icm42688Register.AccelConfig0, ((int)_range << 5) | _rateCode)
                && TryWrite((int)Icm42688Register.FifoConfig1, 0x21)
                && TryWriteChecked((int)Icm42688Register.FifoConfig2, Watermark & 0xFF)
                && TryWrite((int)Icm42688Register.FifoConfig3, Watermark >> 8)
                && TryWrite((int)Icm42688Register.FifoConfig, 0x40)
                && TryPower();
        }

        /// <inheritdoc/>
        protected override bool TryRespond()
        {
            // TDK's procedure: +-2 g, 1 kHz, filter at a tenth of the rate; average, self-test on, 25 ms, average.
            int[] off = new int[3];
            int[] on = new int[3];
            if (!TryWrite((int)Icm42688Register.AccelConfig0, 0x66) || !TryWrite((int)Icm42688Register.GyroAccelConfig0, 0x41) || !TryPower()
                || !TryAverage(off) || !TryWrite((int)Icm42688Register.SelfTestConfig, 0x78))
            {
                return false;
            }

            Clock.Sleep(25);
            if (!TryAverage(on) || !TryWrite((int)Icm42688Register.SelfTestConfig, 0)
                || !TryWrite((int)Icm42688Register.BankSel, 2) || !TryRead(_codes) || !TryWrite((int)Icm42688Register.BankSel, 0))
            {
                return false;
            }

            byte[] codes = _codes.Data;
            int first = _codes.First;
            bool trimmed = codes[first] != 0 && codes[first + 1] != 0 && codes[first + 2] != 0;
            for (int axis = 0; axis < 3; axis++)
            {
                int change = on[axis] - off[axis];

                // With factory codes: half to one and a half of the factory's response; without: 50 to 1200 mg.
                int factory = trimmed ? FactoryMilliG(codes[first + axis]) : 0;
                if (!TryJudge(axis, change < 0 ? -change : change, Weight(Icm42688Range.G2), trimmed ? factory / 2 : 50, trimmed ? factory * 3 / 2 : 1200))
                {
                    return false;
                }
            }

            return true;
        }

        private static int Weight(Icm42688Range range)
        {
            // 1e9 / 2048 at +-16 g, halved with each range.
            switch (range)
            {
                case Icm42688Range.G2:
                    return 61035;
                case Icm42688Range.G4:
                    return 122070;
                case Icm42688Range.G8:
                    return 244141;
                default:
                    return 488281;
            }
        }

        /// <summary>2620 counts at +-2 g, times 1.01 to the power of (code - 1), in mg.</summary>
        private static int FactoryMilliG(int code)
        {
            long q20 = (2620L << 20) * 1000 / 16384;
            for (int i = 1; i < code; i++)
            {
                q20 = q20 * 101 / 100;
            }

            return (int)(q20 >> 20);
        }

        private bool TryPower()
        {
            if (!TryWriteChecked((int)Icm42688Register.PwrMgmt0, 0x03))
            {
                return false;
            }

            Clock.Sleep(25);
            return true;
        }

        private bool TryCheckHeaders()
        {
            // The first and the last packet: bytes that are lost shift all that follow. Bit 7 empty, bit 6 acceleration, bit 5 gyroscope, bit 4 20-bit.
            int first = _burst.Data[_burst.First] & 0xF0;
            int last = _burst.Data[_burst.First + _burst.Count - PacketBytes] & 0xF0;
            return (first == 0x40 && last == 0x40)
                || Fail("FIFO packets' headers are " + first.ToString() + " and " + last.ToString() + ", not of acceleration: the bus loses bits, or the part was reset");
        }
    }
}
