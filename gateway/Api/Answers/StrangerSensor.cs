namespace AIoT.Embedded.Gateway.Api;

/// <summary>A sensor that sends and that no machine names.</summary>
/// <param name="Sensor">Its index on the board.</param>
/// <param name="Readings">Since the start.</param>
public sealed record StrangerSensor(string Device, int Sensor, long Readings);
