namespace System.Device.Spi;

/// <summary>Polarity and phase.</summary>
public enum SpiMode
{
    /// <summary>Idle low, sampled at the first edge.</summary>
    Mode0 = 0,

    /// <summary>Idle low, sampled at the second edge.</summary>
    Mode1 = 1,

    /// <summary>Idle high, sampled at the first edge.</summary>
    Mode2 = 2,

    /// <summary>Idle high, sampled at the second edge.</summary>
    Mode3 = 3,
}
