namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>A relay that is energised while all is well, and drops for an alarm or when the gateway is not there.</summary>
/// <param name="Unacknowledged">It drops for alarms that nobody has seen; otherwise for all that stand.</param>
/// <param name="ActiveLow">It is energised while its pin is low.</param>
/// <param name="Machines">Whose alarms it follows; empty: all.</param>
public sealed record RelayOutput(string Id, int Pin, bool Unacknowledged, bool ActiveLow, IReadOnlyList<string> Machines);
