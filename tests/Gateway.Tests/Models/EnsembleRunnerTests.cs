using System.Security.Cryptography;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Tests.Explanations;
using AIoT.Embedded.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Models;

public sealed class EnsembleRunnerTests
{
    private static readonly string[] Classes = ["normal", "outer", "inner", "ball"];
    private static readonly ScoreModel Meaning = new("", "bearing", Classes, new HashSet<string> { "normal" }, 1, 0, []);
    private static readonly MachineAsset Fan = new("fan", "Fan", "fan", Criticality.Medium, new IsoLimits(2, "rigid", 1.4, 2.8, 4.5, "test"), [new SensorAsset("fan-1", "fan-1", 0, "")]);

    [SkippableFact]
    public async Task A_champion_counts_a_shadow_is_compared_with_it_and_changes_are_taken_while_it_runs()
    {
        using var folder = new TemporaryFolder();
        var registry = new ModelRegistry(folder.Path);
        Add(registry, "old", ModelRole.Champion);
        Add(registry, "new", ModelRole.Shadow);
        using EnsembleRunner runner = Runner(registry);
        await runner.StartAsync(default);
        var fan = new SimulatedFan(BearingFault.Outer);
        Assert.StartsWith("old 1 ", runner.Of("fan"));
        for (int i = 0; i < 20; i++)
        {
            int[] window = fan.Window(i < 10 ? 0 : 1);
            IReadOnlyDictionary<string, double> counted = runner.Score(Fan, 0, [window], Meaning, Named(fan.Model.Score(window)))!;
            Assert.Equal(Classes, counted.Keys);
            Assert.Equal(1, counted.Values.Sum(), 0.01);
        }

        await UntilAsync(() => runner.Views().All(view => view.Statistics.Scored == 20 && view.Statistics.Compared == 20));
        ModelView shadow = runner.Views().Single(view => view.Model.Role == ModelRole.Shadow);
        Assert.Equal((1.0, 0.0), (shadow.Statistics.Agreement!.Value, shadow.Statistics.MeanDifference!.Value));
        ModelView champion = runner.Views().Single(view => view.Model.Role == ModelRole.Champion);
        Assert.True(champion.Statistics.MeanDifference < 0.1, $"int8 and float are {champion.Statistics.MeanDifference} apart");
        Assert.True(champion.Statistics.P50Ms > 0);

        registry.Promote("new", 1);
        await UntilAsync(() => runner.Of("fan").StartsWith("new 1 ", StringComparison.Ordinal));
        Assert.Equal(20, runner.Views().Single(view => view.Model.Name == "new").Statistics.Scored);
        registry.Remove("old", 1);
        await UntilAsync(() => runner.Views().Count == 1);
        Assert.NotNull(runner.Score(Fan, 0, [fan.Window(1)], Meaning, new Dictionary<string, double>()));
        registry.Remove("new", 1);
        await UntilAsync(() => !runner.HasModels);
        Assert.Equal("", runner.Of("fan"));
        Assert.Null(runner.Score(Fan, 0, [fan.Window(1)], Meaning, new Dictionary<string, double>()));
        await runner.StopAsync(default);
    }

    [SkippableFact]
    public void A_file_that_was_changed_or_lost_is_left_out_and_the_others_go_on()
    {
        using var folder = new TemporaryFolder();
        var registry = new ModelRegistry(folder.Path);
        Add(registry, "good", ModelRole.Champion);
        RegisteredModel bad = registry.Add("bad", [1, 2, 3], Entry("bad", ModelRole.Shadow, [1, 2, 3]));
        File.WriteAllText(registry.PathOf(bad), "something else");
        using EnsembleRunner runner = Runner(registry);
        Assert.Contains(runner.Views(), view => view.Model.Name == "bad" && view.Status.State == "failed" && view.Status.Reason.Contains("its content is not what was added"));
        Assert.NotNull(runner.Score(Fan, 0, [new int[10]], Meaning, new Dictionary<string, double>()));
    }

    [SkippableFact]
    public void A_vector_that_is_not_the_models_own_gives_no_score()
    {
        using var folder = new TemporaryFolder();
        var registry = new ModelRegistry(folder.Path);
        Add(registry, "good", ModelRole.Champion);
        using EnsembleRunner runner = Runner(registry);
        Assert.Null(runner.Score(Fan, 0, [new int[11]], Meaning, new Dictionary<string, double>()));
        Assert.Null(runner.Score(Fan, 0, [null], Meaning, new Dictionary<string, double>()));
        Assert.Equal(("unfit", "it takes 10 values, and a window here gives 11"), (runner.Status.State, runner.Status.Reason));
        Assert.NotNull(runner.Score(Fan, 0, [new int[10]], Meaning, new Dictionary<string, double>()));
        Assert.Equal("ok", runner.Status.State);
    }

    [SkippableFact]
    public void No_more_models_than_the_gateway_has_room_for_are_taken()
    {
        using var folder = new TemporaryFolder();
        var registry = new ModelRegistry(folder.Path);
        for (int i = 0; i < ModelRegistry.Most; i++)
        {
            Add(registry, "m", ModelRole.Shadow);
        }

        Assert.Contains("remove one first", Assert.Throws<UsageException>(() => Add(registry, "m", ModelRole.Shadow)).Message);
    }

    private static Dictionary<string, double> Named(IReadOnlyList<double> scores) => scores.Index().ToDictionary(entry => Classes[entry.Index], entry => entry.Item);

    private static void Add(ModelRegistry registry, string name, ModelRole role)
    {
        byte[] bytes = File.ReadAllBytes(OnnxRuntimeHere.Shipped());
        registry.Add(name, bytes, Entry(name, role, bytes));
    }

    private static RegisteredModel Entry(string name, ModelRole role, byte[] bytes) =>
        new(name, 0, Convert.ToHexStringLower(SHA256.HashData(bytes)), role, ModelInput.Window, [], 0, [], 0);

    private static EnsembleRunner Runner(ModelRegistry registry) => new(registry, null, TimeProvider.System, NullLoggerFactory.Instance);

    private static async Task UntilAsync(Func<bool> so)
    {
        for (int tries = 0; !so(); tries++)
        {
            Assert.True(tries < 2000, "it did not come");
            await Task.Delay(10);
        }
    }
}
