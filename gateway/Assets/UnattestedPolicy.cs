using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Assets;

/// <summary>What readings of a board count for that has not proven what it runs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnattestedPolicy>))]
public enum UnattestedPolicy
{
    /// <summary>They are kept and shown, and count for nothing in a state or an alarm.</summary>
    [JsonStringEnumMemberName("ignore")]
    Ignore,

    /// <summary>They count like others, and every decision says so.</summary>
    [JsonStringEnumMemberName("count")]
    Count,
}
