using System.Device.Gpio;

namespace System.Device.Spi;

/// <summary>How to drive a device.</summary>
public sealed class SpiConnectionSettings
{
    /// <summary>A bus and a chip select.</summary>
    public SpiConnectionSettings(int busId, int chipSelectLine = -1)
    {
        BusId = busId;
        ChipSelectLine = chipSelectLine;
    }

    /// <summary>The bus.</summary>
    public int BusId { get; set; }

    /// <summary>The pin; -1: none.</summary>
    public int ChipSelectLine { get; set; }

    /// <summary>Polarity and phase.</summary>
    public SpiMode Mode { get; set; } = SpiMode.Mode0;

    /// <summary>Bits in a word.</summary>
    public int DataBitLength { get; set; } = 8;

    /// <summary>The clock in Hz.</summary>
    public int ClockFrequency { get; set; } = 500_000;

    /// <summary>The order of bits.</summary>
    public DataFlow DataFlow { get; set; }

    /// <summary>The level that selects.</summary>
    public PinValue ChipSelectLineActiveState { get; set; } = PinValue.Low;

    /// <summary>How lines are used.</summary>
    public SpiBusConfiguration Configuration { get; set; }
}
