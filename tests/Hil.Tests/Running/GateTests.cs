using AIoT.Embedded.Hil.History;
using AIoT.Embedded.Hil.Results;
using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.Hil.Running;
using AIoT.Embedded.Hil.Transcript;

namespace AIoT.Embedded.Hil.Tests.Running;

/// <summary>Regression gates, history and reports.</summary>
public sealed class GateTests
{
    private static readonly Rig Rig = new() { Name = "g", Folder = "/", Target = TargetKind.Serial, TimeGatePercent = 20, MemoryGatePercent = 5, TimeFloorMicroseconds = 100 };

    [Theory]
    [InlineData(12_000, 50_000, null)]
    [InlineData(12_001, 50_000, "time")]
    [InlineData(10_000, 47_500, null)]
    [InlineData(10_000, 47_499, "memory")]
    [InlineData(2_000, 60_000, null)]
    public void A_gate_holds_up_to_its_percentage(long microseconds, long free, string? broken)
    {
        Baseline baseline = Baseline.Of([Run(10_000, 50_000)]);
        Assert.Equal(broken is null ? [] : [broken], baseline.Check(Rig, Run(microseconds, free)).Select(one => one.What));
    }

    [Fact]
    public void A_difference_below_the_floor_is_no_regression_of_time()
    {
        Baseline baseline = Baseline.Of([Run(50, 50_000)]);
        Assert.Empty(baseline.Check(Rig, Run(150, 50_000)));
        Assert.Single(baseline.Check(Rig, Run(151, 50_000)));
    }

    [Fact]
    public void A_baseline_of_several_runs_is_their_median()
    {
        Baseline baseline = Baseline.Of([Run(10, 1), Run(900, 3), Run(20, 2)]);
        Assert.Equal(new BaselineCase(20, 2), baseline.Cases["wire/a"]);
        Assert.Equal(3, baseline.Runs);
        Assert.Throws<HilException>(() => Baseline.Of([Run(1, 1), Run(1, 1) with { Rig = "other" }]));
    }

    [Fact]
    public void A_regression_fails_the_run_and_its_case_in_JUnit()
    {
        RunReport run = Run(20_000, 50_000);
        run = run with { Regressions = [.. Baseline.Of([Run(10_000, 50_000)]).Check(Rig, run)] };
        Assert.Equal(ExitCode.Failed, run.Exit);
        string xml = JUnitReport.Of(run).ToString();
        Assert.Contains("failures=\"1\"", xml, StringComparison.Ordinal);
        Assert.Contains("time: 20.0 ms, 10.0 ms in the baseline: 100 % worse, 20 % allowed", xml, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_board_prints_can_not_spoil_a_report()
    {
        RunReport run = Run(1, 1) with
        {
            Cases = [new CaseReport("wire/<b>&\u0001", CaseOutcome.Failed, 1, 1, null, "\u0000<script>alert(1)</script> ]]>")],
            Attempts = [new AttemptReport(Verdict.Flooded, "last: '\u001b[31m<i>'", 1, 2, 3, 4, ["\u0007</pre><script>"])],
        };
        string html = HtmlReport.Of(run, []);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", html, StringComparison.Ordinal);
        System.Xml.Linq.XDocument.Parse(JUnitReport.Of(run with { Cases = [run.Cases[0] with { Name = "wire/b" }] }).ToString());
    }

    [Fact]
    public void The_history_keeps_the_last_hundred_runs_and_draws_them()
    {
        string path = Path.Combine(Path.GetTempPath(), $"aiot-hil-{Guid.NewGuid():N}", "h.jsonl");
        IReadOnlyList<HistoryRun> runs = [];
        for (int i = 1; i <= 103; i++)
        {
            runs = new RunHistory(path).Add(Run(i, 5000 - i));
        }

        Assert.Equal((100, 100), (runs.Count, File.ReadLines(path).Count()));
        Assert.Equal(4, runs[0].Cases["wire/a"].Microseconds);
        string html = HtmlReport.Of(Run(103, 1), runs);
        Assert.Contains("<title>4 us to 103 us in 100 runs</title>", html, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static RunReport Run(long microseconds, long free) => new()
    {
        Rig = "g",
        Kind = "serial",
        Description = "a board",
        TargetName = "ESP32_REV3",
        Started = DateTimeOffset.UnixEpoch,
        Seconds = 1,
        Attempts = [new AttemptReport(Verdict.Complete, "", 1, 0, 0, 0, [])],
        Cases = [new CaseReport("wire/a", CaseOutcome.Passed, microseconds, free, "0", null)],
    };
}
