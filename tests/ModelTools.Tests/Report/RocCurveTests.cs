using AIoT.Embedded.ModelTools.Cli.Reporting;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.ModelTools.Tests.Report;

public class RocCurveTests
{
    [Fact]
    public void The_area_is_the_share_of_pairs_in_the_right_order_with_ties_by_half()
    {
        var random = new Random(TestData.Seed);
        for (int run = 0; run < 200; run++)
        {
            int n = 2 + random.Next(40);
            double[] scores = [.. Enumerable.Range(0, n).Select(_ => random.Next(8) / 8.0)];
            bool[] positive = [.. Enumerable.Range(0, n).Select(i => i == 0 || i != 1 && random.Next(2) == 0)];
            double right = 0, pairs = 0;
            for (int p = 0; p < n; p++)
            {
                for (int q = 0; q < n; q++)
                {
                    if (positive[p] && !positive[q])
                    {
                        pairs++;
                        right += scores[p] > scores[q] ? 1 : scores[p] == scores[q] ? 0.5 : 0;
                    }
                }
            }

            RocCurve curve = RocCurve.Of("x", scores, positive)!;
            Assert.True(Math.Abs(curve.Area - right / pairs) < 1e-12, $"seed {TestData.Seed}, run {run}");
            Assert.Equal((0, 0), curve.Points[0]);
            Assert.Equal((1, 1), curve.Points[^1]);
        }
    }

    [Fact]
    public void One_side_alone_has_no_curve() => Assert.Null(RocCurve.Of("x", [0.1, 0.2], [true, true]));
}
