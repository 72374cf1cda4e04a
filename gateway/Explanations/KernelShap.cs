namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Kernel SHAP (Lundberg and Lee 2017): the linear model over coalitions that fits v best under the weights
/// (n - 1) / (C(n, s) s (n - s)) of a coalition of s, held to add up to v(all) - v(nobody). Over all coalitions its coefficients are
/// the Shapley values.
/// </summary>
public static class KernelShap
{
    /// <summary>Up to so many features all coalitions are taken.</summary>
    public const int MostExactFeatures = 12;

    private const int Batches = 8;

    /// <summary>All 2^n coalitions.</summary>
    /// <param name="value">Worth of a coalition: which features are as measured.</param>
    public static double[] Exact(int features, Func<bool[], double> value)
    {
        bool[] all = [.. Enumerable.Repeat(true, features)];
        double empty = value(new bool[features]);
        var fit = new Fit(features, value(all) - empty);
        for (uint mask = 1; mask + 1 < 1u << features; mask++)
        {
            bool[] present = [.. Enumerable.Range(0, features).Select(i => (mask >> i & 1) != 0)];
            int size = int.PopCount((int)mask);
            fit.Add(present, value(present) - empty, MassOfSize(features, size) / Choose(features, size));
        }

        return fit.Solve();
    }

    /// <summary>
    /// The coalitions of one and of all but one, and drawn ones between, each with its complement. Eight fits over an eighth of the draws
    /// each tell the standard error.
    /// </summary>
    /// <param name="features">At least 4.</param>
    /// <param name="pairs">Coalitions drawn; their complements come on top.</param>
    public static (double[] Shares, double[] Errors) Sampled(int features, Func<bool[], double> value, int pairs, SeededDraws draws)
    {
        bool[] all = [.. Enumerable.Repeat(true, features)];
        double empty = value(new bool[features]), total = value(all) - empty;
        Fit[] fits = [.. Enumerable.Range(0, Batches + 1).Select(_ => new Fit(features, total))];
        for (int feature = 0; feature < features; feature++)
        {
            foreach (bool alone in new[] { true, false })
            {
                bool[] present = [.. Enumerable.Range(0, features).Select(i => (i == feature) == alone)];
                double worth = value(present) - empty;
                foreach (Fit fit in fits)
                {
                    fit.Add(present, worth, MassOfSize(features, 1) / features);
                }
            }
        }

        double[] cumulated = [.. Enumerable.Range(2, features - 3).Select(size => MassOfSize(features, size))];
        for (int i = 1; i < cumulated.Length; i++)
        {
            cumulated[i] += cumulated[i - 1];
        }

        int[] order = [.. Enumerable.Range(0, features)];
        for (int drawn = 0; drawn < pairs; drawn++)
        {
            double point = draws.Unit() * cumulated[^1];
            int size = 2 + Array.FindIndex(cumulated, mass => point < mass);
            draws.Shuffle(order);
            bool[] present = new bool[features];
            for (int i = 0; i < size; i++)
            {
                present[order[i]] = true;
            }

            for (int way = 0; way < 2; way++)
            {
                double worth = value(present) - empty;
                fits[Batches].Add(present, worth, cumulated[^1] / (2 * pairs));
                fits[drawn % Batches].Add(present, worth, cumulated[^1] * Batches / (2 * pairs));
                present = [.. present.Select(there => !there)];
            }
        }

        double[][] parts = [.. fits.Take(Batches).Select(fit => fit.Solve())];
        double[] errors = new double[features];
        for (int feature = 0; feature < features; feature++)
        {
            double mean = parts.Average(part => part[feature]);
            errors[feature] = Math.Sqrt(parts.Sum(part => Math.Pow(part[feature] - mean, 2)) / (Batches - 1) / Batches);
        }

        return (fits[Batches].Solve(), errors);
    }

    /// <summary>Weight of all coalitions of a size together: (n - 1) / (s (n - s)).</summary>
    private static double MassOfSize(int features, int size) => (features - 1.0) / (size * (features - size));

    private static double Choose(int n, int k)
    {
        double choose = 1;
        for (int i = 1; i <= k; i++)
        {
            choose = choose * (n - k + i) / i;
        }

        return choose;
    }

    /// <summary>Weighted least squares with the sum of the coefficients held: the last one is what the others leave.</summary>
    private sealed class Fit(int features, double total)
    {
        private readonly double[][] _normal = [.. Enumerable.Range(0, features - 1).Select(_ => new double[features])];

        public void Add(bool[] present, double worth, double weight)
        {
            double last = present[^1] ? 1 : 0, left = worth - (last * total);
            for (int i = 0; i < features - 1; i++)
            {
                double d = (present[i] ? 1 : 0) - last;
                if (d == 0)
                {
                    continue;
                }

                for (int j = 0; j < features - 1; j++)
                {
                    _normal[i][j] += weight * d * ((present[j] ? 1 : 0) - last);
                }

                _normal[i][^1] += weight * d * left;
            }
        }

        public double[] Solve()
        {
            double[] first = LinearSystem.Solve(_normal);
            return [.. first, total - first.Sum()];
        }
    }
}
