namespace AIoT.Embedded.Gateway.Assets;

/// <summary>A sensor on a machine.</summary>
/// <param name="Id">What people call it; unique in the file.</param>
/// <param name="Device">Id of the board that carries it.</param>
/// <param name="Index">Index of the sensor on the board (key 7 of a reading).</param>
/// <param name="Position">Where it sits, in words.</param>
public sealed record SensorAsset(string Id, string Device, int Index, string Position)
{
    public Orientation Orientation { get; init; }

    /// <summary>The bearing that it sits beside; null: none is named.</summary>
    public BearingAsset? Bearing { get; init; }
}
