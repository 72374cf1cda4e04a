namespace System.Device.I2c;

/// <summary>How a transfer ended.</summary>
public readonly struct I2cTransferResult
{
    internal I2cTransferResult(uint bytes, I2cTransferStatus status)
    {
        BytesTransferred = bytes;
        Status = status;
    }

    /// <summary>Bytes that went.</summary>
    public uint BytesTransferred { get; }

    /// <summary>How it ended.</summary>
    public I2cTransferStatus Status { get; }
}
