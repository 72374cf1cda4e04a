namespace AIoT.Embedded.Gateway.Assets;

/// <summary>How fast a machine turns, and where it is known from. Revolutions a minute.</summary>
/// <param name="Rpm">Nominal; null: not known.</param>
/// <param name="Lowest">Of its range of operation; null: not known.</param>
/// <param name="Highest">Of its range of operation; null: not known.</param>
/// <param name="Sensor">Id of the sensor whose readings carry the shaft speed; empty: none.</param>
/// <param name="Input">Id of the field input that counts its pulses; empty: none.</param>
/// <param name="StillBelow">Below this measured speed it stands, and its alarms mean nothing; null: they always do.</param>
public sealed record SpeedAsset(double? Rpm, double? Lowest, double? Highest, string Sensor, string Input, double? StillBelow);
