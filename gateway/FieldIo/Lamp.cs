using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.FieldIo;

/// <summary>What a lamp does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Lamp>))]
public enum Lamp
{
    [JsonStringEnumMemberName("off")]
    Off,
    [JsonStringEnumMemberName("steady")]
    Steady,

    /// <summary>Half a second on, half a second off.</summary>
    [JsonStringEnumMemberName("blinking")]
    Blinking,
}
