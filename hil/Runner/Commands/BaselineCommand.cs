using AIoT.Embedded.Hil.History;
using AIoT.Embedded.Hil.Results;
using AIoT.Embedded.Hil.Running;
using Spectre.Console;

namespace AIoT.Embedded.Hil.Commands;

/// <summary><c>aiot hil baseline</c>: makes a baseline of runs that were good.</summary>
public static class BaselineCommand
{
    /// <summary>Runs it.</summary>
    public static int Run(IReadOnlyList<string> runs, string baseline, IAnsiConsole console)
    {
        RunReport[] reports = [.. runs.Select(path => ReportJson.Read<RunReport>(path, "give a file that ./aiot hil run --json wrote"))];
        for (int i = 0; i < reports.Length; i++)
        {
            if (reports[i].Cases.Count == 0 || reports[i].Passed != reports[i].Cases.Count)
            {
                throw new HilException($"{runs[i]}: {reports[i].Failed} of {reports[i].Cases.Count} cases did not pass; a baseline is made of good runs");
            }
        }

        Baseline made = Baseline.Of(reports);
        ReportJson.Write(baseline, made);
        console.MarkupLineInterpolated($"{baseline}: {made.Cases.Count} cases of {made.Rig}, {made.Runs} run(s)");
        return ExitCode.Passed;
    }
}
