using System.Device.I2c;
using UnitsNet;

namespace Iot.Device.Lm75;

/// <summary>LM75 temperature sensor.</summary>
public class Lm75 : IDisposable
{
    /// <summary>With A2..A0 low.</summary>
    public const byte DefaultI2cAddress = 0x48;

    private const byte TemperatureRegister = 0;
    private const byte ConfigurationRegister = 1;
    private const byte ShutdownBit = 1;
    private readonly I2cDevice _device;
    private bool _disabled;

    public Lm75(I2cDevice i2cDevice)
    {
        _device = i2cDevice;
        Disabled = false;
    }

    /// <summary>Steps of 0.125 degrees where the part has eleven bits, of 0.5 where it has nine; rounded to a tenth.</summary>
    public Temperature Temperature
    {
        get
        {
            Span<byte> word = stackalloc byte[2];
            _device.WriteByte(TemperatureRegister);
            _device.Read(word);
            short raw = (short)((word[0] << 8) | word[1]);
            return Temperature.FromDegreesCelsius(Math.Round((raw >> 5) * 0.125, 1));
        }
    }

    /// <summary>Shutdown: the part keeps its last conversion.</summary>
    public bool Disabled
    {
        get => _disabled;
        set
        {
            _device.WriteByte(ConfigurationRegister);
            byte now = _device.ReadByte();
            _device.Write([ConfigurationRegister, (byte)(value ? now | ShutdownBit : now & ~ShutdownBit)]);
            _disabled = value;
        }
    }

    public void Dispose()
    {
        _device.Dispose();
        GC.SuppressFinalize(this);
    }
}
