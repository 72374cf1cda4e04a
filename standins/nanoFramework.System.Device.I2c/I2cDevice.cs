using AIoT.Embedded.Standins.Simulation;

namespace System.Device.I2c;

/// <summary>A device on a simulated I2C bus.</summary>
public class I2cDevice : IDisposable
{
    private readonly II2cPart? _part;

    /// <summary>Opens a device: that succeeds whether or not somebody is at the address.</summary>
    public I2cDevice(I2cConnectionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ConnectionSettings = settings;
        _part = SimulatedHardware.Current.I2c(settings.BusId, settings.DeviceAddress);
    }

    /// <summary>How it is driven.</summary>
    public I2cConnectionSettings ConnectionSettings { get; }

    /// <summary>Opens a device.</summary>
    public static I2cDevice Create(I2cConnectionSettings settings) => new(settings);

    /// <summary>Reads a byte.</summary>
    public byte ReadByte()
    {
        byte[] one = new byte[1];
        Read(one);
        return one[0];
    }

    /// <summary>Reads.</summary>
    public I2cTransferResult Read(SpanByte buffer) => Fill(buffer, 0);

    /// <summary>Writes a byte.</summary>
    public I2cTransferResult WriteByte(byte value) => Write(new[] { value });

    /// <summary>Writes.</summary>
    public I2cTransferResult Write(SpanByte buffer)
        => _part is not null && _part.TryWrite(buffer.AsSpan())
            ? new I2cTransferResult((uint)buffer.Length, I2cTransferStatus.FullTransfer)
            : new I2cTransferResult(0, I2cTransferStatus.SlaveAddressNotAcknowledged);

    /// <summary>Writes, and reads after a repeated start.</summary>
    public I2cTransferResult WriteRead(SpanByte writeBuffer, SpanByte readBuffer)
    {
        I2cTransferResult written = Write(writeBuffer);
        return written.Status == I2cTransferStatus.FullTransfer ? Fill(readBuffer, written.BytesTransferred) : written;
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => GC.SuppressFinalize(this);

    private I2cTransferResult Fill(SpanByte buffer, uint before)
    {
        if (_part is null || !_part.TryRead(buffer.AsSpan()))
        {
            return new I2cTransferResult(before, I2cTransferStatus.SlaveAddressNotAcknowledged);
        }

        return new I2cTransferResult(before + (uint)buffer.Length, I2cTransferStatus.FullTransfer);
    }
}
