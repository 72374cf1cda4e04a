using AIoT.Embedded.Inference;
using AIoT.Embedded.Inference.Tests.Reference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Inference.Tests;

public class DistanceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Distance_equals_the_plain_formula(bool full)
    {
        int vectors = TestData.LongMode ? 500_000 : 2000;
        for (int round = 0, done = 0; done < vectors; round++)
        {
            var random = new RandomModels(unchecked(TestData.Seed + round));
            DistanceModel model = Model(random, full);
            byte[] bytes = ModelImageWriter.Write(model);
            var engine = new Engine(ModelImage.Parse(bytes, bytes.Length), 0);
            var scores = new int[1];
            for (int i = 0; i < 50; i++, done++)
            {
                int[] x = random.Input(model.Centres[0].Count, TensorType.Features);
                engine.Run(x, scores);
                Assert.True(PlainScorers.Distance(model, x) == scores[0], $"seed {TestData.Seed}, round {round}");
            }
        }
    }

    internal static DistanceModel Model(RandomModels random, bool full)
    {
        int features = random.Next(1, 12);
        int scales = full ? features * (features + 1) / 2 : features;
        int limit = random.Coin() ? int.MaxValue : 1 << 16;
        return new DistanceModel
        {
            Id = "distance",
            Provenance = RandomModels.Provenance,
            Centres = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Input(features, TensorType.Features))],
            Scale = [.. Enumerable.Range(0, scales).Select(_ => random.Next(-limit, limit))],
            ScaleShift = random.Next(1, 46),
            PreShift = random.Next(0, 62),
            Multiplier = random.Next(1, int.MaxValue),
            Shift = random.Next(1, 62),
        };
    }
}
