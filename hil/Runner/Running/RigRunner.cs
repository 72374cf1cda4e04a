using System.Diagnostics;
using AIoT.Embedded.Hil.Locking;
using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.Hil.Targets;
using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Running;

/// <summary>Runs the vectors on a rig: lock, flash, attempts, judgement.</summary>
public sealed class RigRunner(Rig rig, ITarget target, Reference reference, IRunWatcher watcher)
{
    /// <summary>Runs it.</summary>
    /// <param name="filter">Judges only cases whose name holds one of these, separated by commas; null: all.</param>
    /// <param name="cancel">Ends the run.</param>
    public async Task<RunReport> RunAsync(string? filter, CancellationToken cancel)
    {
        string[] filters = filter?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (rig.Without.FirstOrDefault(contract => reference.Cases.All(one => one.Name.Split('/')[0] != contract)) is { } unknown)
        {
            throw new HilException($"rig '{rig.Name}', 'without': there is no contract '{unknown}'; {Contracts()}");
        }

        Vectors.GoldenCase[] present = [.. reference.Cases.Where(one => !rig.Without.Contains(one.Name.Split('/')[0]))];
        Vectors.GoldenCase[] judged = [.. present.Where(one => IsJudged(one.Name, filters))];
        if (judged.Length == 0)
        {
            throw new HilException($"--filter '{filter}': no case has that in its name; {Contracts()}");
        }

        DateTimeOffset started = DateTimeOffset.UtcNow;
        Stopwatch clock = Stopwatch.StartNew();
        using DeviceLock? held = rig.Lock is null ? null : await DeviceLock.TakeAsync(rig.Lock, rig.LockLimit, holder => watcher.Say($"{rig.Lock} is in use by {holder}: waiting"), cancel);
        await target.PrepareAsync(cancel);
        List<AttemptReport> attempts = [];
        RunTranscript transcript;
        do
        {
            transcript = new RunTranscript(rig.ExpectTarget, rig.FloodBytes);
            transcript.Ended += watcher.Ended;
            watcher.Begin(attempts.Count + 1, rig.Stream ? judged.Length : present.Length);
            attempts.Add(await AttemptRunner.RunAsync(rig, target, transcript, rig.Stream ? new CaseFeeder(judged) : null, cancel));
            watcher.End(attempts[^1]);
        }
        while (attempts[^1].Verdict != Verdict.Complete && attempts.Count < rig.Attempts);

        return new RunReport
        {
            Rig = rig.Name,
            Kind = rig.Target switch { TargetKind.Virtual => "virtual", TargetKind.NanoClr => "nanoclr", _ => "serial" },
            Description = target.Description,
            TargetName = transcript.TargetName,
            FirmwareVersion = transcript.FirmwareVersion,
            FreeBytes = transcript.FreeBytes,
            Started = started,
            Seconds = clock.Elapsed.TotalSeconds,
            Filter = filter,
            Without = rig.Without,
            Attempts = attempts,
            Cases = [.. Judge(judged, transcript, filters)],
        };
    }

    private string Contracts() => "contracts are " + string.Join(", ", reference.Cases.Select(one => one.Name.Split('/')[0]).Distinct());

    private static bool IsJudged(string name, string[] filters) => filters.Length == 0 || filters.Any(one => name.Contains(one, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<CaseReport> Judge(IReadOnlyList<Vectors.GoldenCase> judged, RunTranscript transcript, string[] filters)
    {
        Dictionary<string, CaseReport> came = transcript.Cases.ToDictionary(one => one.Name, StringComparer.Ordinal);
        foreach (Vectors.GoldenCase expected in judged)
        {
            if (!came.Remove(expected.Name, out CaseReport? report))
            {
                yield return transcript.Verdict == Verdict.Complete
                    ? new CaseReport(expected.Name, CaseOutcome.Missing, 0, 0, null, "the application does not hold this case: build and flash it anew")
                    : new CaseReport(expected.Name, CaseOutcome.NotRun, 0, 0, null, expected.Name == transcript.OpenCase ? $"the target failed in it: {transcript.Verdict}" : "the target failed before it");
            }
            else if (report.Outcome == CaseOutcome.Passed && report.Digest != reference.Digests[expected.Name])
            {
                yield return report with { Outcome = CaseOutcome.Stale, Difference = $"passed with other values than tests/vectors has (digest {report.Digest}, not {reference.Digests[expected.Name]}): build and flash it anew" };
            }
            else
            {
                yield return report;
            }
        }

        // What the application holds and tests/vectors does not: it was built from others. A failure counts all the same.
        foreach (CaseReport report in came.Values.Where(one => IsJudged(one.Name, filters)))
        {
            yield return report.Outcome == CaseOutcome.Passed ? report with { Outcome = CaseOutcome.Stale, Difference = "tests/vectors has no such case: build and flash it anew" } : report;
        }
    }
}
