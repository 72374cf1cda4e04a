namespace System.Device.I2c;

/// <summary>How to drive a device.</summary>
public sealed class I2cConnectionSettings
{
    /// <summary>A bus and an address.</summary>
    public I2cConnectionSettings(int busId, int deviceAddress)
        : this(busId, deviceAddress, I2cBusSpeed.FastMode)
    {
    }

    /// <summary>A bus, an address and a clock.</summary>
    public I2cConnectionSettings(int busId, int deviceAddress, I2cBusSpeed busSpeed)
    {
        BusId = busId;
        DeviceAddress = deviceAddress;
        BusSpeed = busSpeed;
    }

    /// <summary>The bus.</summary>
    public int BusId { get; }

    /// <summary>The address.</summary>
    public int DeviceAddress { get; }

    /// <summary>The clock.</summary>
    public I2cBusSpeed BusSpeed { get; }
}
