using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.Gateway.Models;
using TestData = AIoT.Embedded.Tests.Common.TestData;

namespace AIoT.Embedded.Gateway.Tests.Models;

public sealed class ModelMathTests
{
    [Fact]
    public void A_machines_windows_become_one_vector_in_the_order_of_the_assets_with_the_absent_marked()
    {
        int[]?[] features = [[1, -2], null, [5, 4]];
        Assert.Equal([5, 4], MachineInput.Of(ModelInput.Window, 2, features)!);
        Assert.Equal([1, 1, -2, 0, 0, 0, 1, 5, 4], MachineInput.Of(ModelInput.Sensors, 0, features)!);
        Assert.Equal([2, 5, 4, 3, 1], MachineInput.Of(ModelInput.Pooled, 0, features)!);
        foreach (ModelInput input in Enum.GetValues<ModelInput>())
        {
            Assert.Equal(MachineInput.Length(input, 3, 2), MachineInput.Of(input, 0, features)!.Length);
        }

        Assert.Null(MachineInput.Of(ModelInput.Window, 1, features));
        Assert.Null(MachineInput.Of(ModelInput.Sensors, 0, [[1, 2], [1, 2, 3]]));
    }

    [Fact]
    public void A_challengers_share_is_the_same_machines_for_good_and_about_its_percent()
    {
        RegisteredModel champion = Model("old", ModelRole.Champion), challenger = Model("new", ModelRole.Challenger) with { Share = 20, Machines = ["fan"] };
        string[] machines = [.. Enumerable.Range(0, 1000).Select(i => $"machine-{i}")];
        string[] on = [.. machines.Where(machine => ModelShare.Of([champion, challenger], machine) == challenger)];
        Assert.InRange(on.Length, 150, 250);
        Assert.Equal(on, machines.Where(machine => ModelShare.Of([challenger, champion], machine) == challenger));
        Assert.Equal(challenger, ModelShare.Of([champion, challenger], "fan"));
        Assert.Subset(machines.Where(machine => ModelShare.IsIn(challenger with { Share = 30 }, machine)).ToHashSet(), on.ToHashSet());
        Assert.Equal(champion, ModelShare.Of([champion, challenger with { Role = ModelRole.Shadow }], "fan"));
        Assert.Null(ModelShare.Of([Model("new", ModelRole.Shadow)], "fan"));
    }

    [Fact]
    public void Stability_of_the_same_scores_is_about_nothing_however_few_and_a_shift_shows()
    {
        var draws = new SeededDraws((ulong)TestData.Seed);
        double[] Draw(int count, double shift) => [.. Enumerable.Range(0, count).Select(_ => Math.Clamp((0.3 * draws.Unit()) + (0.3 * draws.Unit()) + shift, 0, 1))];
        double[] small = [.. Enumerable.Range(0, 200).Select(_ => PopulationStability.Of(Draw(60, 0), Draw(60, 0))!.Value)];
        Assert.True(small.Average() < 0.1, $"{small.Average()} of samples of sixty, seed {TestData.Seed}");
        Assert.True(PopulationStability.Of(Draw(1000, 0), Draw(1000, 0)) < 0.05, $"seed {TestData.Seed}");
        Assert.True(PopulationStability.Of(Draw(1000, 0), Draw(1000, 0.2)) > 0.25, $"seed {TestData.Seed}");
        Assert.Null(PopulationStability.Of([], [0.5]));
    }

    [Fact]
    public void Separation_is_the_part_of_pairs_in_the_right_order()
    {
        Assert.Equal(1, RankedSeparation.Of([0.9, 0.8], [0.1, 0.2])!.Value);
        Assert.Equal(0.75, RankedSeparation.Of([0.9, 0.2], [0.1, 0.5])!.Value);
        Assert.Equal(0.5, RankedSeparation.Of([0.5], [0.5])!.Value);
        Assert.Null(RankedSeparation.Of([0.5], []));
    }

    private static RegisteredModel Model(string name, ModelRole role) => new(name, 1, new string('0', 64), role, ModelInput.Window, [], 0, [], 0);
}
