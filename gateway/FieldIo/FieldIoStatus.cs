namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>All inputs and outputs at one moment.</summary>
/// <param name="State"><c>ok</c>, <c>none</c> (there is no such section), <c>simulated</c>, or what is wrong.</param>
public sealed record FieldIoStatus(
    string State, IReadOnlyList<LightReading> Lights, IReadOnlyList<RelayReading> Relays, IReadOnlyList<SpeedReading> Speeds, IReadOnlyList<TemperatureReading> Temperatures);
