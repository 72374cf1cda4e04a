using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.Node.Tests.Measurements;

/// <summary>Models that are no networks, over the four features of <see cref="AppBench"/>.</summary>
internal static class OtherModels
{
    /// <summary>One tree: loud (log2 of RMS above 22) or not.</summary>
    public static ModelImage Trees() => Parse(ModelImageWriter.Write(new TreeModel
    {
        Id = "trees",
        Recipe = AppBench.Description().Recipe,
        Classes = ["normal", "loud"],
        Provenance = AppBench.Description().Provenance,
        Features = 4,
        Trees = [new TreeNode.Test(0, 22 * 256, new TreeNode.Leaf(0, 32768), new TreeNode.Leaf(1, 32768))],
        Base = [0, 0],
        Requantization = Requantization.FromFactors(1),
    }));

    /// <summary>Far from nothing.</summary>
    public static ModelImage Distance() => Parse(ModelImageWriter.Write(new DistanceModel
    {
        Id = "distance",
        Recipe = AppBench.Description().Recipe,
        Provenance = AppBench.Description().Provenance,
        Centres = [[5000, 1000, 0, 0]],
        Scale = [1, 1, 1, 1],
        ScaleShift = 8,
        PreShift = 4,
        Multiplier = 1,
        Shift = 10,
    }));

    private static ModelImage Parse(byte[] bytes) => ModelImage.Parse(bytes, bytes.Length);
}
