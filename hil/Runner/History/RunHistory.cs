using AIoT.Embedded.Hil.Results;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.History;

/// <summary>The last runs of a rig, for the page: a line of JSON a run, the oldest dropped.</summary>
public sealed class RunHistory(string path)
{
    private const int KeptRuns = 100;

    /// <summary>Adds a run and gives all.</summary>
    public IReadOnlyList<HistoryRun> Add(RunReport run)
    {
        List<HistoryRun> runs = [.. Read()];
        runs.Add(new HistoryRun(
            run.Started, run.Exit, run.TargetName, run.FirmwareVersion,
            run.Cases.Where(one => one.Outcome is CaseOutcome.Passed or CaseOutcome.Failed).ToDictionary(one => one.Name, one => new BaselineCase(one.Microseconds, one.FreeBytes), StringComparer.Ordinal)));
        runs.RemoveRange(0, Math.Max(0, runs.Count - KeptRuns));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);

        // Whole or not at all: a job that is killed here leaves the old file.
        string next = path + ".new";
        File.WriteAllLines(next, runs.Select(one => ReportJson.Line(one)));
        File.Move(next, path, overwrite: true);
        return runs;
    }

    private IEnumerable<HistoryRun> Read()
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            yield return ReportJson.ReadLine<HistoryRun>(line) ?? throw new HilException($"{path}, line {number}: no run of a history; move the file away, a new one will be begun");
        }
    }
}
