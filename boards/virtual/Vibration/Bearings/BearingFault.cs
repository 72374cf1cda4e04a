namespace AIoT.Embedded.Boards.Virtual.Vibration.Bearings;

/// <summary>Where a bearing is damaged. The order is that of the shipped model's classes.</summary>
public enum BearingFault
{
    /// <summary>No damage.</summary>
    None = 0,

    /// <summary>Outer race.</summary>
    Outer = 1,

    /// <summary>Inner race.</summary>
    Inner = 2,

    /// <summary>A rolling element.</summary>
    Ball = 3,
}
