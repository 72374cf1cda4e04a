using System.Device.I2c;

namespace AIoT.Embedded.Gateway.FieldIo.Simulated;

/// <summary>
/// An LM75A as its data sheet describes it: a pointer register, a temperature register of eleven bits in steps of 0.125 degrees (two's complement,
/// left-justified), a configuration register whose bit 0 shuts it down, and limits. In shutdown the last conversion stays.
/// </summary>
public sealed class SimulatedLm75(I2cConnectionSettings settings) : I2cDevice
{
    private const byte Shutdown = 1;
    private readonly byte[] _limits = [75, 0, 80, 0];
    private byte _pointer;
    private byte _configuration;
    private short _converted = Convert(21.5);
    private double _celsius = 21.5;

    public override I2cConnectionSettings ConnectionSettings { get; } = settings;

    /// <summary>It answers on the bus.</summary>
    public bool IsThere { get; set; } = true;

    /// <summary>What its package has, -55..125 degrees.</summary>
    public double Celsius
    {
        get => _celsius;
        set
        {
            _celsius = value;
            if ((_configuration & Shutdown) == 0)
            {
                _converted = Convert(value);
            }
        }
    }

    public override void Read(Span<byte> buffer)
    {
        Answer();
        ReadOnlySpan<byte> register = _pointer switch
        {
            0 => [(byte)(_converted >> 8), (byte)_converted],
            1 => [_configuration],
            2 => _limits.AsSpan(0, 2),
            _ => _limits.AsSpan(2, 2),
        };
        for (int i = 0; i < buffer.Length; i++)
        {
            buffer[i] = i < register.Length ? register[i] : (byte)0xFF;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Answer();
        if (buffer.Length == 0)
        {
            return;
        }

        _pointer = (byte)(buffer[0] & 3);
        if (_pointer == 1 && buffer.Length > 1)
        {
            _configuration = buffer[1];
            Celsius = _celsius;
        }
        else if (_pointer >= 2 && buffer.Length > 2)
        {
            buffer[1..3].CopyTo(_limits.AsSpan((_pointer - 2) * 2));
        }
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        Write(writeBuffer);
        Read(readBuffer);
    }

    private static short Convert(double celsius) => (short)((int)Math.Floor(Math.Clamp(celsius, -55, 125) / 0.125) << 5);

    private void Answer()
    {
        if (!IsThere)
        {
            throw new IOException($"no device answers at address {ConnectionSettings.DeviceAddress} of bus {ConnectionSettings.BusId}");
        }
    }
}
