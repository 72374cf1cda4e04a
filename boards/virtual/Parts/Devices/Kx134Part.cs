using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Parts.Devices;

/// <summary>Kionix KX134-1211 (technical reference manual rev. 4.0, specifications rev. 1.0): 0.78 to 25,600 Hz, buffer of 86 samples of 16 bits.</summary>
public sealed class Kx134Part : SimulatedPart
{
    private const int BufferSamples = 86;
    private readonly Queue<Counts> _buffer = new(BufferSamples);
    private Counts _latest;
    private int _byte;
    private bool _full;
    private int _burst;

    /// <summary>A part that is switched on.</summary>
    public Kx134Part(IHardwareClock clock, IMotion motion)
        : base(clock, motion) => Reset();

    /// <inheritdoc/>
    protected override IReadOnlyList<int> SpiModes { get; } = [0, 3];

    /// <inheritdoc/>
    protected override int SpiMaxClockHz => 10_000_000;

    /// <inheritdoc/>
    protected override int IdentityRegister => 0x13;

    private bool Operates => (Registers[0x1B] & 0x80) != 0;

    private int Bytes => _buffer.Count * 6 - _byte;

    /// <inheritdoc/>
    protected override double RateHz() => Operates ? 25600.0 / (1 << (15 - (Registers[0x21] & 0x0F))) : 0;

    /// <inheritdoc/>
    protected override int NextAddress(int address) => address == 0x63 ? address : base.NextAddress(address);

    /// <inheritdoc/>
    protected override void AddSelfTest(Span<double> g)
    {
        if (Registers[0x5D] == 0xCA)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                g[axis] += 0.5 * SelfTestGain;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<double> g)
    {
        int perG = 4096 >> ((Registers[0x1B] >> 3) & 3);
        _latest = new Counts(Quantize(g[0], perG, 32767), Quantize(g[1], perG, 32767), Quantize(g[2], perG, 32767));
        if ((Registers[0x5F] & 0x80) == 0)
        {
            return;
        }

        if (_buffer.Count == BufferSamples)
        {
            Lost++;
            if ((Registers[0x5F] & 3) != 1)
            {
                return;
            }

            _buffer.Dequeue();
            _byte = 0;
        }

        _buffer.Enqueue(_latest);
        _full |= _buffer.Count == BufferSamples;
    }

    /// <inheritdoc/>
    protected override byte Read(int address)
    {
        switch (address)
        {
            case >= 0x08 and <= 0x0D:
                return _latest.LittleEndian(address - 0x08);
            case 0x17:
                return (byte)((_full ? 0x40 : 0) | (AboveWatermark() ? 0x20 : 0));
            case 0x60:
                return (byte)Bytes;
            case 0x61:
                return (byte)(Bytes >> 8);
            case 0x63:
                if (_buffer.Count == 0)
                {
                    return 0xFF;
                }

                _burst++;
                byte value = _buffer.Peek().LittleEndian(_byte);
                _byte = (_byte + 1) % 6;
                if (_byte == 0)
                {
                    _buffer.Dequeue();
                    _full = false;
                }

                return value;
            default:
                return base.Read(address);
        }
    }

    /// <inheritdoc/>
    protected override void Write(int address, byte value)
    {
        // Most settings, reset and self-test are taken in standby only; power, the buffer's settings and its clearing always.
        if (Resets(address, value))
        {
            Reset();
        }
        else if (address == 0x62)
        {
            Clear();
        }
        else if (address is 0x1B or 0x5E or 0x5F || (!Operates && address is >= 0x1C and not (0x60 or 0x61 or 0x63)))
        {
            base.Write(address, value);
        }
    }

    /// <inheritdoc/>
    protected override bool Acknowledges(int address, byte value) => !Resets(address, value);

    /// <summary>A read of the buffer that has lasted longer than a period loses a sample (manual, BUF_READ).</summary>
    protected override void EndTransaction()
    {
        if (_burst > 0 && (_burst + 1) * RateHz() > BytesPerSecond && _buffer.Count > 0)
        {
            _buffer.Dequeue();
            _byte = 0;
            Lost++;
        }

        _burst = 0;
    }

    /// <inheritdoc/>
    protected override bool InterruptLevel() => (Registers[0x22] & 0x30) == 0x30 && (Registers[0x25] & 0x20) != 0 && AboveWatermark();

    private bool Resets(int address, byte value) => address == 0x1C && (value & 0x80) != 0 && !Operates;

    private bool AboveWatermark() => (Registers[0x5F] & 0x80) != 0 && _buffer.Count > Registers[0x5E];

    private void Clear()
    {
        _buffer.Clear();
        _byte = 0;
        _full = false;
    }

    private void Reset()
    {
        Array.Clear(Registers);
        "Kion"u8.CopyTo(Registers);
        Registers[0x12] = 0x55;
        Registers[0x13] = 0x46;
        Registers[0x21] = 0x06;
        Clear();
    }
}
