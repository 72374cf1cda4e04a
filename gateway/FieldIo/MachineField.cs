namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>What the gateway's own inputs say of a machine.</summary>
/// <param name="Rpm">Measured, by a field input or a sensor's board; null: nobody measures it.</param>
/// <param name="NominalRpm">By the assets file; null: it does not say.</param>
public sealed record MachineField(double? Rpm, double? NominalRpm, IReadOnlyList<TemperatureReading> Temperatures);
