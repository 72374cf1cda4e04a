using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Running;

/// <summary>A run of a rig, as the JSON file holds it.</summary>
public sealed record RunReport
{
    /// <summary>The rig's name.</summary>
    public required string Rig { get; init; }

    /// <summary>virtual, nanoclr or serial.</summary>
    public required string Kind { get; init; }

    /// <summary>What was started.</summary>
    public required string Description { get; init; }

    /// <summary>What the target says it is; a PC says PC and its architecture.</summary>
    public string? TargetName { get; init; }

    /// <summary>The firmware's version, or the runtime's.</summary>
    public string? FirmwareVersion { get; init; }

    /// <summary>Managed memory free at the start, by the target.</summary>
    public long FreeBytes { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took, flashing and all attempts included.</summary>
    public required double Seconds { get; init; }

    /// <summary>The filter, or null.</summary>
    public string? Filter { get; init; }

    /// <summary>Contracts that the rig says it does not hold: not run, not judged.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Every attempt; the last one's cases are reported.</summary>
    public required IReadOnlyList<AttemptReport> Attempts { get; init; }

    /// <summary>The cases.</summary>
    public required IReadOnlyList<CaseReport> Cases { get; init; }

    /// <summary>Gates that did not hold.</summary>
    public IReadOnlyList<Regression> Regressions { get; init; } = [];

    /// <summary>What became of the last attempt.</summary>
    public Verdict Verdict => Attempts[^1].Verdict;

    /// <summary>Cases that passed.</summary>
    public int Passed => Cases.Count(one => one.Outcome == CaseOutcome.Passed);

    /// <summary>Cases that did not.</summary>
    public int Failed => Cases.Count - Passed;

    /// <summary>The exit code that follows (docs/hil.md): a failed case goes before a failed target.</summary>
    public int Exit => Cases.Any(one => one.Outcome is not (CaseOutcome.Passed or CaseOutcome.NotRun)) || Regressions.Count > 0 ? ExitCode.Failed
        : Verdict != Verdict.Complete ? ExitCode.Target
        : ExitCode.Passed;
}
