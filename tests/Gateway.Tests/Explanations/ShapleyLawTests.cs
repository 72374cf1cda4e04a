using AIoT.Embedded.Gateway.Explanations;
using FsCheck;
using FsCheck.Fluent;
using TestData = AIoT.Embedded.Tests.Common.TestData;

namespace AIoT.Embedded.Gateway.Tests.Explanations;

/// <summary>The four axioms that only Shapley's values meet, and the mean over all orders that defines them.</summary>
public sealed class ShapleyLawTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(TestData.LongMode ? 20_000 : 200);

    /// <summary>Games of 1 to 6 players whose coalitions are worth anything.</summary>
    private static readonly Gen<double[]> Games =
        from players in Gen.Choose(1, 6)
        from worth in Gen.Choose(-1_000_000, 1_000_000).ArrayOf(1 << players)
        select worth.Select(value => value / 1000.0).ToArray();

    [Fact]
    public void They_are_the_mean_over_all_orders_of_what_each_player_adds() => Check.One(Cases, Prop.ForAll(Games.ToArbitrary(), game =>
        Near(ShapleyValues.Exact(Players(game), game), OverAllOrders(game))));

    [Fact]
    public void They_add_up_to_what_all_are_worth_together() => Check.One(Cases, Prop.ForAll(Games.ToArbitrary(), game =>
        Math.Abs(ShapleyValues.Exact(Players(game), game).Sum() - (game[^1] - game[0])) < 1e-9));

    [Fact]
    public void Players_that_may_stand_for_each_other_get_the_same() => Check.One(Cases, Prop.ForAll(Games.Where(game => game.Length >= 4).ToArbitrary(), game =>
    {
        // Players 0 and 1 made alike: a coalition is worth the same with either of them.
        double[] alike = [.. game.Select((_, mask) => game[(mask & 3) == 2 ? (mask & ~3) | 1 : mask])];
        double[] shares = ShapleyValues.Exact(Players(game), alike);
        return Math.Abs(shares[0] - shares[1]) < 1e-9;
    }));

    [Fact]
    public void A_player_that_adds_the_same_to_everyone_gets_just_that() => Check.One(Cases, Prop.ForAll(Games.ToArbitrary(), game =>
    {
        double[] dummy = [.. game.Select((_, mask) => game[mask & ~1] + ((mask & 1) * 2.5))];
        return Math.Abs(ShapleyValues.Exact(Players(game), dummy)[0] - 2.5) < 1e-9;
    }));

    [Fact]
    public void The_values_of_a_sum_of_games_are_the_sums_of_their_values() => Check.One(Cases, Prop.ForAll(Games.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (game, seed) =>
    {
        var draws = new SeededDraws((ulong)seed);
        double[] other = [.. game.Select(_ => draws.Unit() * 100)];
        double[] both = [.. game.Zip(other, (a, b) => (2 * a) - (3 * b))];
        double[] first = ShapleyValues.Exact(Players(game), game), second = ShapleyValues.Exact(Players(game), other);
        return Near(ShapleyValues.Exact(Players(game), both), [.. first.Zip(second, (a, b) => (2 * a) - (3 * b))]);
    }));

    [Fact]
    public void Drawn_orders_add_up_exactly_repeat_to_the_bit_and_come_within_their_error() => Check.One(Cases.WithMaxTest(40), Prop.ForAll(Games.Where(game => game.Length >= 8).ToArbitrary(), game =>
    {
        double Worth(bool[] present) => game[present.Index().Sum(entry => entry.Item ? 1 << entry.Index : 0)];
        (double[] shares, double[] errors) = ShapleyValues.Sampled(Players(game), Worth, 400, new SeededDraws(7));
        (double[] again, _) = ShapleyValues.Sampled(Players(game), Worth, 400, new SeededDraws(7));
        double[] exact = ShapleyValues.Exact(Players(game), game);
        return shares.SequenceEqual(again)
            && Math.Abs(shares.Sum() - (game[^1] - game[0])) < 1e-9
            && shares.Zip(exact, errors).All(entry => Math.Abs(entry.First - entry.Second) <= (6 * entry.Third) + 1e-9);
    }));

    [Fact]
    public void Rounded_shares_add_up_to_the_last_digit() => Check.One(Cases, Prop.ForAll(Games.ToArbitrary(), game =>
    {
        double[] shares = ShapleyValues.Exact(Players(game), game);
        double[] raw = [.. shares];
        (double from, double to, double sum) = RoundedShares.Settle(shares, game[0], game[^1]);
        return shares.Sum(share => (decimal)share) == (decimal)sum && (decimal)to - (decimal)from == (decimal)sum && Near(shares, raw);
    }));

    private static int Players(double[] game) => int.Log2(game.Length);

    private static bool Near(double[] values, double[] wanted) => values.Zip(wanted).All(pair => Math.Abs(pair.First - pair.Second) < 1e-8);

    /// <summary>The plain definition: all n! orders.</summary>
    private static double[] OverAllOrders(double[] game)
    {
        int players = Players(game);
        double[] sum = new double[players];
        int orders = 0;
        Visit([], 0);
        return [.. sum.Select(value => value / orders)];

        void Visit(List<int> order, int mask)
        {
            if (order.Count == players)
            {
                orders++;
                int before = 0;
                foreach (int player in order)
                {
                    sum[player] += game[before | (1 << player)] - game[before];
                    before |= 1 << player;
                }

                return;
            }

            for (int player = 0; player < players; player++)
            {
                if ((mask & (1 << player)) == 0)
                {
                    Visit([.. order, player], mask | (1 << player));
                }
            }
        }
    }
}
