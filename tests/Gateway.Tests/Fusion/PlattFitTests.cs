using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Fusion;

public sealed class PlattFitTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.4, -1)]
    [InlineData(2.5, 0.7)]
    public void What_made_the_outcomes_is_found_again(double slope, double intercept)
    {
        var random = new Random(TestData.Seed);
        List<PlattFit.Outcome> outcomes = [.. Enumerable.Range(0, 20_000).Select(_ =>
        {
            double x = (random.NextDouble() * 10) - 5;
            return new PlattFit.Outcome(x, random.NextDouble() < 1 / (1 + Math.Exp(-((slope * x) + intercept))), 1);
        })];
        (double a, double b) = PlattFit.Of(outcomes);
        Assert.True(Math.Abs(a - slope) < 0.12 * slope && Math.Abs(b - intercept) < 0.12, $"seed {TestData.Seed}: {a}, {b}");
        Assert.True(PlattFit.Loss(outcomes, a, b) <= PlattFit.Loss(outcomes, slope, intercept) + 1e-3);
    }

    [Fact]
    public void Scores_that_part_the_outcomes_give_a_steep_line_and_no_infinity()
    {
        (double slope, double intercept) = PlattFit.Of([.. Enumerable.Range(0, 20).Select(i => new PlattFit.Outcome(i - 9.5, i >= 10, 1))]);
        Assert.InRange(slope, 0.3, 100);
        Assert.True(double.IsFinite(intercept));
    }

    [Fact]
    public void Weights_count_like_repetitions()
    {
        PlattFit.Outcome[] few = [new(1, true, 3), new(-1, false, 2), new(0.2, false, 1), new(-0.5, true, 1)];
        PlattFit.Outcome[] many = [.. few.SelectMany(outcome => Enumerable.Repeat(outcome with { Weight = 1 }, (int)outcome.Weight))];
        Assert.Equal(PlattFit.Of(many).Slope, PlattFit.Of(few).Slope, 6);
        Assert.Equal(PlattFit.Of(many).Intercept, PlattFit.Of(few).Intercept, 6);
    }

    [Fact]
    public void Outcomes_of_one_sort_fit_nothing()
    {
        Assert.Throws<ArgumentException>(() => PlattFit.Of([new(1, true, 1), new(2, true, 1)]));
    }
}
