using AIoT.Embedded.Inference;
using AIoT.Embedded.Inference.Tests.Reference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Inference.Tests;

public class TreeTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Trees_score_as_a_plain_recursive_walk(bool softmax)
    {
        int vectors = TestData.LongMode ? 500_000 : 2000;
        for (int round = 0, done = 0; done < vectors; round++)
        {
            var random = new RandomModels(unchecked(TestData.Seed + round));
            TreeModel model = Model(random, softmax);
            byte[] bytes = ModelImageWriter.Write(model);
            var engine = new Engine(ModelImage.Parse(bytes, bytes.Length), 0);
            var scores = new int[model.Base.Count];
            for (int i = 0; i < 50; i++, done++)
            {
                int[] x = [.. Enumerable.Range(0, model.Features).Select(_ => random.Next(-110, 110))];
                engine.Run(x, scores);
                KernelChecks.Same(PlainScorers.Trees(model, x), scores, $"seed {TestData.Seed}, round {round}");
            }
        }
    }

    [Fact]
    public void A_tree_image_carries_its_self_test()
    {
        TreeModel model = Model(new RandomModels(3), false) with { SelfTestInput = [1, 2, 3, 4, 5] };
        byte[] bytes = ModelImageWriter.Write(model);
        ModelImage image = ModelImage.Parse(bytes, bytes.Length);
        Assert.True(new Engine(image, 0).SelfTest());
        Assert.Equal(image.ArenaBytes, new Engine(image, 0).ArenaBytes);
    }

    internal static TreeModel Model(RandomModels random, bool softmax)
    {
        bool vectors = random.Coin();
        int outputs = random.Next(1, 4);
        return new TreeModel
        {
            Id = "trees",
            Provenance = RandomModels.Provenance,
            Features = 5,
            Trees = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Tree(random, outputs, vectors, random.Next(0, 6)))],
            Base = [.. Enumerable.Range(0, outputs).Select(_ => random.Next(-1000, 1000))],
            Requantization = Requantization.FromFactors(softmax ? 0.01 : 0.5),
            SoftmaxRatio = softmax ? 2_000_000_000 : null,
        };
    }

    private static TreeNode Tree(RandomModels random, int outputs, bool vectors, int depth)
    {
        if (depth == 0 || random.Next(0, 9) == 0)
        {
            return vectors
                ? new TreeNode.VectorLeaf([.. Enumerable.Range(0, outputs).Select(_ => random.Next(-10000, 10000))])
                : new TreeNode.Leaf(random.Next(0, outputs - 1), random.Next(-10000, 10000));
        }

        return new TreeNode.Test(random.Next(0, 4), random.Next(-100, 100), Tree(random, outputs, vectors, depth - 1), Tree(random, outputs, vectors, depth - 1));
    }
}
