namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>An alarm, standing or returned.</summary>
/// <param name="RaisedMs">Machine time.</param>
/// <param name="ReturnedMs">Machine time; null: it stands.</param>
/// <param name="Decision">Id of the decision that raised it.</param>
public sealed record AlarmRow(
    long Id, string Machine, string Class, string Sensor, long RaisedMs, long RaisedUtcMs, long? ReturnedMs, long? ReturnedUtcMs, long Decision);
