using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Parts.Devices;

/// <summary>TDK ICM-42688-P (data sheet DS-000347): accelerometer of 500 to 32,000 Hz, FIFO of 2 KB in packets of eight bytes.</summary>
public sealed class Icm42688Part : SimulatedPart
{
    private const int FifoPackets = 256;
    private const byte FactoryCode = 100;
    private readonly Queue<Counts> _fifo = new(FifoPackets);
    private Counts _latest;
    private int _byte;
    private int _bank;
    private int _lostPackets;
    private bool _fullFlag;
    private bool _watermarkFlag;
    private bool _pulse;

    /// <summary>A part that is switched on.</summary>
    public Icm42688Part(IHardwareClock clock, IMotion motion)
        : base(clock, motion) => Reset();

    /// <summary>False: the factory left no self-test codes.</summary>
    public bool HasFactoryCodes { get; set; } = true;

    /// <inheritdoc/>
    protected override IReadOnlyList<int> SpiModes { get; } = [0, 3];

    /// <inheritdoc/>
    protected override int SpiMaxClockHz => 24_000_000;

    /// <inheritdoc/>
    protected override int IdentityRegister => 0x75;

    private int Watermark => Registers[0x60] | ((Registers[0x61] & 0x0F) << 8);

    /// <inheritdoc/>
    protected override int NextAddress(int address) => address == 0x30 && _bank == 0 ? address : base.NextAddress(address);

    /// <inheritdoc/>
    protected override double RateHz() => (Registers[0x4E] & 3) == 3
        ? (Registers[0x50] & 0x0F) switch { 1 => 32000, 2 => 16000, 3 => 8000, 4 => 4000, 5 => 2000, 6 => 1000, 15 => 500, _ => 0 }
        : 0;

    /// <inheritdoc/>
    protected override void AddSelfTest(Span<double> g)
    {
        // 2620 counts at +-2 g times 1.01^(code - 1): what the factory saw.
        double move = 2620 * Math.Pow(1.01, FactoryCode - 1) / 16384 * SelfTestGain;
        for (int axis = 0; axis < 3; axis++)
        {
            g[axis] += (Registers[0x70] & (0x40 | (8 << axis))) == (0x40 | (8 << axis)) ? move : 0;
        }
    }

    /// <inheritdoc/>
    protected override void Take(ReadOnlySpan<double> g)
    {
        int perG = 2048 << (Registers[0x50] >> 5);
        _latest = new Counts(Quantize(g[0], perG, 32767), Quantize(g[1], perG, 32767), Quantize(g[2], perG, 32767));
        if (Registers[0x16] >> 6 != 1 || (Registers[0x5F] & 1) == 0)
        {
            return;
        }

        if (_fifo.Count == FifoPackets)
        {
            _fifo.Dequeue();
            _byte = 0;
            _lostPackets = (_lostPackets + 1) & 0xFFFF;
            Lost++;
        }

        _fifo.Enqueue(_latest);
        _fullFlag |= _fifo.Count == FifoPackets;
        bool above = Watermark > 0 && _fifo.Count >= Watermark;
        _watermarkFlag |= above;
        _pulse = above && ((Registers[0x5F] & 0x20) != 0 || _fifo.Count == Watermark);
        if (_pulse && (Registers[0x65] & 0x04) != 0)
        {
            // A pulse at the sample's time.
            Interrupt.Level = true;
            Interrupt.Level = false;
        }
    }

    /// <inheritdoc/>
    protected override byte Read(int address)
    {
        if (_bank != 0 && address != 0x76)
        {
            return (byte)(_bank == 2 && address is >= 0x3B and <= 0x3D && HasFactoryCodes ? FactoryCode : 0);
        }

        bool bigEndian = (Registers[0x4C] & 0x20) != 0;
        int count = (Registers[0x4C] & 0x40) != 0 ? _fifo.Count : _fifo.Count * 8;
        switch (address)
        {
            case >= 0x1F and <= 0x24:
                return (Registers[0x4C] & 0x10) != 0 ? _latest.BigEndian(address - 0x1F) : _latest.LittleEndian(address - 0x1F);
            case 0x2D:
                byte status = (byte)((RateHz() > 0 ? 0x08 : 0) | (_watermarkFlag ? 0x04 : 0) | (_fullFlag ? 0x02 : 0));
                _fullFlag = false;
                _watermarkFlag = false;
                return status;
            case 0x2E:
                return (byte)(bigEndian ? count >> 8 : count);
            case 0x2F:
                return (byte)(bigEndian ? count : count >> 8);
            case 0x30:
                return Pop();
            case 0x6C:
                return (byte)_lostPackets;
            case 0x6D:
                return (byte)(_lostPackets >> 8);
            case 0x76:
                return (byte)_bank;
            default:
                return base.Read(address);
        }
    }

    /// <inheritdoc/>
    protected override void Write(int address, byte value)
    {
        if (address == 0x76)
        {
            _bank = value & 7;
            return;
        }

        if (_bank != 0 || address is >= 0x1D and <= 0x30 or 0x6C or 0x6D or 0x75)
        {
            return;
        }

        if (address == 0x11 && (value & 1) != 0)
        {
            Reset();
            return;
        }

        if (address == 0x4B)
        {
            if ((value & 2) != 0)
            {
                _fifo.Clear();
                _byte = 0;
            }

            return;
        }

        base.Write(address, value);
    }

    /// <inheritdoc/>
    protected override bool InterruptLevel() => false;

    private byte Pop()
    {
        if (_fifo.Count == 0)
        {
            // The header of an empty FIFO, then ones.
            return 0xFF;
        }

        Counts packet = _fifo.Peek();
        byte value = _byte switch
        {
            0 => 0x40,
            7 => 0x00,
            _ => (Registers[0x4C] & 0x10) != 0 ? packet.BigEndian(_byte - 1) : packet.LittleEndian(_byte - 1),
        };
        _byte = (_byte + 1) % 8;
        if (_byte == 0)
        {
            _fifo.Dequeue();
        }

        return value;
    }

    private void Reset()
    {
        Array.Clear(Registers);
        Registers[0x4C] = 0x30;
        Registers[0x50] = 0x06;
        Registers[0x52] = 0x11;
        Registers[0x64] = 0x10;
        Registers[0x65] = 0x10;
        Registers[0x75] = 0x47;
        _fifo.Clear();
        _byte = 0;
        _bank = 0;
        _lostPackets = 0;
        _fullFlag = false;
        _watermarkFlag = false;
    }
}
