namespace nanoFramework.Hardware.Esp32;

/// <summary>What a pin can be connected to: the functions that firmware here uses.</summary>
public enum DeviceFunction
{
    /// <summary>SPI1 MOSI.</summary>
    SPI1_MOSI = 65792,

    /// <summary>SPI1 MISO.</summary>
    SPI1_MISO = 65793,

    /// <summary>SPI1 CLOCK.</summary>
    SPI1_CLOCK = 65794,

    /// <summary>SPI2 MOSI.</summary>
    SPI2_MOSI = 66048,

    /// <summary>SPI2 MISO.</summary>
    SPI2_MISO = 66049,

    /// <summary>SPI2 CLOCK.</summary>
    SPI2_CLOCK = 66050,

    /// <summary>I2C1 DATA.</summary>
    I2C1_DATA = 131328,

    /// <summary>I2C1 CLOCK.</summary>
    I2C1_CLOCK = 131329,

    /// <summary>I2C2 DATA.</summary>
    I2C2_DATA = 131584,

    /// <summary>I2C2 CLOCK.</summary>
    I2C2_CLOCK = 131585,
}
