using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Parts.Devices;

/// <summary>Analog Devices ADXL372 (data sheet rev. B): 400 to 6400 Hz, 100 mg a count, FIFO of 512 samples of chosen axes.</summary>
public sealed class Adxl372Part : SimulatedPart
{
    private const int FifoSamples = 512;
    private const long SelfTestMicroseconds = 300_000;
    private readonly Queue<ushort> _fifo = new(FifoSamples);
    private Counts _latest;
    private bool _lowByte;
    private bool _overrun;
    private long _selfTestBegan;

    /// <summary>A part that is switched on.</summary>
    public Adxl372Part(IHardwareClock clock, IMotion motion)
        : base(clock, motion) => Reset();

    /// <inheritdoc/>
    protected override IReadOnlyList<int> SpiModes { get; } = [0];

    /// <inheritdoc/>
    protected override int SpiMaxClockHz => 10_000_000;

    /// <inheritdoc/>
    protected override int IdentityRegister => 0x00;

    private bool Measures => (Registers[0x3F] & 3) == 3;

    private int Watermark => Registers[0x39] | ((Registers[0x3A] & 1) << 8);

    /// <inheritdoc/>
    protected override (int Address, bool Reads, bool Increments) DecodeCommand(byte command) => (command >> 1, (command & 1) != 0, true);

    /// <inheritdoc/>
    protected override int NextAddress(int address) => address == 0x42 ? address : base.NextAddress(address);

    /// <inheritdoc/>
    protected override double RateHz() => Measures ? 400 << Math.Min(Registers[0x3D] >> 5, 4) : 0;

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<double> g)
    {
        _latest = new Counts(Quantize(g[0], 10, 2047), Quantize(g[1], 10, 2047), Quantize(g[2], 10, 2047));
        if (((Registers[0x3A] >> 1) & 3) != 1)
        {
            return;
        }

        int axes = ((Registers[0x3A] >> 3) & 7) switch { 1 => 1, 2 => 2, 3 => 3, 4 => 4, 5 => 5, 6 => 6, _ => 7 };
        bool first = true;
        for (int axis = 0; axis < 3; axis++)
        {
            if ((axes & (1 << axis)) == 0)
            {
                continue;
            }

            if (_fifo.Count == FifoSamples)
            {
                _fifo.Dequeue();
                _lowByte = false;
                _overrun = true;
                Lost++;
            }

            _fifo.Enqueue((ushort)((_latest[axis] << 4) | (first ? 1 : 0)));
            first = false;
        }
    }

    /// <inheritdoc/>
    protected override byte Read(int address)
    {
        switch (address)
        {
            case 0x04:
                byte status = (byte)((Measures ? 0x01 : 0) | (_fifo.Count > 0 ? 0x02 : 0) | (_fifo.Count >= Watermark ? 0x04 : 0) | (_overrun ? 0x08 : 0));

                // The over-run is cleared by this read once the FIFO has been read.
                _overrun &= _fifo.Count == FifoSamples;
                return status;
            case 0x06:
                return (byte)(_fifo.Count >> 8);
            case 0x07:
                return (byte)_fifo.Count;
            case >= 0x08 and <= 0x0D:
                int axis = (address - 0x08) / 2;
                return (byte)((_latest[axis] << 4) >> (address % 2 == 0 ? 8 : 0));
            case 0x40:
                bool done = (Registers[0x40] & 1) != 0 && Measures && Now - _selfTestBegan >= SelfTestMicroseconds;
                return (byte)((Registers[0x40] & 1) | (done ? 2 : 0) | (done && SelfTestGain is > 0.5 and < 1.5 ? 4 : 0));
            case 0x42:
                return Pop();
            default:
                return base.Read(address);
        }
    }

    /// <inheritdoc/>
    protected override void Write(int address, byte value)
    {
        switch (address)
        {
            case < 0x20 or 0x42:
                return;
            case 0x41:
                if (value == 0x52)
                {
                    Reset();
                }

                return;
            case 0x39 or 0x3A when Measures:
                // The FIFO is set up in standby.
                return;
            case 0x40:
                _selfTestBegan = Now;
                break;
        }

        base.Write(address, value);
        if (address == 0x3A && ((value >> 1) & 3) == 0)
        {
            _fifo.Clear();
            _lowByte = false;
            _overrun = false;
        }
    }

    /// <inheritdoc/>
    protected override bool InterruptLevel() => (Registers[0x3B] & 0x04) != 0 && _fifo.Count >= Watermark;

    private byte Pop()
    {
        if (_fifo.Count == 0)
        {
            return 0;
        }

        ushort sample = _fifo.Peek();
        if (_lowByte)
        {
            _fifo.Dequeue();
        }

        _lowByte = !_lowByte;
        return (byte)(_lowByte ? sample >> 8 : sample);
    }

    private void Reset()
    {
        Array.Clear(Registers);
        Registers[0x00] = 0xAD;
        Registers[0x01] = 0x1D;
        Registers[0x02] = 0xFA;
        Registers[0x03] = 0x03;
        Registers[0x39] = 0x80;
        _fifo.Clear();
        _lowByte = false;
        _overrun = false;
    }
}
