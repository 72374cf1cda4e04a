namespace System.Device.Spi;

/// <summary>The order of bits.</summary>
public enum DataFlow
{
    /// <summary>The highest first.</summary>
    MsbFirst = 0,

    /// <summary>The lowest first.</summary>
    LsbFirst = 1,
}
