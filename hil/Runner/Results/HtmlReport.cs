using System.Globalization;
using System.Net;
using System.Text;
using AIoT.Embedded.Hil.History;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Results;

/// <summary>A run as one page without references to anything outside it: the verdict, every case, and the history of its time and memory as small charts.</summary>
public static class HtmlReport
{
    private const int ChartWidth = 120;
    private const int ChartHeight = 20;

    private const string Style = """
        :root { color-scheme: light dark; --line: #8884; --good: #1a7f37; --bad: #c62828; --idle: #9a6700; --ink: #3b6ea5; }
        body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
        h1 { font-size: 1.4rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: middle; }
        th { position: sticky; top: 0; background: Canvas; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .passed { color: var(--good); } .failed, .stale, .missing { color: var(--bad); font-weight: 600; } .notRun { color: var(--idle); }
        .verdict { font-size: 1.1rem; } code { font-size: .9em; overflow-wrap: anywhere; } svg { display: block; } polyline { fill: none; stroke: var(--ink); stroke-width: 1.5; }
        circle { fill: var(--ink); } .detail { color: var(--bad); } pre { background: #8881; padding: .6rem; overflow-x: auto; }
        """;

    /// <summary>The page.</summary>
    public static string Of(RunReport run, IReadOnlyList<HistoryRun> history)
    {
        StringBuilder page = new();
        string outcome = run.Exit switch { ExitCode.Passed => "passed", ExitCode.Failed => "failed", _ => "notRun" };
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(run.Rig)}: {run.Passed} of {run.Cases.Count} passed</title><style>{Style}</style></head><body>
            <h1>Rig {Text(run.Rig)}</h1>
            <p>{Text(run.Kind)} target {Text(run.TargetName ?? "that did not say what it is")}, firmware {Text(run.FirmwareVersion ?? "unknown")}, {run.Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, {run.Seconds:0.0} s.
            {(run.Kind == "serial" ? "" : "Times and memory are this computer's, not a board's.")}</p>
            <p class="verdict {outcome}">{run.Passed} of {run.Cases.Count} cases passed, {run.Regressions.Count} regressions.{(run.Without.Count == 0 ? "" : $" Not held by this rig: {Text(string.Join(", ", run.Without))}.")} {(run.Verdict == Verdict.Complete ? "" : $"Target: {Text(run.Verdict.ToString())}: {Text(run.Attempts[^1].Detail)}")}</p>

            """);
        if (run.Attempts.Count > 1 || run.Verdict != Verdict.Complete)
        {
            Attempts(page, run);
        }

        if (run.Regressions.Count > 0)
        {
            page.Append("<h2>Regressions</h2><table><tr><th>case</th><th>gate</th></tr>\n");
            foreach (Regression one in run.Regressions)
            {
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(one.Case)}</td><td class=\"detail\">{Text(RunText.Of(one))}</td></tr>\n");
            }

            page.Append("</table>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>Cases</h2><p>Charts: the last {history.Count} runs of this rig, each from its least to its greatest value.</p>\n");
        page.Append("<table><tr><th>case</th><th></th><th class=\"n\">time</th><th>history</th><th class=\"n\">free</th><th>history</th></tr>\n");
        foreach (CaseReport one in run.Cases.OrderBy(one => one.Outcome == CaseOutcome.Passed))
        {
            BaselineCase[] past = [.. history.Select(entry => entry.Cases.GetValueOrDefault(one.Name)).OfType<BaselineCase>()];
            string name = Name(one.Outcome);
            page.Append(CultureInfo.InvariantCulture, $"""
                <tr><td>{Text(one.Name)}{(one.Difference is null ? "" : $"<br><code class=\"detail\">{Text(one.Difference)}</code>")}</td><td class="{name}">{name}</td>
                <td class="n">{RunText.Time(one.Microseconds)}</td><td>{Chart(past.Select(entry => entry.Microseconds), RunText.Time)}</td><td class="n">{RunText.Bytes(one.FreeBytes)}</td><td>{Chart(past.Select(entry => entry.FreeBytes), RunText.Bytes)}</td></tr>

                """);
        }

        return page.Append("</table></body></html>\n").ToString();
    }

    private static void Attempts(StringBuilder page, RunReport run)
    {
        page.Append("<h2>Attempts</h2><table><tr><th>verdict</th><th>detail</th><th class=\"n\">seconds</th><th class=\"n\">other bytes</th><th class=\"n\">lines lost</th></tr>\n");
        foreach (AttemptReport one in run.Attempts)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{one.Verdict}</td><td>{Text(one.Detail)}</td><td class=\"n\">{one.Seconds:0.0}</td><td class=\"n\">{one.NoiseBytes}</td><td class=\"n\">{one.LostLines}</td></tr>\n");
        }

        page.Append("</table>\n");
        if (run.Attempts[^1].LastNoise.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>The last lines that were not the protocol's:</p><pre>{Text(string.Join('\n', run.Attempts[^1].LastNoise))}</pre>\n");
        }
    }

    private static string Chart(IEnumerable<long> values, Func<long, string> words)
    {
        long[] all = [.. values];
        if (all.Length == 0)
        {
            return "";
        }

        long low = all.Min();
        double span = Math.Max(1, all.Max() - low);
        string points = string.Join(' ', all.Select((value, i) => string.Create(CultureInfo.InvariantCulture,
            $"{(all.Length == 1 ? ChartWidth / 2.0 : 2 + ((ChartWidth - 4.0) * i / (all.Length - 1))):0.#},{ChartHeight - 2 - ((value - low) / span * (ChartHeight - 4)):0.#}")));
        string[] last = points.Split(' ')[^1].Split(',');
        return $"<svg width=\"{ChartWidth}\" height=\"{ChartHeight}\" role=\"img\"><title>{Text(words(low))} to {Text(words(all.Max()))} in {all.Length} runs</title><polyline points=\"{points}\"/><circle cx=\"{last[0]}\" cy=\"{last[1]}\" r=\"2\"/></svg>";
    }

    private static string Name(CaseOutcome outcome) => char.ToLowerInvariant(outcome.ToString()[0]) + outcome.ToString()[1..];

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
