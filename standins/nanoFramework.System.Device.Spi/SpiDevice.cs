using AIoT.Embedded.Standins.Simulation;

namespace System.Device.Spi;

/// <summary>A device on a simulated SPI bus.</summary>
public class SpiDevice : IDisposable
{
    private readonly ISpiPart _part;
    private bool _disposed;

    /// <summary>Opens a device.</summary>
    public SpiDevice(SpiConnectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.DataBitLength != 8 || settings.DataFlow != DataFlow.MsbFirst || settings.Configuration != SpiBusConfiguration.FullDuplex)
        {
            throw new NotSupportedException("simulated parts take 8 bits, highest first, full duplex");
        }

        SpiBusInfo bus = GetBusInfo(settings.BusId);
        if (settings.ClockFrequency < bus.MinClockFrequency || settings.ClockFrequency > bus.MaxClockFrequency)
        {
            throw new ArgumentOutOfRangeException(nameof(settings));
        }

        ConnectionSettings = settings;
        _part = SimulatedHardware.Current.Spi(settings.BusId, settings.ChipSelectLine);
        _part.Open((int)settings.Mode, settings.ClockFrequency);
    }

    /// <summary>How it is driven.</summary>
    public SpiConnectionSettings ConnectionSettings { get; }

    /// <summary>Opens a device.</summary>
    public static SpiDevice Create(SpiConnectionSettings settings) => new(settings);

    /// <summary>What a bus can do.</summary>
    public static SpiBusInfo GetBusInfo(int busId) => busId is >= 1 and <= 6 ? new SpiBusInfo() : throw new ArgumentException(null, nameof(busId));

    /// <summary>Reads a byte.</summary>
    public byte ReadByte()
    {
        byte[] one = new byte[1];
        Read(one);
        return one[0];
    }

    /// <summary>Reads.</summary>
    public void Read(SpanByte buffer) => TransferFullDuplex(new byte[buffer.Length], buffer);

    /// <summary>Writes a byte.</summary>
    public void WriteByte(byte value) => Write(new[] { value });

    /// <summary>Writes.</summary>
    public void Write(SpanByte buffer)
    {
        Span<byte> ignored = stackalloc byte[64];
        if (buffer.Length <= ignored.Length)
        {
            Transfer(buffer.AsSpan(), ignored[..buffer.Length]);
        }
        else
        {
            Transfer(buffer.AsSpan(), new byte[buffer.Length]);
        }
    }

    /// <summary>Writes and reads at once; the shorter side is filled up.</summary>
    public void TransferFullDuplex(SpanByte writeBuffer, SpanByte readBuffer)
    {
        if (writeBuffer.Length == readBuffer.Length)
        {
            Transfer(writeBuffer.AsSpan(), readBuffer.AsSpan());
            return;
        }

        int length = Math.Max(writeBuffer.Length, readBuffer.Length);
        byte[] sent = new byte[length];
        byte[] received = new byte[length];
        writeBuffer.CopyTo(sent);
        Transfer(sent, received);
        new SpanByte(received, 0, readBuffer.Length).CopyTo(readBuffer);
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes it.</summary>
    protected void Dispose(bool disposing) => _disposed = true;

    private void Transfer(ReadOnlySpan<byte> sent, Span<byte> received)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _part.Transfer(sent, received);
    }
}
