using System.Text.Json;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Inference.Tests;

public class BaselineLearnerTests
{
    private readonly RandomModels _random = new(TestData.Seed);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Merging_equals_learning_on_the_union_to_the_byte(bool full)
    {
        for (int round = 0; round < 50; round++)
        {
            int features = _random.Next(1, 20);
            var one = new BaselineLearner(features, full);
            var two = new BaselineLearner(features, full);
            var all = new BaselineLearner(features, full);
            for (int i = 0, n = _random.Next(0, 60); i < n; i++)
            {
                int[] x = _random.Input(features, TensorType.Features);
                (_random.Coin() ? one : two).Learn(x);
                all.Learn(x);
            }

            Assert.True(two.Merge(one));
            Assert.True(Bytes(all).SequenceEqual(Bytes(two)), $"seed {TestData.Seed}, round {round}");
        }
    }

    [Fact]
    public void Mean_variance_and_covariance_are_those_of_the_windows()
    {
        var learner = new BaselineLearner(3, true);
        var windows = new int[500][];
        for (int i = 0; i < windows.Length; i++)
        {
            int common = _random.Next(-300, 300);
            windows[i] = [5000 + common, -2000 + _random.Next(-50, 50), (common / 2) + _random.Next(-20, 20)];
            learner.Learn(windows[i]);
        }

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(windows.Average(w => w[i]), learner.Mean(i), 0.51);
            for (int j = 0; j < 3; j++)
            {
                double mi = windows.Average(w => w[i]);
                double mj = windows.Average(w => w[j]);
                double expected = windows.Sum(w => (w[i] - mi) * (w[j] - mj)) / (windows.Length - 1);
                Assert.Equal(expected, learner.CovarianceQ8(i, j) / 256.0, 0.02);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_like_the_baseline_scores_one_squared_deviation_and_what_is_not_scores_far_more(bool full)
    {
        const int Features = 8;
        var learner = new BaselineLearner(Features, full);
        int[] Window(int shift)
        {
            int common = _random.Next(-200, 200);
            return [.. Enumerable.Range(0, Features).Select(i => (i * 700) + common + _random.Next(-200, 200) + (i == 3 ? shift : 0))];
        }

        for (int i = 0; i < 2000; i++)
        {
            learner.Learn(Window(0));
        }

        CentreDistance distance = full ? learner.ToFullDistance(1, 16) : learner.ToDistance(1, 16);
        var score = new int[1];
        double Average(int shift) => Enumerable.Range(0, 500).Average(_ =>
        {
            distance.Run(Window(shift), score);
            return distance.SquaredDistance / 65536.0 / Features;
        });
        Assert.InRange(Average(0), full ? 0.9 : 0.95, full ? 1.1 : 1.05);
        Assert.True(Average(2000) > (full ? 15 : 10), $"seed {TestData.Seed}");
        Assert.InRange(score[0], 15_000, 32_768);
    }

    [Fact]
    public void The_full_distance_agrees_with_the_matrix_formula()
    {
        const int Features = 6;
        var learner = new BaselineLearner(Features, true);
        for (int i = 0; i < 3000; i++)
        {
            int common = _random.Next(-300, 300);
            learner.Learn([.. Enumerable.Range(0, Features).Select(k => (common * k / 4) + _random.Next(-100 * (k + 1), 100 * (k + 1)))]);
        }

        // Covariance with correlations shrunk by 1/64, inverted in double by Gaussian elimination.
        var c = new double[Features, Features];
        for (int i = 0; i < Features; i++)
        {
            for (int j = 0; j < Features; j++)
            {
                c[i, j] = learner.CovarianceQ8(i, j) / 256.0 * (i == j ? 1 : 63.0 / 64);
            }
        }

        CentreDistance distance = learner.ToFullDistance(1, 16);
        for (int round = 0; round < 100; round++)
        {
            int[] x = [.. Enumerable.Range(0, Features).Select(_ => _random.Next(-2000, 2000))];
            double[] d = [.. x.Select((v, i) => (double)v - learner.Mean(i))];
            double[] solved = Solve(c, d);
            double expected = d.Zip(solved, (a, b) => a * b).Sum();
            distance.Run(x, new int[1]);
            Assert.InRange(distance.SquaredDistance / 65536.0, expected * 0.995 - 0.05, expected * 1.005 + 0.05);
        }
    }

    [Fact]
    public void A_feature_that_never_moved_is_held_to_the_floor()
    {
        var learner = new BaselineLearner(1, false);
        learner.Learn([1000]);
        learner.Learn([1000]);
        CentreDistance distance = learner.ToDistance(16, 16);
        distance.Run([1016], new int[1]);
        Assert.InRange(distance.SquaredDistance, 65536 * 0.99, 65536 * 1.01);
    }

    [Fact]
    public void Bytes_come_back_as_the_same_learner_and_damage_is_refused()
    {
        var learner = new BaselineLearner(5, true);
        for (int i = 0; i < 30; i++)
        {
            learner.Learn(_random.Input(5, TensorType.Features));
        }

        byte[] bytes = Bytes(learner);
        Assert.Equal(bytes, Bytes(BaselineLearner.Read(bytes, 0, bytes.Length)));
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= (byte)_random.Next(1, 255);
            Assert.Null(BaselineLearner.Read(damaged, 0, damaged.Length));
            Assert.Null(BaselineLearner.Read(bytes, 0, i));
        }
    }

    [Fact]
    public void The_golden_windows_give_the_golden_sums_and_scores()
    {
        // windows, state and scores in tests/vectors/inference/baseline.json; AIOT_WRITE_VECTORS=1 writes it again.
        string path = TestData.InRepository("tests/vectors/inference/baseline.json");
        var random = new RandomModels(11);
        var learner = new BaselineLearner(4, true);
        var windows = new List<int[]>();
        for (int i = 0; i < 24; i++)
        {
            int common = random.Next(-400, 400);
            windows.Add([5000 + common, -700 + random.Next(-60, 60), (common / 3) + random.Next(-90, 90), 12]);
            learner.Learn(windows[^1]);
        }

        CentreDistance diagonal = learner.ToDistance(16, 16);
        CentreDistance full = learner.ToFullDistance(16, 16);
        var score = new int[1];
        var scores = new List<string>();
        for (int i = 0; i < 6; i++)
        {
            int[] x = [5000 + random.Next(-900, 900), -700 + random.Next(-300, 300), random.Next(-500, 500), 12 + random.Next(-60, 60)];
            diagonal.Run(x, score);
            int d = score[0];
            full.Run(x, score);
            scores.Add($$"""{"input": {{JsonSerializer.Serialize(x)}}, "diagonal": {{d}}, "full": {{score[0]}}}""");
        }

        string text = $$"""
            {"contract": "model image 1, baseline", "full": true, "deviationFloor": 16, "fullScale": 16,
             "windows": {{JsonSerializer.Serialize(windows)}},
             "state": "{{Convert.ToHexStringLower(Bytes(learner))}}",
             "scores": [
              {{string.Join(",\n  ", scores)}}]}

            """;
        if (Environment.GetEnvironmentVariable("AIOT_WRITE_VECTORS") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    [Fact]
    public void Learning_and_scoring_allocate_nothing()
    {
        var learner = new BaselineLearner(16, true);
        int[] x = _random.Input(16, TensorType.Features);
        learner.Learn(x);
        learner.Learn(_random.Input(16, TensorType.Features));
        CentreDistance distance = learner.ToFullDistance(16, 16);
        var score = new int[1];
        distance.Run(x, score);
        long before = GC.GetAllocatedBytesForCurrentThread();
        learner.Learn(x);
        distance.Run(x, score);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Bytes(BaselineLearner learner)
    {
        var bytes = new byte[learner.ByteCount];
        Assert.Equal(bytes.Length, learner.Write(bytes, 0));
        return bytes;
    }

    private static double[] Solve(double[,] matrix, double[] right)
    {
        int n = right.Length;
        var a = (double[,])matrix.Clone();
        double[] b = [.. right];
        for (int i = 0; i < n; i++)
        {
            for (int r = i + 1; r < n; r++)
            {
                double f = a[r, i] / a[i, i];
                for (int k = i; k < n; k++)
                {
                    a[r, k] -= f * a[i, k];
                }

                b[r] -= f * b[i];
            }
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
            {
                b[i] -= a[i, k] * b[k];
            }

            b[i] /= a[i, i];
        }

        return b;
    }
}
