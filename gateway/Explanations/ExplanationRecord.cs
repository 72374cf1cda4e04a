namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// A record of the ledger that follows a decision: where a model's score came from. It names the decision by number and hash; the decision
/// itself is written without waiting for it.
/// </summary>
public sealed record ExplanationRecord
{
    public const string KindName = "explanation";

    public int Version { get; init; } = 1;

    public string Kind { get; init; } = KindName;

    /// <summary>Number of the decision's record.</summary>
    public required long Decision { get; init; }

    /// <summary>SHA-256 of the decision's record, hex.</summary>
    public required string DecisionHash { get; init; }

    public required string Machine { get; init; }

    public required double AtSeconds { get; init; }

    public required long UtcMs { get; init; }

    /// <summary>Whose window was scored.</summary>
    public required string Sensor { get; init; }

    /// <summary>Hash of the model, hex.</summary>
    public required string Model { get; init; }

    public required string ModelName { get; init; }

    /// <summary><c>board</c> or <c>gateway</c>: where the model runs.</summary>
    public required string Runs { get; init; }

    /// <summary>The board, epoch and number of the reading that was scored.</summary>
    public required string Device { get; init; }

    public required long Epoch { get; init; }

    public required long Seq { get; init; }

    /// <summary>SHA-256 of the reading's bytes, hex.</summary>
    public required string ReadingHash { get; init; }

    /// <summary>Healthy windows that it is compared with: their number, first and last reading, and hash.</summary>
    public required int HealthyWindows { get; init; }

    public required long HealthyFirstSeq { get; init; }

    public required long HealthyLastSeq { get; init; }

    public required string HealthyHash { get; init; }

    public required Attribution Attribution { get; init; }

    public required SecondOpinion Second { get; init; }

    public required string Words { get; init; }

    public required string Previous { get; init; }
}
