using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Parts.Devices;

/// <summary>Analog Devices ADXL345 (data sheet rev. G): 100 to 3200 Hz, FIFO of 32 entries that gives one a transaction.</summary>
public sealed class Adxl345Part : SimulatedPart
{
    private const int FifoEntries = 32;
    private readonly Queue<Counts> _fifo = new(FifoEntries);
    private Counts _output;
    private bool _overrun;
    private bool _dataRead;

    /// <summary>A part that is switched on.</summary>
    public Adxl345Part(IHardwareClock clock, IMotion motion)
        : base(clock, motion)
    {
        Registers[0x00] = 0xE5;
        Registers[0x2C] = 0x0A;
        Registers[0x30] = 0x02;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<int> SpiModes { get; } = [3];

    /// <inheritdoc/>
    protected override int SpiMaxClockHz => 5_000_000;

    /// <inheritdoc/>
    protected override int IdentityRegister => 0x00;

    private bool Streams => Registers[0x38] >> 6 == 2;

    private bool AboveWatermark => Streams && _fifo.Count >= (Registers[0x38] & 0x1F);

    /// <inheritdoc/>
    protected override (int Address, bool Reads, bool Increments) DecodeCommand(byte command) => (command & 0x3F, (command & 0x80) != 0, (command & 0x40) != 0);

    /// <inheritdoc/>
    protected override double RateHz() => (Registers[0x2D] & 8) != 0 ? 3200.0 / (1 << (15 - (Registers[0x2C] & 0x0F))) : 0;

    /// <inheritdoc/>
    protected override void AddSelfTest(Span<double> g)
    {
        if ((Registers[0x31] & 0x80) != 0)
        {
            g[0] += 1.5 * SelfTestGain;
            g[1] -= 1.5 * SelfTestGain;
            g[2] += 2.0 * SelfTestGain;
        }
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<double> g)
    {
        // Full resolution keeps 256 counts a g; the range sets where it ends.
        int limit = (512 << (Registers[0x31] & 3)) - 1;
        int perG = (Registers[0x31] & 8) != 0 ? 256 : 256 >> (Registers[0x31] & 3);
        limit = (Registers[0x31] & 8) != 0 ? limit : 511;
        var sample = new Counts(Quantize(g[0], perG, limit), Quantize(g[1], perG, limit), Quantize(g[2], perG, limit));
        if (!Streams)
        {
            _output = sample;
            return;
        }

        if (_fifo.Count == FifoEntries)
        {
            _fifo.Dequeue();
            _overrun = true;
            Lost++;
        }

        _fifo.Enqueue(sample);
    }

    /// <inheritdoc/>
    protected override byte Read(int address)
    {
        switch (address)
        {
            case 0x30:
                return (byte)((RateHz() > 0 ? 0x80 : 0) | (AboveWatermark ? 0x02 : 0) | (_overrun ? 0x01 : 0));
            case >= 0x32 and <= 0x37:
                if (!_dataRead && Streams && _fifo.Count > 0)
                {
                    _output = _fifo.Dequeue();
                }

                _dataRead = true;
                _overrun = false;
                return _output.LittleEndian(address - 0x32);
            case 0x39:
                return (byte)_fifo.Count;
            default:
                return base.Read(address);
        }
    }

    /// <inheritdoc/>
    protected override void EndTransaction() => _dataRead = false;

    /// <inheritdoc/>
    protected override void Write(int address, byte value)
    {
        if (address is < 0x1D or 0x30 or (>= 0x32 and <= 0x37) or >= 0x39)
        {
            return;
        }

        base.Write(address, value);
        if (address == 0x38 && value >> 6 == 0)
        {
            _fifo.Clear();
            _overrun = false;
        }
    }

    /// <inheritdoc/>
    protected override bool InterruptLevel() => (Registers[0x2E] & 2) != 0 && (Registers[0x2F] & 2) == 0 && AboveWatermark;
}
