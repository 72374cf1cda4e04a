namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// LIME (Ribeiro, Singh and Guestrin 2016): a linear model that imitates the score near the vector that is explained. A sample keeps some
/// features as measured (z = 1) and takes the others from one healthy window, drawn anew for each sample; it counts
/// exp(-(D / 0.25)^2) with D = 1 - sqrt(kept / n), one minus the cosine between z and all ones; ridge 0.001.
/// </summary>
public static class Lime
{
    public const double KernelWidth = 0.25;

    private const double Ridge = 1e-3;

    /// <param name="value">Score with the features of a mask as measured and the others from healthy window number so and so.</param>
    /// <param name="windows">Healthy windows there are.</param>
    /// <returns>What keeping each feature adds, and how much of the score's scatter the linear model tells (weighted R squared).</returns>
    public static (double[] Coefficients, double Fidelity) Explain(int features, int windows, Func<bool[], int, double> value, int samples, SeededDraws draws)
    {
        int terms = features + 1;
        double[][] normal = [.. Enumerable.Range(0, terms).Select(_ => new double[terms + 1])];
        List<(bool[] Kept, double Score, double Weight)> seen = [];
        int[] order = [.. Enumerable.Range(0, features)];
        for (int drawn = 0; drawn < samples; drawn++)
        {
            // The vector itself first; then any number of features is left out, all numbers equally often.
            int left = drawn == 0 ? 0 : 1 + draws.Below(features);
            draws.Shuffle(order);
            bool[] kept = [.. Enumerable.Repeat(true, features)];
            for (int i = 0; i < left; i++)
            {
                kept[order[i]] = false;
            }

            double distance = 1 - Math.Sqrt((features - left) / (double)features);
            double weight = Math.Exp(-Math.Pow(distance / KernelWidth, 2));
            double score = value(kept, draws.Below(windows));
            seen.Add((kept, score, weight));
            for (int i = 0; i < terms; i++)
            {
                double a = i == features || kept[i] ? weight : 0;
                if (a == 0)
                {
                    continue;
                }

                for (int j = 0; j < terms; j++)
                {
                    normal[i][j] += j == features || kept[j] ? a : 0;
                }

                normal[i][terms] += a * score;
            }
        }

        for (int i = 0; i < features; i++)
        {
            normal[i][i] += Ridge;
        }

        double[] line = LinearSystem.Solve(normal);
        double mass = seen.Sum(sample => sample.Weight), mean = seen.Sum(sample => sample.Weight * sample.Score) / mass, scatter = 0, missed = 0;
        foreach ((bool[] kept, double score, double weight) in seen)
        {
            double told = line[features];
            for (int i = 0; i < features; i++)
            {
                told += kept[i] ? line[i] : 0;
            }

            scatter += weight * Math.Pow(score - mean, 2);
            missed += weight * Math.Pow(score - told, 2);
        }

        return (line[..features], scatter > 0 ? 1 - (missed / scatter) : 1);
    }
}
