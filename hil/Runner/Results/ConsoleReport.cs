using System.Globalization;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Transcript;
using Spectre.Console;

namespace AIoT.Embedded.Hil.Results;

/// <summary>A run on the console: a line of progress while it goes on, then a table of the contracts and of what went wrong.</summary>
public sealed class ConsoleReport(IAnsiConsole console) : IRunWatcher
{
    private const int MostDetails = 40;
    private int _cases;
    private int _done;
    private int _failed;

    /// <inheritdoc/>
    public void Say(string text) => console.MarkupLineInterpolated($"[grey]{text}[/]");

    /// <inheritdoc/>
    public void Begin(int attempt, int cases)
    {
        _cases = cases;
        _done = 0;
        _failed = 0;
        if (attempt > 1)
        {
            Say($"attempt {attempt}");
        }
    }

    /// <inheritdoc/>
    public void Ended(CaseReport report)
    {
        _done++;
        if (report.Outcome == CaseOutcome.Failed)
        {
            _failed++;
            Clear();
            console.MarkupLineInterpolated($"[red]failed[/] {report.Name}: {report.Difference}");
        }

        if (console.Profile.Capabilities.Interactive)
        {
            Clear();
            console.Write(new Text(string.Create(CultureInfo.InvariantCulture, $"{_done} of {_cases}, {_failed} failed: {report.Name}"), new Style(Color.Grey)) { Overflow = Overflow.Ellipsis });
        }
    }

    /// <inheritdoc/>
    public void End(AttemptReport report)
    {
        Clear();
        if (report.Verdict != Verdict.Complete)
        {
            console.MarkupLineInterpolated($"[red]target {report.Verdict}[/]: {report.Detail}");
        }
    }

    /// <summary>The table.</summary>
    public void Table(RunReport run)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("contract").AddColumn(Right("passed")).AddColumn(Right("not")).AddColumn(Right("time")).AddColumn(Right("slowest")).AddColumn(Right("least free"));
        foreach (IGrouping<string, CaseReport> contract in run.Cases.GroupBy(one => one.Contract))
        {
            CaseReport[] ran = [.. contract.Where(one => one.Outcome is CaseOutcome.Passed or CaseOutcome.Failed or CaseOutcome.Stale)];
            table.AddRow(
                contract.Key,
                Number(contract.Count(one => one.Outcome == CaseOutcome.Passed)),
                Number(contract.Count(one => one.Outcome != CaseOutcome.Passed)),
                RunText.Time(ran.Sum(one => one.Microseconds)),
                ran.Length == 0 ? "" : RunText.Time(ran.Max(one => one.Microseconds)),
                ran.Length == 0 ? "" : RunText.Bytes(ran.Min(one => one.FreeBytes)));
        }

        console.Write(table);
        foreach (CaseReport one in run.Cases.Where(one => one.Outcome is CaseOutcome.Stale or CaseOutcome.Missing).Take(MostDetails))
        {
            console.MarkupLineInterpolated($"[red]{one.Outcome}[/] {one.Name}: {one.Difference}");
        }

        foreach (Regression one in run.Regressions.Take(MostDetails))
        {
            console.MarkupLineInterpolated($"[red]regression[/] {one.Case}: {RunText.Of(one)}");
        }

        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{run.Rig} ({run.TargetName ?? "no greeting"}): {run.Passed} of {run.Cases.Count} passed, {run.Regressions.Count} regressions, target {run.Verdict}, {run.Attempts.Count} attempt(s), {run.Seconds:0.0} s{(run.Without.Count == 0 ? "" : $"; not held by this rig: {string.Join(", ", run.Without)}")}");
    }

    private static TableColumn Right(string name) => new TableColumn(name).RightAligned();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Clear()
    {
        if (console.Profile.Capabilities.Interactive)
        {
            console.Write("\r\u001b[2K");
        }
    }
}
