using System;

namespace AIoT.Embedded.Sensing
{
    /// <summary>
    /// An accelerometer with a FIFO, of which one axis is streamed. A driver gives the registers; what all parts share is here: identity, checked
    /// writes, self-test by a difference of averages, and the loop that turns a burst into samples. Methods that talk to the part return false
    /// on failure and leave the reason in <see cref="Fault"/>. One thread at a time.
    /// </summary>
    public abstract class FifoAccelerometer
    {
        private const int SelfTestReads = 16;
        private readonly IRegisterBus _bus;
        private readonly ISensorClock _clock;
        private readonly string _name;
        private readonly int _identity;
        private readonly RegisterTransfer _identityRead;
        private readonly int _axis;
        private readonly int _watermark;

        /// <summary>What a driver knows of its part.</summary>
        /// <param name="name">The part's name, for messages.</param>
        /// <param name="bus">Its registers.</param>
        /// <param name="clock">Time.</param>
        /// <param name="axis">The axis that is streamed.</param>
        /// <param name="identityRegister">The register that names the part.</param>
        /// <param name="identity">What it holds.</param>
        /// <param name="watermark">Samples in a burst.</param>
        protected FifoAccelerometer(string name, IRegisterBus bus, ISensorClock clock, Axis axis, int identityRegister, int identity, int watermark)
        {
            if (bus == null)
            {
                throw new ArgumentNullException("bus");
            }

            if (clock == null)
            {
                throw new ArgumentNullException("clock");
            }

            if (axis < Axis.X || axis > Axis.Z)
            {
                throw new ArgumentException("axis");
            }

            _name = name;
            _bus = bus;
            _clock = clock;
            _axis = (int)axis;
            _identity = identity;
            _watermark = watermark;
            _identityRead = bus.Prepare(identityRegister, 1);
        }

        /// <summary>The part's name.</summary>
        public string Name
        {
            get { return _name; }
        }

        /// <summary>Samples per second.</summary>
        public int SampleRateHz { get; protected set; }

        /// <summary>Weight of a count in 1e-9 g.</summary>
        public int NanoGPerLsb { get; protected set; }

        /// <summary>Largest magnitude in counts.</summary>
        public int FullScaleLsb { get; protected set; }

        /// <summary>Samples of the axis that the FIFO holds before it loses some.</summary>
        public int Capacity { get; protected set; }

        /// <summary>Samples that a burst brings: when so many wait, the interrupt pin goes high.</summary>
        public int Watermark
        {
            get { return _watermark; }
        }

        /// <summary>Why the last call returned false: one line; null when none did.</summary>
        public string Fault { get; private set; }

        /// <summary>True when samples were lost before or during the last burst.</summary>
        public bool Overran { get; protected set; }

        /// <summary>True when samples were lost between the first and the last sample of the last burst: parts that are read in pieces.</summary>
        public bool OverranWithin { get; protected set; }

        /// <summary>True when samples may have been lost after the last sample of the last burst.</summary>
        public bool OverranSince { get; protected set; }

        /// <summary>Smallest sample of the last burst.</summary>
        public int BurstMin { get; private set; }

        /// <summary>Largest sample of the last burst.</summary>
        public int BurstMax { get; private set; }

        /// <summary>The part's registers.</summary>
        protected IRegisterBus Bus
        {
            get { return _bus; }
        }

        /// <summary>Time.</summary>
        protected ISensorClock Clock
        {
            get { return _clock; }
        }

        /// <summary>The streamed axis, 0 to 2.</summary>
        protected int AxisIndex
        {
            get { return _axis; }
        }

        /// <summary>Asks the part for its name.</summary>
        /// <returns>False when it is another, or when the bus gives none.</returns>
        public bool TryIdentify()
        {
            if (!_bus.TryRead(_identityRead))
            {
                return Fail("the bus reports a failure: check address, pull-ups and power");
            }

            int read = _identityRead.Data[_identityRead.First];
            if (read == _identity)
            {
                return true;
            }

            string hint = read == 0xFF ? ": the line is stuck high: check MISO, chip select and power"
                : read == 0 ? ": the line is stuck low: check MISO, chip select and power"
                : ": another part is connected, or the SPI mode is wrong";
            return Fail("its identity reads 0x" + Hex(read) + ", not 0x" + Hex(_identity) + hint);
        }

        /// <summary>Resets the part, checks what it is, sets it up and starts its FIFO.</summary>
        public bool TryStart()
        {
            Fault = null;
            Overran = false;
            OverranSince = false;
            return TryReset() && TryIdentify() && TryConfigure() && TryRestartFifo();
        }

        /// <summary>Empties the FIFO: the next sample is of now, and over-runs before it are forgotten.</summary>
        public abstract bool TryRestartFifo();

        /// <summary>Puts the part into its lowest power.</summary>
        public abstract bool TryStop();

        /// <summary>Reads the newest acceleration of all axes, without the FIFO.</summary>
        /// <param name="xyz">Receives three samples in counts.</param>
        public abstract bool TryRead(short[] xyz);

        /// <summary>Reads a burst if at least <see cref="Watermark"/> samples wait.</summary>
        /// <param name="destination">Receives <see cref="Watermark"/> samples.</param>
        /// <param name="offset">Index of the first.</param>
        /// <returns><see cref="Watermark"/>, 0 when too few wait, -1 on failure.</returns>
        public abstract int ReadBurst(short[] destination, int offset);

        /// <summary>
        /// The part moves its own mass and must see it. Takes up to a second; the part must be at rest. Leaves the part stopped:
        /// <see cref="TryStart"/> it afterwards.
        /// </summary>
        /// <returns>False when it does not respond as its data sheet says, or on failure.</returns>
        public bool TrySelfTest()
        {
            Fault = null;
            bool passed = TryReset() && TryIdentify() && TryRespond();
            return TryReset() && passed;
        }

        /// <summary>Puts the registers to their reset values.</summary>
        protected abstract bool TryReset();

        /// <summary>Writes rate, range, FIFO and interrupt.</summary>
        protected abstract bool TryConfigure();

        /// <summary>Runs the part's self-test.</summary>
        protected abstract bool TryRespond();

        /// <summary>Notes why something failed.</summary>
        /// <returns>False.</returns>
        protected bool Fail(string why)
        {
            Fault = _name + ": " + why;
            return false;
        }

        /// <summary>Writes a register and reads it back.</summary>
        protected bool TryWriteChecked(int register, int value)
        {
            if (!TryWrite(register, value))
            {
                return false;
            }

            RegisterTransfer read = _bus.Prepare(register, 1);
            if (!_bus.TryRead(read))
            {
                return Fail("the bus reports a failure");
            }

            int got = read.Data[read.First];
            return got == value || Fail("register 0x" + Hex(register) + " reads 0x" + Hex(got) + " after 0x" + Hex(value) + " was written");
        }

        /// <summary>Writes a register.</summary>
        protected bool TryWrite(int register, int value)
        {
            return _bus.TryWrite(register, value) || Fail("the bus reports a failure");
        }

        /// <summary>Reads with prepared buffers.</summary>
        protected bool TryRead(RegisterTransfer transfer)
        {
            return _bus.TryRead(transfer) || Fail("the bus reports a failure");
        }

        /// <summary>Averages of the three axes over 16 readings, 2 ms apart.</summary>
        /// <param name="average">Receives three averages in counts, times 16.</param>
        protected bool TryAverage(int[] average)
        {
            short[] xyz = new short[3];
            average[0] = 0;
            average[1] = 0;
            average[2] = 0;
            for (int i = 0; i < SelfTestReads; i++)
            {
                _clock.Sleep(2);
                if (!TryRead(xyz))
                {
                    return false;
                }

                average[0] += xyz[0];
                average[1] += xyz[1];
                average[2] += xyz[2];
            }

            return true;
        }

        /// <summary>Checks one axis' response.</summary>
        /// <param name="axis">0 to 2.</param>
        /// <param name="difference">Of two averages of <see cref="TryAverage"/>.</param>
        /// <param name="nanoGPerLsb">Weight of a count.</param>
        /// <param name="minimum">In mg, inclusive.</param>
        /// <param name="maximum">In mg, inclusive.</param>
        protected bool TryJudge(int axis, int difference, int nanoGPerLsb, int minimum, int maximum)
        {
            int milliG = (int)((long)difference * nanoGPerLsb / (SelfTestReads * 1000000L));
            return (milliG >= minimum && milliG <= maximum)
                || Fail("self-test: axis " + (axis == 0 ? "X" : axis == 1 ? "Y" : "Z") + " moves by " + milliG.ToString() + " mg, and " + minimum.ToString() + " to " + maximum.ToString() + " are allowed");
        }

        /// <summary>
        /// Takes samples of 16 bits out of a burst: <c>destination[offset + i] = (short)(data[low] | data[high] &lt;&lt; 8)</c> with both
        /// indices moved on by <paramref name="stride"/>. Leaves their extremes in <see cref="BurstMin"/> and <see cref="BurstMax"/>.
        /// </summary>
        protected void Decode(byte[] data, int low, int high, int stride, short[] destination, int offset)
        {
            int min = 32767;
            int max = -32768;
            int end = offset + _watermark;
            int i = offset;
            int two = 2 * stride;
            int three = 3 * stride;
            int four = 4 * stride;

            // Four a turn: on the interpreter the loop itself costs as much as a sample.
            for (int last = end - 3; i < last; i += 4)
            {
                int value = (short)(data[low] | (data[high] << 8));
                destination[i] = (short)value;
                if (value > max)
                {
                    max = value;
                }

                if (value < min)
                {
                    min = value;
                }

                value = (short)(data[low + stride] | (data[high + stride] << 8));
                destination[i + 1] = (short)value;
                if (value > max)
                {
                    max = value;
                }

                if (value < min)
                {
                    min = value;
                }

                value = (short)(data[low + two] | (data[high + two] << 8));
                destination[i + 2] = (short)value;
                if (value > max)
                {
                    max = value;
                }

                if (value < min)
                {
                    min = value;
                }

                value = (short)(data[low + three] | (data[high + three] << 8));
                destination[i + 3] = (short)value;
                if (value > max)
                {
                    max = value;
                }

                if (value < min)
                {
                    min = value;
                }

                low += four;
                high += four;
            }

            for (; i < end; i++)
            {
                int value = (short)(data[low] | (data[high] << 8));
                destination[i] = (short)value;
                if (value > max)
                {
                    max = value;
                }

                if (value < min)
                {
                    min = value;
                }

                low += stride;
                high += stride;
            }

            BurstMin = min;
            BurstMax = max;
        }

        /// <summary>For parts whose samples stand to the left: shifts those of a decoded burst, and its extremes.</summary>
        protected void ShiftRight(short[] samples, int offset, int by)
        {
            int end = offset + _watermark;
            for (int i = offset; i < end; i++)
            {
                samples[i] = (short)(samples[i] >> by);
            }

            BurstMin >>= by;
            BurstMax >>= by;
        }

        /// <summary>A 16-bit value of a read, low byte first.</summary>
        protected static short LittleEndian(RegisterTransfer read, int index)
        {
            return (short)(read.Data[read.First + index] | (read.Data[read.First + index + 1] << 8));
        }

        /// <summary>A 16-bit value of a read, high byte first.</summary>
        protected static short BigEndian(RegisterTransfer read, int index)
        {
            return (short)(read.Data[read.First + index + 1] | (read.Data[read.First + index] << 8));
        }

        private static string Hex(int value)
        {
            const string Digits = "0123456789ABCDEF";
            return Digits.Substring((value >> 4) & 15, 1) + Digits.Substring(value & 15, 1);
        }
    }
}
