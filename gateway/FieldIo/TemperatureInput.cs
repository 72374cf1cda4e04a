namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>An LM75 on an I2C bus of the gateway.</summary>
/// <param name="Machine">What it measures at; empty: the gateway's own place.</param>
public sealed record TemperatureInput(string Id, string Machine, string Position, int Bus, int Address, double Seconds);
