namespace System.Device.Spi;

/// <summary>How lines are used.</summary>
public enum SpiBusConfiguration
{
    /// <summary>Two data lines.</summary>
    FullDuplex = 0,

    /// <summary>One data line, by turns.</summary>
    HalfDuplex = 1,

    /// <summary>One direction.</summary>
    Simplex = 2,
}
