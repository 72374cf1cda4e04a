using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>An alarm of a machine, from when it was raised.</summary>
/// <param name="Class">What called for it: a fault's name, <c>vibration</c> or <c>drift</c>.</param>
/// <param name="Sensor">The sensor that shows it most.</param>
/// <param name="RaisedMs">Machine time.</param>
/// <param name="ReturnedMs">Machine time; null: its cause stands.</param>
/// <param name="Decision">Id of the decision that raised it.</param>
/// <param name="Priority">What a stop of the machine costs: how soon somebody should see to it.</param>
/// <param name="State">With what hides it (shelved, suppressed, out of service).</param>
/// <param name="Under">The state below what hides it.</param>
/// <param name="AcknowledgedBy">Empty: nobody.</param>
/// <param name="SupersededBy">The alarm that the machine raised before anybody had seen that this one returned.</param>
/// <param name="Hidden">What hides it; null: nothing.</param>
/// <param name="Verdict">Null: none yet.</param>
public sealed record AlarmRow(
    long Id,
    string Machine,
    string Class,
    string Sensor,
    long RaisedMs,
    long RaisedUtcMs,
    long? ReturnedMs,
    long? ReturnedUtcMs,
    long Decision,
    Criticality Priority,
    AlarmState State,
    AlarmState Under,
    string AcknowledgedBy,
    long? AcknowledgedUtcMs,
    long? SupersededBy,
    AlarmCover? Hidden,
    AlarmVerdict? Verdict);
