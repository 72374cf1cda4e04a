using AIoT.Embedded.Gateway.Decisions;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>What the ledger holds of an operation on an alarm.</summary>
public sealed record AlarmRecord
{
    public const string KindName = "alarm";

    public int Version { get; init; } = 1;

    public string Kind { get; init; } = KindName;

    public required string Machine { get; init; }

    public required long UtcMs { get; init; }

    /// <summary>Null: of the machine, with no alarm there.</summary>
    public required long? Alarm { get; init; }

    public required string Operation { get; init; }

    /// <summary>Whose API key it was.</summary>
    public required string By { get; init; }

    public required string KeyId { get; init; }

    public required string Comment { get; init; }

    public required AlarmState From { get; init; }

    public required AlarmState To { get; init; }

    /// <summary>When a shelf's time ends.</summary>
    public long? UntilUtcMs { get; init; }

    /// <summary>With a verdict: what it says.</summary>
    public string? Verdict { get; init; }

    public string? Fault { get; init; }

    /// <summary>With a verdict: the decision that raised the alarm, and the readings that it rests on.</summary>
    public long? Decision { get; init; }

    public IReadOnlyList<DecisionInput>? Inputs { get; init; }

    public required string Previous { get; init; }
}
