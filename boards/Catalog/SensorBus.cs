namespace AIoT.Embedded.Boards;

/// <summary>What a sensor is connected through.</summary>
public enum SensorBus
{
    /// <summary>SPI.</summary>
    Spi,

    /// <summary>I2C.</summary>
    I2c,

    /// <summary>No hardware: the process makes its samples.</summary>
    Simulated,
}
