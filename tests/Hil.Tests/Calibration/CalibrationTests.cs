using AIoT.Embedded.Calibration;
using AIoT.Embedded.Hil.Calibration;
using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.Hil.Tests.Calibration;

/// <summary>A cost table comes out of timings as it went into them.</summary>
public sealed class CalibrationTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>>> Counts = new(MixCounts.Measure);
    private static readonly Rig Rig = new() { Name = "c", Folder = "/", Target = TargetKind.Serial };

    [Fact]
    public void A_board_that_keeps_to_the_shipped_table_gets_it_back_and_its_work_predicted()
    {
        PriceModel model = PriceModel.Load();
        CalibrationReport report = Calibrate(counts => 4 * Dot(model.RowsOf(counts), model.Shipped));
        Assert.InRange(report.NanosecondsPerInstruction, 3.99, 4.01);
        Assert.InRange(report.FitErrorPercent, 0, 0.5);
        Assert.InRange(report.PredictionErrorPercent, -0.5, 0.5);
        Assert.All(model.Rows.Zip(model.Shipped), row => Assert.InRange(report.Nanoseconds[row.First], 3.9 * row.Second, 4.1 * row.Second));
    }

    [Fact]
    public void A_board_of_other_proportions_is_predicted_better_by_its_own_table_than_by_a_scaled_one()
    {
        // Memory is dear on this one, and long integers; noise of 2 %.
        PriceModel model = PriceModel.Load();
        double[] truth = [.. model.Rows.Zip(model.Shipped, (row, price) => price * (row.Contains("ldelem", StringComparison.Ordinal) || row.Contains("stelem", StringComparison.Ordinal) ? 3 : row.EndsWith("i8", StringComparison.Ordinal) ? 2 : 1))];
        Random random = new(20816);
        CalibrationReport report = Calibrate(counts => 4 * Dot(model.RowsOf(counts), truth) * (1 + (0.04 * (random.NextDouble() - 0.5))));
        Assert.InRange(report.PredictionErrorPercent, -8, 8);
        Assert.True(Math.Abs(report.PredictionErrorPercent) < Math.Abs(report.ScaledErrorPercent), $"{report.PredictionErrorPercent} {report.ScaledErrorPercent}");
    }

    [Fact]
    public void The_table_is_one_that_the_meter_reads()
    {
        PriceModel model = PriceModel.Load();
        CalibrationReport report = Calibrate(counts => Dot(model.RowsOf(counts), model.Shipped));
        CostTable table = CostTable.Parse("board.csv", new StringReader(report.Table()));
        double mul = report.Nanoseconds["mul i8"];
        Assert.InRange(table.Price("mul i8", CostColumn.NanosecondsX64), mul - 0.001, mul + 0.001);
        Assert.InRange(table.Price("mul i8", CostColumn.Thumb2), (mul * 0.24) - 0.001, (mul * 0.24) + 0.001);
        Assert.All(table.Kinds, kind => Assert.True(table.Price(kind, CostColumn.Thumb2) >= 0, kind));
    }

    [Fact]
    public void Timings_of_another_build_are_refused()
    {
        MixTiming[] timings = [new("nothing", 1, 1)];
        Assert.Contains("flash the calibration application anew", Assert.Throws<HilException>(() => Calibrator.Make(Rig, ("x", "1"), timings, Counts.Value, 1e9)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_mix_of_the_application_is_counted()
    {
        Assert.Equal(OpcodeMixes.Count + 1, Counts.Value.Count);
        Assert.All(Counts.Value, mix => Assert.True(mix.Value.Values.Sum() >= 5, mix.Key));
    }

    private static CalibrationReport Calibrate(Func<IReadOnlyDictionary<string, double>, double> nanoseconds) =>
        Calibrator.Make(Rig, ("BOARD", "1.0"), [.. Counts.Value.Select(mix => new MixTiming(mix.Key, 1_000_000, (long)(1000 * nanoseconds(mix.Value))))], Counts.Value, 240e6);

    private static double Dot(IReadOnlyList<double> a, IReadOnlyList<double> b) => a.Zip(b).Sum(pair => pair.First * pair.Second);
}
