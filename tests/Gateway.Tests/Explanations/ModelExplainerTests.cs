using System.Text.Json;
using AIoT.Embedded.Boards.Virtual.Vibration.Bearings;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Evaluation.Features;
using AIoT.Embedded.Tests.Common;
using FaultOrders = AIoT.Embedded.Gateway.Assets.FaultOrders;

namespace AIoT.Embedded.Gateway.Tests.Explanations;

public sealed class ModelExplainerTests
{
    private static readonly string[] Names = ["crest", "kurtosis", "skewness", "envelope_level", "envelope_kurtosis", "envelope_crest", "comb_bpfo", "comb_bpfi", "comb_2bsf", "comb_ftf"];
    private static readonly FaultOrders Orders = new(
        BearingGeometry.Bearing6205.OuterRaceOrder, BearingGeometry.Bearing6205.InnerRaceOrder, 2 * BearingGeometry.Bearing6205.BallSpinOrder, BearingGeometry.Bearing6205.CageOrder);

    [Theory]
    [InlineData(BearingFault.Outer, 1, "comb_bpfo")]
    [InlineData(BearingFault.Inner, 2, "comb_bpfi")]
    [InlineData(BearingFault.Ball, 3, "comb_2bsf")]
    public void What_is_damaged_in_a_simulated_bearing_is_the_first_reason_for_its_score(BearingFault fault, int index, string comb)
    {
        var fan = new SimulatedFan(fault);
        HealthyWindows healthy = fan.Healthy();
        int[] window = Enumerable.Range(0, 8).Select(_ => fan.Window(1)).MaxBy(features => fan.Model.Score(features)[index])!;
        ModelExplanation explained = Explain(fan.Model, window, index, fault.ToString().ToLowerInvariant(), healthy);
        Assert.Equal("kernel-shap-exact", explained.Attribution.Method);
        Assert.Equal(fan.Model.Score(window)[index], explained.Attribution.Score, 1e-9);
        Assert.Equal(explained.Attribution.Score - explained.Attribution.Base, explained.Attribution.Parts.Sum(part => part.Contribution), 1e-9);
        Assert.Contains(comb, explained.Attribution.Parts.Take(2).Select(part => part.Feature));
        Assert.InRange(explained.Second.Fidelity, 0, 1);
    }

    [Fact]
    public void Every_sum_is_the_score_and_the_same_window_gives_the_same_bytes()
    {
        var fan = new SimulatedFan(BearingFault.Outer);
        HealthyWindows healthy = fan.Healthy();
        for (int i = 0; i < 3; i++)
        {
            int[] window = fan.Window(i / 2.0);
            for (int index = i; index < 4; index += 2)
            {
                ModelExplanation explained = Explain(fan.Model, window, index, $"class {index}", healthy);
                Assert.Equal(fan.Model.Score(window)[index], explained.Attribution.Base + explained.Attribution.Parts.Sum(part => part.Contribution), 1e-9);
                Assert.Equal(JsonSerializer.Serialize(explained), JsonSerializer.Serialize(Explain(fan.Model, window, index, $"class {index}", healthy)));
            }
        }
    }

    [Fact]
    public void More_features_than_are_enumerated_are_drawn_and_the_error_is_said()
    {
        var model = new PlainModel(16, features => 1 / (1 + Math.Exp(-((features[0] / 50.0) + (features[1] / 90.0) - (features[0] * features[2] / 9000.0) - 2))));
        HealthyWindows healthy = new(1, 1, 4, [.. Enumerable.Range(0, 4).Select(window => Enumerable.Range(0, 16).Select(i => (window + i) % 3).ToArray())], "");
        int[] window = [.. Enumerable.Range(0, 16).Select(i => i < 3 ? 100 : 1)];
        ModelExplanation explained = ModelExplainer.Explain(
            model, window, 0, "odd", [.. Enumerable.Range(1, 16).Select(i => $"feature {i}")], [.. Enumerable.Repeat("s", 16)], healthy, null, "seed");
        Assert.Equal("kernel-shap-sampled", explained.Attribution.Method);
        Assert.True(explained.Attribution.Error > 0);
        Assert.Equal(explained.Attribution.Score - explained.Attribution.Base, explained.Attribution.Parts.Sum(part => part.Contribution), 1e-9);
        Assert.Contains("good to 0.0", explained.Words);
        Assert.Subset(new HashSet<string> { "feature 1", "feature 2", "feature 3" }, explained.Attribution.Parts.Take(2).Select(part => part.Feature).ToHashSet());
    }

    [Fact]
    public void A_second_opinion_that_differs_is_said()
    {
        // Two features that only count together: no line tells that.
        var model = new PlainModel(3, features => (features[0] > 50) ^ (features[1] > 50) ? 0.1 : 0.9);
        HealthyWindows healthy = new(1, 1, 8, [.. Enumerable.Repeat(new[] { 0, 0, 0 }, 8)], "");
        ModelExplanation explained = ModelExplainer.Explain(model, [100, 100, 3], 0, "odd", ["a", "b", "c"], ["s", "s", "s"], healthy, null, "seed");
        Assert.False(explained.Second.Agrees);
        Assert.Contains("LIME does not agree: it puts ", explained.Words);
    }

    [SkippableFact]
    public void On_recorded_outer_race_faults_the_outer_race_is_among_the_first_reasons()
    {
        string folder = TestData.Shared("vibration/cwru");
        WindowFeatures Of(string name) => RecordingFeatures.Of(RecordingReader.Read(Path.Combine(folder, name)), RecordingReader.Read(Path.Combine(folder, name)).Axis("DE"), RecipeLibrary.Find("bearing-v1"), BearingGeometry.Bearing6205, 1797);
        string healthyFile = RecordingReader.Find(folder).First(file => Path.GetFileName(file).StartsWith("normal_0", StringComparison.Ordinal));
        IReadOnlyList<int[]> normal = Of(Path.GetFileName(healthyFile)).Windows;
        HealthyWindows healthy = new(1, 1, 16, [.. Enumerable.Range(0, 16).Select(i => normal[i * normal.Count / 16])], "");
        BoardModel model = SimulatedFan.ShippedModel();
        int judged = 0, named = 0;
        foreach (string file in RecordingReader.Find(folder).Where(file => Path.GetFileName(file).Contains("_OR", StringComparison.Ordinal)))
        {
            int[] window = Of(Path.GetFileName(file)).Windows.MaxBy(features => model.Score(features)[1])!;
            if (model.Score(window)[1] < 0.5)
            {
                // What the model does not call an outer-race fault has no such reasons.
                continue;
            }

            judged++;
            ModelExplanation explained = Explain(model, window, 1, "outer", healthy);
            Assert.Equal(explained.Attribution.Score - explained.Attribution.Base, explained.Attribution.Parts.Sum(part => part.Contribution), 1e-9);
            named += explained.Attribution.Parts.Take(2).Any(part => part.Feature == "comb_bpfo") ? 1 : 0;
        }

        Assert.True(judged > 0, "the model calls none of the recordings an outer-race fault");
        Assert.True(named * 3 >= judged * 2, $"the outer race is among the first two reasons in {named} of {judged} recordings");
    }

    private static ModelExplanation Explain(IVectorModel model, int[] window, int index, string name, HealthyWindows healthy) =>
        ModelExplainer.Explain(model, window, index, name, Names, [.. Names.Select(_ => "fan-1")], healthy, Orders, "seed");

    private sealed class PlainModel(int inputs, Func<int[], double> score) : IVectorModel
    {
        public string Id => "00";

        public string Name => "plain";

        public int Inputs => inputs;

        public IReadOnlyList<double> Score(int[] features) => [score(features)];
    }
}
