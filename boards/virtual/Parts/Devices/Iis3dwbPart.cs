using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Parts.Devices;

/// <summary>ST IIS3DWB (data sheet DS12569): 26,667 Hz, FIFO of 512 words of a tag and six bytes.</summary>
public sealed class Iis3dwbPart : SimulatedPart
{
    private const int FifoWords = 512;
    private readonly Queue<Counts> _fifo = new(FifoWords);
    private Counts _latest;
    private bool _overrunLatched;
    private int _timeSlot;

    /// <summary>A part that is switched on.</summary>
    public Iis3dwbPart(IHardwareClock clock, IMotion motion)
        : base(clock, motion) => Reset();

    /// <inheritdoc/>
    protected override IReadOnlyList<int> SpiModes { get; } = [0, 3];

    /// <inheritdoc/>
    protected override int SpiMaxClockHz => 10_000_000;

    /// <inheritdoc/>
    protected override int IdentityRegister => 0x0F;

    private int Watermark => Registers[0x07] | ((Registers[0x08] & 1) << 8);

    private bool Batches => (Registers[0x09] & 0x0F) == 0x0A;

    private int Mode => Registers[0x0A] & 7;

    private bool IsFull => _fifo.Count == FifoWords;

    /// <inheritdoc/>
    protected override double RateHz() => Registers[0x10] >> 5 == 5 ? 26667 : 0;

    /// <inheritdoc/>
    protected override int NextAddress(int address) => address == 0x7E ? 0x78 : (Registers[0x12] & 4) != 0 || address >= 0x78 ? base.NextAddress(address) : address;

    /// <inheritdoc/>
    protected override void AddSelfTest(Span<double> g)
    {
        double move = (Registers[0x14] & 3) switch { 1 => 1.5, 2 => -1.5, _ => 0 } * SelfTestGain;
        for (int axis = 0; axis < 3; axis++)
        {
            g[axis] += move;
        }
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<double> g)
    {
        double perG = 1000 / (((Registers[0x10] >> 2) & 3) switch { 0 => 0.061, 1 => 0.488, 2 => 0.122, _ => 0.244 });
        _latest = new Counts(Quantize(g[0], perG, 32767), Quantize(g[1], perG, 32767), Quantize(g[2], perG, 32767));
        if (!Batches || Mode == 0 || (Mode == 1 && IsFull))
        {
            return;
        }

        if (IsFull)
        {
            _fifo.Dequeue();
            _overrunLatched = true;
            _timeSlot++;
            Lost++;
        }

        _fifo.Enqueue(_latest);
    }

    /// <inheritdoc/>
    protected override byte Read(int address)
    {
        switch (address)
        {
            case 0x1E:
                return (byte)(RateHz() > 0 ? 1 : 0);
            case >= 0x28 and <= 0x2D:
                return _latest.LittleEndian(address - 0x28);
            case 0x3A:
                return (byte)_fifo.Count;
            case 0x3B:
                bool latched = _overrunLatched;
                _overrunLatched = false;
                return (byte)((_fifo.Count >= Watermark && Watermark > 0 ? 0x80 : 0) | (latched && IsFull ? 0x40 : 0) | (IsFull ? 0x20 : 0) | (latched ? 0x08 : 0) | (_fifo.Count >> 8));
            case 0x78:
                return (byte)(_fifo.Count == 0 ? 0 : Tag());
            case >= 0x79 and <= 0x7E:
                byte value = _fifo.Count == 0 ? (byte)0 : _fifo.Peek().LittleEndian(address - 0x79);
                if (address == 0x7E && _fifo.Count > 0)
                {
                    _fifo.Dequeue();
                    _timeSlot++;
                }

                return value;
            default:
                return base.Read(address);
        }
    }

    /// <inheritdoc/>
    protected override void Write(int address, byte value)
    {
        // Identity, status and output registers can't be written.
        if (address is 0x0F or (>= 0x1A and <= 0x2D) or 0x3A or 0x3B or >= 0x78)
        {
            return;
        }

        base.Write(address, value);
        if (address == 0x12 && (value & 1) != 0)
        {
            Reset();
        }
        else if (address == 0x0A && Mode == 0)
        {
            _fifo.Clear();
            _overrunLatched = false;
        }
    }

    /// <inheritdoc/>
    protected override bool InterruptLevel() => (Registers[0x0D] & 0x08) != 0 && Watermark > 0 && _fifo.Count >= Watermark;

    private byte Tag()
    {
        int tag = (2 << 3) | ((_timeSlot & 3) << 1);
        return (byte)(tag | (System.Numerics.BitOperations.PopCount((uint)tag) & 1));
    }

    private void Reset()
    {
        Array.Clear(Registers);
        Registers[0x0F] = 0x7B;
        Registers[0x12] = 0x04;
        _fifo.Clear();
        _overrunLatched = false;
        _timeSlot = 0;
    }
}
