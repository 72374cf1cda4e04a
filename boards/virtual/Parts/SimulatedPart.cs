using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Parts;

/// <summary>
/// A simulated accelerometer at its registers: an address that increments, a register file with reset values, samples that come at the
/// output data rate of the hardware's clock whether or not anybody reads, and ways to misbehave. Thread-safe.
/// </summary>
public abstract class SimulatedPart : ISpiPart, II2cPart
{
    private readonly Lock _gate = new();
    private readonly IHardwareClock _clock;
    private readonly IMotion _motion;
    private readonly double[] _g = new double[3];
    private double _rate;
    private long _began;
    private long _produced;
    private int _address;

    /// <summary>A part that is switched on.</summary>
    /// <param name="clock">The hardware's time.</param>
    /// <param name="motion">What it is mounted on.</param>
    protected SimulatedPart(IHardwareClock clock, IMotion motion)
    {
        _clock = clock;
        _motion = motion;
    }

    /// <summary>The pin that the interrupt output drives.</summary>
    public SimulatedPin Interrupt { get; init; } = new();

    /// <summary>What the part answers for its identity instead of its own; null: its own.</summary>
    public byte? WrongIdentity { get; set; }

    /// <summary>The level at which the data line is stuck (0x00 or 0xFF); null: it works. Writes are lost too.</summary>
    public byte? StuckBus { get; set; }

    /// <summary>The axis whose mass does not move: its samples stay at the last value; null: all move.</summary>
    public int? StuckAxis { get; set; }

    /// <summary>How far the mass moves in a self-test, of what the data sheet says.</summary>
    public double SelfTestGain { get; set; } = 1;

    /// <summary>Zero-g offset of X, Y and Z in g.</summary>
    public double[] OffsetG { get; } = new double[3];

    /// <summary>Samples taken since the part was made.</summary>
    public long Samples { get; private set; }

    /// <summary>Samples that the FIFO lost because nobody read.</summary>
    public long Lost { get; protected set; }

    /// <summary>The SPI modes that the part takes.</summary>
    protected abstract IReadOnlyList<int> SpiModes { get; }

    /// <summary>Its fastest SPI clock.</summary>
    protected abstract int SpiMaxClockHz { get; }

    /// <summary>The register that holds the identity.</summary>
    protected abstract int IdentityRegister { get; }

    /// <summary>Bytes that the bus moves in a second: SPI as it was opened, else I2C in fast mode.</summary>
    protected int BytesPerSecond { get; private set; } = 400_000 / 9;

    /// <summary>The registers' content.</summary>
    protected byte[] Registers { get; } = new byte[128];

    /// <inheritdoc/>
    public void Open(int mode, int clockHz)
    {
        if (!SpiModes.Contains(mode) || clockHz > SpiMaxClockHz)
        {
            throw new ArgumentException($"{GetType().Name}: SPI mode {mode} at {clockHz} Hz: it takes mode {string.Join(" or ", SpiModes)} at up to {SpiMaxClockHz} Hz");
        }

        BytesPerSecond = clockHz / 8;
    }

    /// <inheritdoc/>
    public void Transfer(ReadOnlySpan<byte> sent, Span<byte> received)
    {
        lock (_gate)
        {
            if (StuckBus is { } level)
            {
                received.Fill(level);
                return;
            }

            Update();
            received.Clear();
            if (sent.Length == 0)
            {
                return;
            }

            (int address, bool reads, bool increments) = DecodeCommand(sent[0]);
            for (int i = 1; i < sent.Length; i++)
            {
                if (reads)
                {
                    received[i] = Answer(address);
                }
                else
                {
                    Write(address, sent[i]);
                }

                address = increments ? NextAddress(address) : address;
            }

            EndTransaction();
            Update();
            Interrupt.Level = InterruptLevel();
        }
    }

    /// <inheritdoc/>
    public bool TryWrite(ReadOnlySpan<byte> data)
    {
        lock (_gate)
        {
            if (StuckBus is not null || data.Length == 0)
            {
                return false;
            }

            Update();
            _address = data[0] & 0x7F;
            bool acknowledged = true;
            foreach (byte value in data[1..])
            {
                acknowledged &= Acknowledges(_address, value);
                Write(_address, value);
                _address = NextAddress(_address);
            }

            Update();
            Interrupt.Level = InterruptLevel();
            return acknowledged;
        }
    }

    /// <inheritdoc/>
    public bool TryRead(Span<byte> data)
    {
        lock (_gate)
        {
            if (StuckBus is not null)
            {
                return false;
            }

            Update();
            for (int i = 0; i < data.Length; i++)
            {
                data[i] = Answer(_address);
                _address = NextAddress(_address);
            }

            EndTransaction();
            Interrupt.Level = InterruptLevel();
            return true;
        }
    }

    /// <summary>Brings the part to the clock's time: takes the samples that are due and drives the interrupt pin. Called when the pin must move though nobody talks to the part.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            Update();
            Interrupt.Level = InterruptLevel();
        }
    }

    /// <summary>Address, direction and increment of an SPI command byte.</summary>
    protected virtual (int Address, bool Reads, bool Increments) DecodeCommand(byte command) => (command & 0x7F, (command & 0x80) != 0, true);

    /// <summary>The address after one.</summary>
    protected virtual int NextAddress(int address) => (address + 1) & 0x7F;

    /// <summary>Output data rate by the registers; 0: it does not measure.</summary>
    protected abstract double RateHz();

    /// <summary>The part takes a sample.</summary>
    /// <param name="g">X, Y and Z in g.</param>
    protected abstract void Take(ReadOnlySpan<double> g);

    /// <summary>What the interrupt pin's level is.</summary>
    protected abstract bool InterruptLevel();

    /// <summary>A register is read.</summary>
    protected virtual byte Read(int address) => Registers[address];

    /// <summary>A register is written.</summary>
    protected virtual void Write(int address, byte value) => Registers[address] = value;

    /// <summary>True: a value written over I2C is acknowledged.</summary>
    protected virtual bool Acknowledges(int address, byte value) => true;

    /// <summary>A read transaction has ended.</summary>
    protected virtual void EndTransaction()
    {
    }

    /// <summary>How far the self-test moves the mass, in g.</summary>
    protected virtual void AddSelfTest(Span<double> g)
    {
    }

    /// <summary>The time in microseconds.</summary>
    protected long Now => _clock.Microseconds;

    /// <summary>To the nearest count, within full scale.</summary>
    protected static short Quantize(double g, double countsPerG, int fullScale) => (short)Math.Clamp(Math.Round(g * countsPerG), -fullScale - 1, fullScale);

    private byte Answer(int address) => WrongIdentity is { } wrong && address == IdentityRegister ? wrong : Read(address);

    /// <summary>Takes the samples that are due; a written rate counts from the end of its transaction.</summary>
    private void Update()
    {
        double rate = RateHz();
        if (rate != _rate)
        {
            _rate = rate;
            _began = Now;
            _produced = 0;
            if (rate > 0)
            {
                _motion.Begin(rate);
            }
        }

        if (rate <= 0)
        {
            return;
        }

        long due = (long)((Now - _began) * rate / 1_000_000);
        Span<double> fresh = stackalloc double[3];
        for (; _produced < due; _produced++)
        {
            _motion.Next(fresh);
            for (int axis = 0; axis < 3; axis++)
            {
                if (axis != StuckAxis)
                {
                    _g[axis] = fresh[axis] + OffsetG[axis];
                }

                fresh[axis] = _g[axis];
            }

            AddSelfTest(fresh);
            Take(fresh);
            Samples++;
        }
    }
}
