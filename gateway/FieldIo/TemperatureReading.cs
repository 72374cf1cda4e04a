namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>What a temperature sensor says.</summary>
/// <param name="Celsius">Null: nothing yet, or it does not answer.</param>
/// <param name="UtcMs">When it was read last; 0: never.</param>
/// <param name="Error">Why there is nothing; empty: all is well.</param>
public sealed record TemperatureReading(string Id, string Machine, string Position, double? Celsius, long UtcMs, string Error);
