namespace System.Device.Spi;

/// <summary>What a bus can do.</summary>
public sealed class SpiBusInfo
{
    internal SpiBusInfo()
    {
    }

    /// <summary>The fastest clock.</summary>
    public int MaxClockFrequency => 40_000_000;

    /// <summary>The slowest clock.</summary>
    public int MinClockFrequency => 78_125;
}
