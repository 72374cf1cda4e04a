using System.Text.Json.Serialization;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>How far a board has come with an offered model.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BoardProgress>))]
public enum BoardProgress
{
    /// <summary>Its turn has not come, or nothing was heard of it since.</summary>
    [JsonStringEnumMemberName("waiting")]
    Waiting,

    /// <summary>It receives pieces.</summary>
    [JsonStringEnumMemberName("receiving")]
    Receiving,

    /// <summary>It has the whole file and looks at it, or restarts into it.</summary>
    [JsonStringEnumMemberName("verifying")]
    Verifying,

    /// <summary>It runs the model on trial.</summary>
    [JsonStringEnumMemberName("trial")]
    Trial,

    /// <summary>It runs the model and trusts it.</summary>
    [JsonStringEnumMemberName("settled")]
    Settled,

    /// <summary>It did not take the model.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>It took the model and went back from it: a crash loop, or windows that failed.</summary>
    [JsonStringEnumMemberName("wentBack")]
    WentBack,

    /// <summary>It had the whole file and has not come back in time.</summary>
    [JsonStringEnumMemberName("lost")]
    Lost,
}
