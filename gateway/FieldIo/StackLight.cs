namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>A stack light; a lamp without a pin is not there.</summary>
/// <param name="ActiveLow">A lamp is on while its pin is low.</param>
/// <param name="Machines">Whose alarms it shows; empty: all.</param>
public sealed record StackLight(string Id, int? Red, int? Amber, int? Green, int? Buzzer, bool ActiveLow, IReadOnlyList<string> Machines);
