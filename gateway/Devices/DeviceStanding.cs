using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>How far a board is trusted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeviceStanding>))]
public enum DeviceStanding
{
    /// <summary>Seen, or expected: nothing is known of it that it could prove.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>Its identity and key are known; it has not proven (or no longer proves) what it runs.</summary>
    [JsonStringEnumMemberName("enrolled")]
    Enrolled,

    /// <summary>Its newest answer to a challenge broke no rule.</summary>
    [JsonStringEnumMemberName("attested")]
    Attested,

    /// <summary>Its evidence broke a rule, or an admin put it aside. Only an admin lets it back.</summary>
    [JsonStringEnumMemberName("quarantined")]
    Quarantined,

    /// <summary>Out of service for good; its key is gone, its UEID stays taken.</summary>
    [JsonStringEnumMemberName("retired")]
    Retired,
}
