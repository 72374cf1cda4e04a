using System;
using System.Device.Gpio;
using System.Device.Spi;
using System.Threading;
using AIoT.Embedded.Node;
using AIoT.Embedded.Platform;
using AIoT.Embedded.Sensing;
using nanoFramework.Networking;

namespace AIoT.Embedded.Stm32F769IDisco
{
    /// <summary>32F769IDISCOVERY with an IIS3DWB on SPI2 of the Arduino header: sensor, network, application. board.json and README.md name the same pins.</summary>
    public static class Program
    {
        // PA11 is D10, PF6 is D3; SPI2's own pins are fixed by the firmware: PA12, PB14, PB15 (D13, D12, D11).
        private const int ChipSelect = 11;
        private const int Interrupt = 86;

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
                    bool connected = NetworkHelper.SetupAndConnectNetwork(new CancellationTokenSource(60000).Token);
                    Console.WriteLine(connected ? "network up" : "no network yet: is the cable in, and is there DHCP?");
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
            SystemClock clock = new SystemClock();
            SpiDevice bus = SpiDevice.Create(Iis3dwb.Settings(2, ChipSelect, 6750000));
            Iis3dwb part = new Iis3dwb(bus, clock, Iis3dwbRange.G16, Axis.Z);
            GpioPin pin = new GpioController().OpenPin(Interrupt, PinMode.Input);
            return Station.Build(folder, "stm32f769i-disco", part, new PinSignal(pin), clock, new RestartPower());
        }
    }
}
