using System.Device.Gpio;
using System.Device.I2c;
using AIoT.Embedded.Gateway.FieldIo.Simulated;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>Where pins and buses come from: the machine's own, or simulated ones.</summary>
/// <param name="Controller">Opens the GPIO chip.</param>
/// <param name="Device">Opens a device on an I2C bus.</param>
public sealed record FieldHardware(Func<GpioController> Controller, Func<I2cConnectionSettings, I2cDevice> Device)
{
    public static FieldHardware Of(FieldIoSettings settings) => settings.Simulated
        ? new FieldHardware(() => new GpioController(PinNumberingScheme.Logical, new SimulatedPins()), where => new SimulatedLm75(where))
        : new FieldHardware(() => new GpioController(), I2cDevice.Create);
}
