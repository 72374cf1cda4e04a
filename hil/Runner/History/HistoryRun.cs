namespace AIoT.Embedded.Hil.History;

/// <summary>A run in the history.</summary>
/// <param name="Started">When it began.</param>
/// <param name="Exit">Its exit code.</param>
/// <param name="TargetName">What the target said it is.</param>
/// <param name="FirmwareVersion">Its firmware.</param>
/// <param name="Cases">Time and memory by case.</param>
public sealed record HistoryRun(DateTimeOffset Started, int Exit, string? TargetName, string? FirmwareVersion, IReadOnlyDictionary<string, BaselineCase> Cases);
