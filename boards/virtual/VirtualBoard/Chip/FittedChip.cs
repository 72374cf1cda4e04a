using System.Device.Gpio;
using AIoT.Embedded.Boards.Virtual.Parts;
using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Chip;

/// <summary>
/// A simulated chip on the board's SPI bus, its interrupt on a pin, and what an entry point puts on top of it: the firmware's driver, its pin
/// signal and its sampler. Samples come by the way that they take on hardware.
/// </summary>
public sealed class FittedChip
{
    private const int InterruptPin = 4;

    /// <summary>Fits a chip.</summary>
    /// <param name="name">One of <see cref="Chips.Names"/>.</param>
    /// <param name="motion">What it is mounted on; its X axis is streamed.</param>
    /// <param name="recipe">What the samples are for: it chooses among the chip's rates.</param>
    /// <param name="speed">Machine seconds a second.</param>
    /// <param name="stop">Ends every wait.</param>
    /// <exception cref="BoardException">None of the chip's rates will do.</exception>
    public FittedChip(string name, IMotion motion, FeatureRecipe recipe, double speed, CancellationToken stop)
    {
        Time = new StretchedTime(speed, stop);
        var hardware = new SimulatedHardware(Time);
        SimulatedHardware.Current = hardware;
        Part = Chips.Part(name, Time, motion, hardware.Pin(InterruptPin));
        hardware.AttachSpi(Chips.Bus, Chips.ChipSelect, Part);
        Driver = Chips.Driver(name, Time, Chips.RateFor(name, recipe));
        Time.Connect(Part, new PinSignal(new GpioController().OpenPin(InterruptPin, PinMode.Input)));
        Sampler = new FifoSampler(Driver, Time, Time);
    }

    /// <summary>The chip.</summary>
    public SimulatedPart Part { get; }

    /// <summary>Its driver.</summary>
    public FifoAccelerometer Driver { get; }

    /// <summary>What fills windows.</summary>
    public FifoSampler Sampler { get; }

    /// <summary>The time that chip and driver have.</summary>
    public StretchedTime Time { get; }
}
