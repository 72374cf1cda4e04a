namespace System.Device.I2c;

/// <summary>A device on an I2C bus.</summary>
public abstract class I2cDevice : IDisposable
{
    public abstract I2cConnectionSettings ConnectionSettings { get; }

    public virtual byte ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        Read(one);
        return one[0];
    }

    public abstract void Read(Span<byte> buffer);

    public virtual void WriteByte(byte value) => Write([value]);

    public abstract void Write(ReadOnlySpan<byte> buffer);

    public abstract void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer);

    /// <summary>The real package opens /dev/i2c-N; the stand-in has no bus.</summary>
    /// <exception cref="PlatformNotSupportedException">Always.</exception>
    public static I2cDevice Create(I2cConnectionSettings settings) =>
        throw new PlatformNotSupportedException("this program was built with a stand-in for System.Device.Gpio that has no real I2C bus: build it with -p:UseIotPackages=true");

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}
