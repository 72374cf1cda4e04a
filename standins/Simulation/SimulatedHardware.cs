using System.Collections.Concurrent;

namespace AIoT.Embedded.Standins.Simulation;

/// <summary>
/// The hardware that stand-ins find when firmware opens a bus or a pin: parts are attached before the firmware starts.
/// The real API reaches hardware through static methods, so a board's hardware goes with the threads that it starts.
/// </summary>
/// <param name="clock">Its time.</param>
public sealed class SimulatedHardware(IHardwareClock clock)
{
    private static readonly AsyncLocal<SimulatedHardware?> Ambient = new();
    private readonly ConcurrentDictionary<(int Bus, int ChipSelect), ISpiPart> _spi = [];
    private readonly ConcurrentDictionary<(int Bus, int Address), II2cPart> _i2c = [];
    private readonly ConcurrentDictionary<int, SimulatedPin> _pins = [];

    /// <summary>The hardware of the running board.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static SimulatedHardware Current
    {
        get => Ambient.Value ?? throw new InvalidOperationException("no hardware: set SimulatedHardware.Current before firmware opens a bus or a pin");
        set => Ambient.Value = value;
    }

    /// <summary>True where a board runs.</summary>
    public static bool IsThere => Ambient.Value is not null;

    /// <summary>The hardware's time.</summary>
    public IHardwareClock Clock { get; } = clock;

    /// <summary>What pins do: GPIO number to function, as the ESP32's pin matrix is configured.</summary>
    public ConcurrentDictionary<int, int> PinFunctions { get; } = [];

    /// <summary>Connects a part to an SPI bus.</summary>
    public void AttachSpi(int bus, int chipSelect, ISpiPart part) => _spi[(bus, chipSelect)] = part;

    /// <summary>Connects a part to an I2C bus.</summary>
    public void AttachI2c(int bus, int address, II2cPart part) => _i2c[(bus, address)] = part;

    /// <summary>A pin; there are as many as are asked for.</summary>
    public SimulatedPin Pin(int number) => _pins.GetOrAdd(number, _ => new SimulatedPin());

    /// <summary>The part on an SPI bus.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ISpiPart Spi(int bus, int chipSelect) => _spi.TryGetValue((bus, chipSelect), out ISpiPart? part)
        ? part
        : throw new ArgumentException($"no simulated part on SPI bus {bus} with chip select {chipSelect}: {Attached(_spi.Keys)}");

    /// <summary>The part on an I2C bus, or null: nobody acknowledges the address.</summary>
    public II2cPart? I2c(int bus, int address) => _i2c.GetValueOrDefault((bus, address));

    private static string Attached(ICollection<(int, int)> keys) => keys.Count == 0 ? "none is attached" : "attached are " + string.Join(", ", keys.Order());
}
