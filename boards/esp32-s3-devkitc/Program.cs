using System;
using System.Device.Gpio;
using System.Device.Spi;
using System.Threading;
using AIoT.Embedded.Esp32;
using AIoT.Embedded.Node;
using AIoT.Embedded.Platform;
using AIoT.Embedded.Sensing;

namespace AIoT.Embedded.Esp32S3DevKitC
{
    /// <summary>ESP32-S3-DevKitC-1 with an IIS3DWB on SPI1: pins, sensor, network, application. board.json and README.md name the same pins.</summary>
    public static class Program
    {
        private const int Clock = 12;
        private const int Miso = 13;
        private const int Mosi = 11;
        private const int ChipSelect = 10;
        private const int Interrupt = 9;

        /// <summary>Runs until the power goes.</summary>
        public static void Main()
        {
            try
            {
                NodeApp app = Build(Station.Flash);
                if (app != null)
                {
                    // Measuring begins at once; what is measured before the network is there waits on flash.
                    app.Start();
                    Console.WriteLine(Esp32Wifi.TryConnect(60000) ? "network up" : "no network yet: is the Wi-Fi flashed? (nanoff --networkdeployment)");
                }
            }
            catch (Exception e)
            {
                Console.WriteLine("stopped: " + e.Message);
            }

            Thread.Sleep(Timeout.Infinite);
        }

        /// <summary>The application over the flash folder; null when something is missing.</summary>
        public static NodeApp Build(string folder)
        {
            Esp32Pins.Spi1(Clock, Miso, Mosi);
            SystemClock clock = new SystemClock();
            SpiDevice bus = SpiDevice.Create(Iis3dwb.Settings(1, ChipSelect, 8000000));
            Iis3dwb part = new Iis3dwb(bus, clock, Iis3dwbRange.G16, Axis.Z);
            GpioPin pin = new GpioController().OpenPin(Interrupt, PinMode.Input);
            return Station.Build(folder, "esp32-s3-devkitc", part, new PinSignal(pin), clock, new Esp32Power());
        }
    }
}
