namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>The gateway's own inputs and outputs, as the assets file names them. Pins are lines of the machine's GPIO chip (on a Raspberry Pi the BCM numbers).</summary>
/// <param name="Simulated">Pins and sensors exist in this process alone: for trying out.</param>
public sealed record FieldIoSettings(
    bool Simulated, IReadOnlyList<StackLight> Lights, IReadOnlyList<RelayOutput> Relays, IReadOnlyList<SpeedInput> Speeds, IReadOnlyList<TemperatureInput> Temperatures)
{
    public static FieldIoSettings None { get; } = new(false, [], [], [], []);

    public bool IsEmpty => Lights.Count + Relays.Count + Speeds.Count + Temperatures.Count == 0;

    public bool UsesPins => Lights.Count + Relays.Count + Speeds.Count > 0;
}
