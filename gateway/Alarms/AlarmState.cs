using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>The states of an alarm as ISA-18.2 (IEC 62682) names them, with its letters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AlarmState>))]
public enum AlarmState
{
    /// <summary>A: nothing stands, and nobody need do anything.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>B: it stands, and nobody has said that it was seen.</summary>
    [JsonStringEnumMemberName("unacknowledged")]
    Unacknowledged,

    /// <summary>C: it stands, and somebody has seen it.</summary>
    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged,

    /// <summary>D: it has returned to normal before anybody saw it.</summary>
    [JsonStringEnumMemberName("returned")]
    Returned,

    /// <summary>E: its cause has gone, it is latched, and nobody has said that it was seen.</summary>
    [JsonStringEnumMemberName("latchedUnacknowledged")]
    LatchedUnacknowledged,

    /// <summary>F: its cause has gone, and it was seen; it stays until it is reset.</summary>
    [JsonStringEnumMemberName("latchedAcknowledged")]
    LatchedAcknowledged,

    /// <summary>G: an operator has put it aside for a time.</summary>
    [JsonStringEnumMemberName("shelved")]
    Shelved,

    /// <summary>H: suppressed by design: the machine's settings say that it means nothing now.</summary>
    [JsonStringEnumMemberName("suppressed")]
    Suppressed,

    /// <summary>I: the machine's alarm is out of service, for maintenance.</summary>
    [JsonStringEnumMemberName("outOfService")]
    OutOfService,
}
