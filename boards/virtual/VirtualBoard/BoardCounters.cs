using System.Text.Json.Serialization;

namespace AIoT.Embedded.Boards.Virtual;

/// <summary>A board's account of its readings: what it prints at its end, and writes while it runs.</summary>
public sealed record BoardCounters
{
    /// <summary>The board's name; null in an account of a store.</summary>
    [JsonPropertyName("device")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Device { get; init; }

    /// <summary>The store's epoch.</summary>
    [JsonPropertyName("epoch")]
    public uint Epoch { get; init; }

    /// <summary>The epoch's boot counter.</summary>
    [JsonPropertyName("boot")]
    public uint Boot { get; init; }

    /// <summary>The last sequence number given out: readings produced in the epoch.</summary>
    [JsonPropertyName("produced")]
    public long Produced { get; init; }

    /// <summary>The last sequence number acknowledged.</summary>
    [JsonPropertyName("acked")]
    public long Acked { get; init; }

    /// <summary>Windows not stored because the store was full.</summary>
    [JsonPropertyName("refused")]
    public long Refused { get; init; }

    /// <summary>Readings sent again since boot.</summary>
    [JsonPropertyName("resent")]
    public long Resent { get; init; }

    /// <summary>Connections after the first since boot.</summary>
    [JsonPropertyName("reconnects")]
    public int Reconnects { get; init; }

    /// <summary>Messages refused since boot.</summary>
    [JsonPropertyName("bad_messages")]
    public int BadMessages { get; init; }

    /// <summary>Connections, messages and writes that failed, and sensor faults, since boot.</summary>
    [JsonPropertyName("errors")]
    public long Errors { get; init; }

    /// <summary>The last decision: 0 unknown, 1 normal, 2 warning, 3 alarm.</summary>
    [JsonPropertyName("state")]
    public int State { get; init; }

    /// <summary>Why the last connection could not be made; null: none has failed.</summary>
    [JsonPropertyName("last_failure")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? LastFailure { get; init; }
}
