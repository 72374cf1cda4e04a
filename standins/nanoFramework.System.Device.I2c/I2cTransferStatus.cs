namespace System.Device.I2c;

/// <summary>How a transfer ended.</summary>
public enum I2cTransferStatus
{
    /// <summary>Not known.</summary>
    UnknownError = 0,

    /// <summary>All bytes went.</summary>
    FullTransfer = 1,

    /// <summary>The part held the clock too long.</summary>
    ClockStretchTimeout = 2,

    /// <summary>Some bytes went.</summary>
    PartialTransfer = 3,

    /// <summary>Nobody is at the address.</summary>
    SlaveAddressNotAcknowledged = 4,
}
