using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Fusion;

public sealed class VelocityTrendTests
{
    private static readonly IsoLimits Iso = new(2, "rigid", 1.4, 2.8, 4.5, "test");

    [Fact]
    public void A_steady_growth_is_drawn_out_to_the_next_limit()
    {
        // 1.6 mm/s doubling in 20 days: 2.8 is reached log2(2.8 / 1.6) * 20 = 16.15 days after the start.
        ZoneOutlook outlook = VelocityTrend.Of([.. Enumerable.Range(0, 500).Select(i => (i * 0.02, 1.6 * Math.Pow(2, i * 0.02 / 20)))], Iso);
        Assert.Equal(("C", 2.8), (outlook.Zone, outlook.LimitMmS));
        double truth = (Math.Log2(2.8 / 1.6) * 20) - 9.98;
        Assert.InRange(truth, outlook.EarliestDays!.Value - 0.1, outlook.LatestDays!.Value + 0.1);
        Assert.InRange(outlook.LatestDays.Value - outlook.EarliestDays.Value, 0, 0.2);
        Assert.Equal(Math.Pow(2, 1 / 20.0) - 1, outlook.GrowthPerDay!.Value, 3);
        Assert.StartsWith("zone C in 6 days to 6 days at 90 %", outlook.Words);
    }

    [Theory]
    [InlineData(0, 0.08)]
    [InlineData(0.6, 0.05)]
    public void Nine_in_ten_intervals_hold_the_day(double correlation, double noise)
    {
        var random = new Random(TestData.Seed);
        const int Cases = 300;
        int told = 0, held = 0;
        for (int i = 0; i < Cases; i++)
        {
            ZoneOutlook outlook = VelocityTrend.Of(Series(random, growthPerDay: 0.03, correlation, noise), Iso);
            double truth = (Math.Log(2.8 / 1.5) / 0.03) - 10;
            if (outlook.EarliestDays is { } earliest)
            {
                told++;
                held += truth >= earliest && truth <= (outlook.LatestDays ?? double.PositiveInfinity) ? 1 : 0;
            }
        }

        Assert.True(told >= Cases * 0.95 && held >= told * 0.82, $"seed {TestData.Seed}: {held} of {told} of {Cases}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.6)]
    public void A_machine_that_does_not_change_is_given_no_day(double correlation)
    {
        var random = new Random(TestData.Seed);
        const int Cases = 300;
        int given = Enumerable.Range(0, Cases).Count(_ => VelocityTrend.Of(Series(random, 0, correlation, 0.05), Iso).EarliestDays is not null);
        Assert.True(given <= Cases * 0.12, $"seed {TestData.Seed}: {given} of {Cases}");
    }

    [Fact]
    public void What_can_t_be_told_is_said()
    {
        Assert.Equal("too little history for a trend", VelocityTrend.Of([], Iso).Words);
        Assert.Equal("too little history for a trend", VelocityTrend.Of([.. Enumerable.Range(0, 11).Select(i => ((double)i, 1.0))], Iso).Words);
        Assert.Equal("too little history for a trend", VelocityTrend.Of([.. Enumerable.Range(0, 500).Select(_ => (1.0, 1.0))], Iso).Words);
        Assert.Equal("too little history for a trend", VelocityTrend.Of([.. Enumerable.Range(0, 500).Select(i => (i * VelocityTrend.ShortestSpan / 510, 1.0 + (i * 0.0007)))], Iso).Words);
        Assert.Equal("in the worst zone already", VelocityTrend.Of([.. Enumerable.Range(0, 50).Select(i => ((double)i, 9.0))], Iso).Words);
        Assert.Equal("no growth shows at 90 %", VelocityTrend.Of([.. Enumerable.Range(0, 50).Select(i => ((double)i, 2.0 - (i * 0.01)))], Iso).Words);
        Assert.Equal("zone B is further off than 24 hours of history can tell", VelocityTrend.Of([.. Enumerable.Range(0, 50).Select(i => (i * 0.02, 0.2 * Math.Exp(i * 0.02 * 0.01)))], Iso).Words);
    }

    [Fact]
    public void Single_wild_values_do_not_make_a_trend()
    {
        List<(double, double)> points = [.. Enumerable.Range(0, 960).Select(i => (i * 0.01, 1.5 + (0.01 * (i % 7))))];
        for (int i = 900; i < 960; i += 6)
        {
            points[i] = (points[i].Item1, 40);
        }

        Assert.Null(VelocityTrend.Of(points, Iso).EarliestDays);
    }

    /// <summary>Ten days, one value a stretch; log noise with a first-order correlation between stretches.</summary>
    private static List<(double, double)> Series(Random random, double growthPerDay, double correlation, double noise)
    {
        List<(double, double)> points = [];
        double state = 0;
        for (int i = 0; i < VelocityTrend.Bins; i++)
        {
            state = (correlation * state) + (Math.Sqrt(1 - (correlation * correlation)) * noise * Gauss(random));
            points.Add((i * 10.0 / VelocityTrend.Bins, 1.5 * Math.Exp((growthPerDay * i * 10 / VelocityTrend.Bins) + state)));
        }

        return points;
    }

    private static double Gauss(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
