using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>A machine's state; the order is that of severity.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MachineCondition>))]
public enum MachineCondition
{
    /// <summary>Too few readings yet.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
    [JsonStringEnumMemberName("normal")]
    Normal,
    [JsonStringEnumMemberName("warning")]
    Warning,
    [JsonStringEnumMemberName("alarm")]
    Alarm,
}
