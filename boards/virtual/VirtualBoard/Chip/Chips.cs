using System.Device.Spi;
using AIoT.Embedded.Boards.Virtual.Parts;
using AIoT.Embedded.Boards.Virtual.Parts.Devices;
using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Standins.Simulation;

namespace AIoT.Embedded.Boards.Virtual.Chip;

/// <summary>The accelerometers that a virtual board can be fitted with: each with its simulation, its rates and the firmware's driver.</summary>
public static class Chips
{
    /// <summary>The bus that a chip is on.</summary>
    public const int Bus = 1;

    /// <summary>Its chip select.</summary>
    public const int ChipSelect = 5;

    private const int ClockHz = 8_000_000;

    private sealed record Fitting(int[] Rates, Func<IHardwareClock, IMotion, SimulatedPin, SimulatedPart> Part, Func<ISensorClock, int, FifoAccelerometer> Driver);

    private static readonly Dictionary<string, Fitting> All = new()
    {
        ["iis3dwb"] = new([26667], (clock, motion, pin) => new Iis3dwbPart(clock, motion) { Interrupt = pin }, (clock, _) => new Iis3dwb(SpiDevice.Create(Iis3dwb.Settings(Bus, ChipSelect, ClockHz)), clock, Iis3dwbRange.G16, Axis.X)),
        ["kx134-1211"] = new([3200, 6400, 12800, 25600], (clock, motion, pin) => new Kx134Part(clock, motion) { Interrupt = pin }, (clock, rate) => new Kx134(SpiDevice.Create(Kx134.Settings(Bus, ChipSelect, ClockHz)), clock, rate, Kx134Range.G16, Axis.X)),
        ["adxl372"] = new([3200, 6400], (clock, motion, pin) => new Adxl372Part(clock, motion) { Interrupt = pin }, (clock, rate) => new Adxl372(SpiDevice.Create(Adxl372.Settings(Bus, ChipSelect, ClockHz)), clock, rate, Axis.X)),
        ["icm-42688-p"] = new([4000, 8000, 16000, 32000], (clock, motion, pin) => new Icm42688Part(clock, motion) { Interrupt = pin }, (clock, rate) => new Icm42688(SpiDevice.Create(Icm42688.Settings(Bus, ChipSelect, ClockHz)), clock, rate, Icm42688Range.G16, Axis.X)),
        ["adxl345"] = new([1600, 3200], (clock, motion, pin) => new Adxl345Part(clock, motion) { Interrupt = pin }, (clock, rate) => new Adxl345(SpiDevice.Create(Adxl345.Settings(Bus, ChipSelect, 1_600_000)), clock, rate, Axis.X)),
    };

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Keys];

    /// <summary>The chip's rate that comes nearest to the recipe's, whole or decimated.</summary>
    /// <exception cref="BoardException">None of its rates will do.</exception>
    public static int RateFor(string name, FeatureRecipe recipe)
    {
        (int Rate, double Miss)[] possible = [.. All[name].Rates
            .Select(rate => (Rate: rate, Factor: recipe.DecimationFor(rate)))
            .Where(r => r.Factor > 0)
            .Select(r => (r.Rate, Math.Abs(((double)r.Rate / r.Factor) - (recipe.SampleRateMilliHz / 1000.0))))
            .OrderBy(r => r.Item2).ThenBy(r => r.Rate)];
        return possible.Length > 0
            ? possible[0].Rate
            : throw new BoardException($"--chip {name}: samples at {string.Join(", ", All[name].Rates)} a second, and the model wants {recipe.SampleRateMilliHz / 1000}: take another chip or model");
    }

    /// <summary>The simulated chip, powered.</summary>
    public static SimulatedPart Part(string name, IHardwareClock clock, IMotion motion, SimulatedPin interrupt) => All[name].Part(clock, motion, interrupt);

    /// <summary>The firmware's driver on the SPI bus of <see cref="SimulatedHardware.Current"/>.</summary>
    public static FifoAccelerometer Driver(string name, ISensorClock clock, int rateHz) => All[name].Driver(clock, rateHz);
}
