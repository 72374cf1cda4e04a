using AIoT.Embedded.Gateway.Ensemble;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Ensemble;

public sealed class IsolatedScorerTests
{
    [Fact]
    public void A_model_that_throws_is_switched_off_and_the_boards_scores_stand_alone()
    {
        var model = new ScriptedScorer { Answer = _ => throw new InvalidOperationException("broken") };
        var isolated = new IsolatedScorer(model, TimeProvider.System, NullLogger<IsolatedScorer>.Instance);
        var script = new FusionScript(ensemble: isolated);
        script.Windows(20).Windows(30, outer: 0.97);
        Assert.Equal(MachineCondition.Alarm, script.Condition);
        Assert.Equal(3, model.Calls);
        Assert.Equal("failed", isolated.Status.State);
        Assert.Equal("InvalidOperationException: broken", isolated.Status.Reason);
    }

    [Fact]
    public void A_second_opinion_counts_by_its_share()
    {
        var model = new ScriptedScorer { Answer = _ => [0.4, 0, 0.6, 0] };
        var script = new FusionScript(ensemble: new IsolatedScorer(model, TimeProvider.System, NullLogger<IsolatedScorer>.Instance));
        script.Windows(60, outer: 1);
        Assert.Equal(0.8, script.Machine.Current.Fault, 6);
        Assert.Equal(0.6, script.Machine.Memory.Sensors["fan-1"].Ensemble["outer race"], 6);
    }

    [Fact]
    public void A_model_that_has_no_answer_is_left_out()
    {
        var script = new FusionScript(ensemble: new ScriptedScorer { Answer = _ => null });
        script.Windows(60, outer: 0.5);
        Assert.Equal(0.5, script.Machine.Current.Fault, 4);
    }

    private sealed class ScriptedScorer : IFeatureScorer
    {
        public required Func<int[], IReadOnlyList<double>?> Answer { get; init; }

        public int Calls { get; private set; }

        public string Id => "scripted";

        public IReadOnlyList<double>? Score(int[] features)
        {
            Calls++;
            return Answer(features);
        }
    }
}
