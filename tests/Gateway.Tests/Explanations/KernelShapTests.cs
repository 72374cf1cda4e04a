using AIoT.Embedded.Gateway.Explanations;
using FsCheck;
using FsCheck.Fluent;
using TestData = AIoT.Embedded.Tests.Common.TestData;

namespace AIoT.Embedded.Gateway.Tests.Explanations;

public sealed class KernelShapTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(TestData.LongMode ? 5_000 : 60);

    [Fact]
    public void The_weighted_fit_over_all_coalitions_gives_the_shapley_values() => Check.One(Cases, Prop.ForAll(
        (from features in Gen.Choose(1, 7) from worth in Gen.Choose(-1_000_000, 1_000_000).ArrayOf(1 << features) select worth).ToArbitrary(), worth =>
        {
            double[] game = [.. worth.Select(value => value / 1e6)];
            int features = int.Log2(game.Length);
            double[] shap = KernelShap.Exact(features, present => game[Mask(present)]), shapley = ShapleyValues.Exact(features, game);
            return shap.Zip(shapley).All(pair => Math.Abs(pair.First - pair.Second) < 1e-9) && Math.Abs(shap.Sum() - (game[^1] - game[0])) < 1e-9;
        }));

    [Fact]
    public void Drawn_coalitions_add_up_repeat_to_the_bit_and_come_within_their_error()
    {
        // Fourteen features with interactions, whose Shapley values the enumeration of 16,384 coalitions gives.
        const int Features = 14;
        var draws = new SeededDraws((ulong)TestData.Seed);
        double[] alone = [.. Enumerable.Range(0, Features).Select(_ => draws.Normal())];
        double Worth(bool[] present)
        {
            double sum = 0;
            for (int i = 0; i < Features; i++)
            {
                sum += present[i] ? alone[i] + (present[(i + 3) % Features] ? 0.3 * alone[(i + 5) % Features] : 0) : 0;
            }

            return Math.Tanh(sum / 4);
        }

        double[] exact = ShapleyValues.Exact(Features, mask => Worth([.. Enumerable.Range(0, Features).Select(i => (mask >> i & 1) != 0)]));
        (double[] shares, double[] errors) = KernelShap.Sampled(Features, Worth, 1024, new SeededDraws(5));
        (double[] again, _) = KernelShap.Sampled(Features, Worth, 1024, new SeededDraws(5));
        Assert.Equal(shares, again);
        Assert.Equal(exact.Sum(), shares.Sum(), 9);
        for (int i = 0; i < Features; i++)
        {
            Assert.True(Math.Abs(shares[i] - exact[i]) < (8 * errors[i]) + 1e-3, $"feature {i}: {shares[i]} against {exact[i]}, error {errors[i]}, seed {TestData.Seed}");
        }
    }

    [Fact]
    public void A_linear_score_is_told_by_lime_whole_and_in_the_same_ranks()
    {
        double[] slopes = [3, -2, 0.5, 0, 1];
        double Score(bool[] kept, int window) => slopes.Index().Sum(entry => kept[entry.Index] ? entry.Item : 0);
        (double[] line, double fidelity) = Lime.Explain(slopes.Length, 4, Score, 500, new SeededDraws(3));
        Assert.True(fidelity > 0.999, $"{fidelity}");
        Assert.Equal(1, RankAgreement.Of(slopes, [.. line.Select(value => Math.Round(value, 2))]), 6);
        for (int i = 0; i < slopes.Length; i++)
        {
            Assert.Equal(slopes[i], line[i], 1);
        }
    }

    [Fact]
    public void A_score_of_two_features_together_is_told_by_no_line_and_the_fit_says_so()
    {
        double Score(bool[] kept, int window) => kept[0] ^ kept[1] ? 1 : 0;
        (_, double fidelity) = Lime.Explain(4, 1, Score, 500, new SeededDraws(3));
        Assert.True(fidelity < 0.7, $"{fidelity}");
    }

    [Theory]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 10, 20, 30 }, 1.0)]
    [InlineData(new double[] { 1, 2, 3 }, new double[] { 3, 2, 1 }, -1.0)]
    [InlineData(new double[] { 1, 1, 1 }, new double[] { 3, 2, 1 }, 0.0)]
    [InlineData(new double[] { 1, 2, 2, 4 }, new double[] { 1, 3, 2, 4 }, 0.9486832980505138)]
    public void Ranks_agree_as_spearman_has_it(double[] a, double[] b, double wanted) => Assert.Equal(wanted, RankAgreement.Of(a, b), 12);

    private static int Mask(bool[] present) => present.Index().Sum(entry => entry.Item ? 1 << entry.Index : 0);
}
