using AIoT.Embedded.ModelTools.Conversion.Metrics;
using AIoT.Embedded.ModelTools.Evaluation.Diagnosis;
using AIoT.Embedded.ModelTools.Evaluation.Metrics;

namespace AIoT.Embedded.ModelTools.Tests.Evaluation;

public class MetricsTests
{
    [Fact]
    public void The_area_counts_pairs_in_the_right_order_and_ties_half()
    {
        var random = new Random(7);
        for (int run = 0; run < 50; run++)
        {
            (double Score, bool Positive)[] rows = [.. Enumerable.Range(0, 30).Select(_ => ((double)random.Next(8), random.Next(2) == 0))];
            double[] yes = [.. rows.Where(r => r.Positive).Select(r => r.Score)], no = [.. rows.Where(r => !r.Positive).Select(r => r.Score)];
            double pairs = yes.Sum(p => no.Sum(n => p > n ? 1 : p == n ? 0.5 : 0));
            Assert.Equal(pairs / (yes.Length * no.Length), RankArea.Of(rows)!.Value, 1e-12);
        }

        Assert.Null(RankArea.Of([(1, true), (2, true)]));
    }

    [Fact]
    public void Ranks_agree_as_pairs_do()
    {
        Assert.Equal(1, RankCorrelation.Of([1, 2, 3, 9], [0.1, 0.2, 0.5, 0.6]), 1e-12);
        Assert.Equal(-1, RankCorrelation.Of([1, 2, 3], [3, 2, 1]), 1e-12);
        Assert.Equal(0, RankCorrelation.Of([1, 2, 3], [5, 5, 5]));
        Assert.Equal(1, RankCorrelation.Of([2, 2], [5, 5]));

        // Without ties 1 - 6 sum of d^2 / (n (n^2 - 1)), d the difference of the ranks.
        var random = new Random(3);
        for (int run = 0; run < 50; run++)
        {
            int n = random.Next(2, 20);
            double[] a = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())], b = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble())];
            double d = a.Select((v, i) => Math.Pow(a.Count(x => x < v) - b.Count(x => x < b[i]), 2)).Sum();
            Assert.Equal(1 - 6 * d / (n * ((double)n * n - 1)), RankCorrelation.Of(a, b), 1e-9);
        }
    }

    [Fact]
    public void A_curve_goes_from_corner_to_corner_and_holds_its_area()
    {
        var random = new Random(11);
        for (int run = 0; run < 50; run++)
        {
            (double Score, bool Positive)[] rows = [(0.5, true), (0.5, false), .. Enumerable.Range(0, 40).Select(_ => (random.Next(12) / 12.0, random.Next(2) == 0))];
            IReadOnlyList<double[]> points = RocPoints.Of(rows);
            Assert.Equal([0, 0], points[0]);
            Assert.Equal([1, 1], points[^1]);
            double area = points.Zip(points.Skip(1), (p, q) => (q[0] - p[0]) * (p[1] + q[1]) / 2).Sum();
            Assert.Equal(RankArea.Of(rows)!.Value, area, 1e-12);
        }

        Assert.Empty(RocPoints.Of([(1, true), (2, true)]));
    }

    [Fact]
    public void A_report_counts_rows_by_known_and_named_class_and_leaves_absent_classes_out_of_means()
    {
        ClassReport report = ClassReport.Of(["a", "b", "c"], [(0, [0.9, 0.1, 0]), (0, [0.2, 0.8, 0]), (1, [0.1, 0.7, 0.2])]);
        Assert.Equal([1, 1, 0], report.Confusion[0]);
        Assert.Equal(2.0 / 3, report.Accuracy, 1e-12);
        Assert.Equal((1.0, 0.5), (report.Precision(0)!.Value, report.Precision(1)!.Value));
        Assert.Null(report.Precision(2));
        Assert.Equal((0.5, 1.0), (report.Recall[0]!.Value, report.Recall[1]!.Value));
        Assert.Null(report.Recall[2]);
        Assert.Equal(2.0 / 3, report.F1[0]!.Value, 1e-12);
        Assert.Equal(0.75, report.MacroRecall!.Value, 1e-12);
    }

    [Fact]
    public void Whole_groups_are_held_out_of_every_class_and_the_order_of_rows_does_not_matter()
    {
        (string, string)[] groups = [.. Enumerable.Range(0, 20).Select(i => ($"g{i}", i % 2 == 0 ? "x" : "y"))];
        IReadOnlySet<string> held = HoldOut.Choose(groups, 0.3, 5);
        Assert.Equal(6, held.Count);
        Assert.Equal(3, held.Count(h => int.Parse(h[1..]) % 2 == 0));
        Assert.True(held.SetEquals(HoldOut.Choose(groups.Reverse(), 0.3, 5)));
        Assert.False(held.SetEquals(HoldOut.Choose(groups, 0.3, 6)));
        Assert.Equal(20, HoldOut.Choose(groups, 1, 5).Count);
    }

    [Fact]
    public void Lead_time_runs_from_the_alarm_that_stays_and_others_are_false()
    {
        double[] scores = [.. Enumerable.Repeat(0.1, 100)];
        scores[20] = scores[21] = scores[22] = 1; // three in a row: an alarm that goes again
        scores[40] = 1; // one snapshot is none
        for (int i = 90; i < 100; i++)
        {
            scores[i] = 1;
        }

        RunToFailure run = RunToFailure.Of(scores, 0.5, 3600);
        Assert.Equal(1, run.FalseAlarms);
        Assert.Equal(7, run.LeadHours!.Value, 1e-9);
        Assert.Equal(168 / 92.0, run.FalseAlarmsPerWeek, 1e-9);
        Assert.Null(RunToFailure.Of([.. Enumerable.Repeat(0.1, 30)], 0.5, 60).LeadHours);
    }

    [Theory]
    [InlineData("6205", 3.585, 5.415)]
    [InlineData("6203", 3.053, 4.947)]
    [InlineData("ER-16K", 3.572, 5.428)]
    [InlineData("9:7.94/39.04", 3.585, 5.415)]
    [InlineData("3.05,4.95,1.99", 3.05, 4.95)]
    public void Bearings_are_known_by_name_geometry_or_orders(string text, double outer, double inner)
    {
        Assert.True(BearingOrders.TryParse(text, out BearingOrders? bearing));
        Assert.Equal((outer, inner), (Math.Round(bearing.Outer, 3), Math.Round(bearing.Inner, 3)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("6206x")]
    [InlineData("9:40/39")]
    [InlineData("1,2")]
    [InlineData("1,2,99")]
    public void Nonsense_is_no_bearing(string text) => Assert.False(BearingOrders.TryParse(text, out _));
}
