namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>What a speed input says.</summary>
/// <param name="Rpm">Null: too few pulses to tell.</param>
public sealed record SpeedReading(string Id, double? Rpm, long Pulses, long Bounces);
