namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Shapley values (Shapley 1953): phi_i = sum over coalitions S without i of |S|! (n - |S| - 1)! / n! * (v(S + i) - v(S)).
/// A coalition is a mask: bit i set says that player i takes part.
/// </summary>
public static class ShapleyValues
{
    /// <summary>Up to so many players each coalition is asked: 4,096 of them.</summary>
    public const int MostExactPlayers = 12;

    /// <summary>All 2^n coalitions; always in the same order.</summary>
    /// <param name="players">1..20.</param>
    public static double[] Exact(int players, Func<uint, double> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(players, 20);
        double[] worth = new double[1 << players];
        for (uint mask = 0; mask < worth.Length; mask++)
        {
            worth[mask] = value(mask);
        }

        return Exact(players, worth);
    }

    /// <param name="worth">Of each coalition, by its mask.</param>
    public static double[] Exact(int players, ReadOnlySpan<double> worth)
    {
        double[] weights = Weights(players);
        double[] shares = new double[players];
        for (int player = 0; player < players; player++)
        {
            int bit = 1 << player;
            double share = 0;
            for (int mask = 0; mask < worth.Length; mask++)
            {
                if ((mask & bit) == 0)
                {
                    share += weights[int.PopCount(mask)] * (worth[mask | bit] - worth[mask]);
                }
            }

            shares[player] = share;
        }

        return shares;
    }

    /// <summary>
    /// Mean over random orders of what each player adds when it comes in (Castro et al. 2009), each order also taken backwards.
    /// The shares of every order add up to v(all) - v(nobody), so theirs do.
    /// </summary>
    /// <param name="pairs">Orders drawn; each is used forwards and backwards. At least 2.</param>
    /// <returns>The shares and the standard error of each, from the spread of the pairs.</returns>
    public static (double[] Shares, double[] Errors) Sampled(int players, Func<bool[], double> value, int pairs, SeededDraws draws)
    {
        double[] sum = new double[players], squares = new double[players], pair = new double[players];
        int[] order = [.. Enumerable.Range(0, players)];
        bool[] present = new bool[players];
        double empty = value(present);
        for (int drawn = 0; drawn < pairs; drawn++)
        {
            draws.Shuffle(order);
            Array.Clear(pair);
            for (int way = 0; way < 2; way++)
            {
                Array.Clear(present);
                double before = empty;
                foreach (int player in order)
                {
                    present[player] = true;
                    double now = value(present);
                    pair[player] += (now - before) / 2;
                    before = now;
                }

                Array.Reverse(order);
            }

            for (int player = 0; player < players; player++)
            {
                sum[player] += pair[player];
                squares[player] += pair[player] * pair[player];
            }
        }

        double[] errors = new double[players];
        for (int player = 0; player < players; player++)
        {
            sum[player] /= pairs;
            errors[player] = Math.Sqrt(Math.Max(0, (squares[player] / pairs) - (sum[player] * sum[player])) / (pairs - 1));
        }

        return (sum, errors);
    }

    /// <summary>By the size of the coalition that is joined: s! (n - s - 1)! / n! = 1 / (n * C(n - 1, s)).</summary>
    private static double[] Weights(int players)
    {
        double[] weights = new double[players];
        double choose = 1;
        for (int size = 0; size < players; size++)
        {
            weights[size] = 1 / (players * choose);
            choose = choose * (players - 1 - size) / (size + 1);
        }

        return weights;
    }
}
