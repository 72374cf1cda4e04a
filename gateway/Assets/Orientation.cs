using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>Which way a sensor's axis points, seen from the shaft.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Orientation>))]
public enum Orientation
{
    [JsonStringEnumMemberName("unknown")]
    Unknown,
    [JsonStringEnumMemberName("radial")]
    Radial,
    [JsonStringEnumMemberName("horizontal")]
    Horizontal,
    [JsonStringEnumMemberName("vertical")]
    Vertical,
    [JsonStringEnumMemberName("axial")]
    Axial,
}
