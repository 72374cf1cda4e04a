using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.History;

/// <summary>What a rig's cases took when they were good: the medians of one or more runs.</summary>
public sealed record Baseline
{
    /// <summary>The rig that it is of.</summary>
    public required string Rig { get; init; }

    /// <summary>What the target said it is.</summary>
    public string? TargetName { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>How many runs are in it.</summary>
    public required int Runs { get; init; }

    /// <summary>Time and memory by case.</summary>
    public required IReadOnlyDictionary<string, BaselineCase> Cases { get; init; }

    /// <summary>The medians of runs of one rig.</summary>
    public static Baseline Of(IReadOnlyList<RunReport> runs)
    {
        if (runs.FirstOrDefault(run => run.Rig != runs[0].Rig || run.TargetName != runs[0].TargetName) is { } other)
        {
            throw new HilException($"--run: runs of '{runs[0].Rig}' ({runs[0].TargetName}) and '{other.Rig}' ({other.TargetName}) don't mix; give runs of one rig");
        }

        Dictionary<string, BaselineCase> cases = runs.SelectMany(run => run.Cases).Where(one => one.Outcome == CaseOutcome.Passed).GroupBy(one => one.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new BaselineCase(Median(group.Select(one => one.Microseconds)), Median(group.Select(one => one.FreeBytes))), StringComparer.Ordinal);
        return new() { Rig = runs[0].Rig, TargetName = runs[0].TargetName, Made = DateTimeOffset.UtcNow, Runs = runs.Count, Cases = cases };
    }

    /// <summary>The gates that a run does not hold.</summary>
    public IEnumerable<Regression> Check(Rigs.Rig rig, RunReport run)
    {
        foreach (CaseReport one in run.Cases.Where(one => one.Outcome == CaseOutcome.Passed))
        {
            if (!Cases.TryGetValue(one.Name, out BaselineCase? before))
            {
                continue;
            }

            if (rig.TimeGatePercent is { } time && one.Microseconds - before.Microseconds > rig.TimeFloorMicroseconds && one.Microseconds > before.Microseconds * (1 + (time / 100)))
            {
                yield return new(one.Name, "time", before.Microseconds, one.Microseconds, Percent(one.Microseconds - before.Microseconds, before.Microseconds), time);
            }

            if (rig.MemoryGatePercent is { } memory && one.FreeBytes < before.FreeBytes * (1 - (memory / 100)))
            {
                yield return new(one.Name, "memory", before.FreeBytes, one.FreeBytes, Percent(before.FreeBytes - one.FreeBytes, before.FreeBytes), memory);
            }
        }
    }

    private static double Percent(long part, long whole) => whole == 0 ? 100 : Math.Round(100.0 * part / whole, 1);

    private static long Median(IEnumerable<long> values)
    {
        long[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
