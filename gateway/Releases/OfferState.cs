using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>How an offer stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OfferState>))]
public enum OfferState
{
    /// <summary>The first few boards; the others wait until all of them trust the model.</summary>
    [JsonStringEnumMemberName("canary")]
    Canary,

    /// <summary>All boards.</summary>
    [JsonStringEnumMemberName("rolling")]
    Rolling,

    /// <summary>Every board trusts the model.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>A board refused it, went back or was lost, or somebody stopped it: no board that has not begun is offered it.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,
}
