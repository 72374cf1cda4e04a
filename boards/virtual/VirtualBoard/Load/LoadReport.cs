using System.Text.Json.Serialization;

namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary>What came of a run. Times are of this PC and its processes, not of a board or its network.</summary>
public sealed record LoadReport
{
    /// <summary>Boards in the process.</summary>
    [JsonPropertyName("boards")]
    public required int Boards { get; init; }

    /// <summary>Seconds that they measured.</summary>
    [JsonPropertyName("seconds")]
    public required double Seconds { get; init; }

    /// <summary>Windows measured.</summary>
    [JsonPropertyName("windows")]
    public required long Windows { get; init; }

    /// <summary>Readings that were given a number.</summary>
    [JsonPropertyName("published")]
    public required long Published { get; init; }

    /// <summary>Readings that the gateway has acknowledged to their boards.</summary>
    [JsonPropertyName("acknowledged")]
    public required long Acknowledged { get; init; }

    /// <summary>Readings with a number that are not in the gateway's store; where the gateway is not the run's own: that were not acknowledged.</summary>
    [JsonPropertyName("lost")]
    public required long Lost { get; init; }

    /// <summary>Readings that the own gateway's store holds twice.</summary>
    [JsonPropertyName("duplicates")]
    public required long Duplicates { get; init; }

    /// <summary>Windows that found no room in a board's store.</summary>
    [JsonPropertyName("refused")]
    public required long Refused { get; init; }

    /// <summary>Readings sent again.</summary>
    [JsonPropertyName("resent")]
    public required long Resent { get; init; }

    /// <summary>From a reading's first sending to its acknowledgement, in milliseconds: half of them were faster.</summary>
    [JsonPropertyName("p50_ms")]
    public required double P50Milliseconds { get; init; }

    /// <summary>99 of a hundred were faster.</summary>
    [JsonPropertyName("p99_ms")]
    public required double P99Milliseconds { get; init; }

    /// <summary>The most resident memory of the process, boards and own gateway together, in MB of 1e6 bytes.</summary>
    [JsonPropertyName("rss_mb")]
    public required double ResidentMegabytes { get; init; }

    /// <summary>Processor time of the process in seconds.</summary>
    [JsonPropertyName("cpu_s")]
    public required double ProcessorSeconds { get; init; }

    /// <summary>Connections, messages and writes that failed, and sensor faults.</summary>
    [JsonPropertyName("errors")]
    public required long Errors { get; init; }

    /// <summary>What the boards are made of.</summary>
    [JsonPropertyName("model")]
    public required string Model { get; init; }

    /// <summary>True: broker and gateway were the run's own, the gateway in the same process.</summary>
    [JsonPropertyName("own_gateway")]
    public required bool OwnGateway { get; init; }
}
