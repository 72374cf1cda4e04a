using nanoFramework.Hardware.Esp32;

namespace AIoT.Embedded.Esp32
{
    /// <summary>The ESP32's pin matrix: which GPIOs a bus uses.</summary>
    public static class Esp32Pins
    {
        /// <summary>SPI1 of System.Device.Spi.</summary>
        public static void Spi1(int clock, int miso, int mosi)
        {
            Configuration.SetPinFunction(clock, DeviceFunction.SPI1_CLOCK);
            Configuration.SetPinFunction(miso, DeviceFunction.SPI1_MISO);
            Configuration.SetPinFunction(mosi, DeviceFunction.SPI1_MOSI);
        }

        /// <summary>I2C1 of System.Device.I2c.</summary>
        public static void I2c1(int clock, int data)
        {
            Configuration.SetPinFunction(clock, DeviceFunction.I2C1_CLOCK);
            Configuration.SetPinFunction(data, DeviceFunction.I2C1_DATA);
        }
    }
}
