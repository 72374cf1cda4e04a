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

    /// <summary>A champion on one machine is a shadow's neighbour on another: fusion and the shadows ask it from two threads.</summary>
    [Fact]
    public void Two_who_ask_at_once_get_each_their_own_answer()
    {
        using var isolated = new IsolatedScorer(new ScriptedScorer { Answer = features => [features[0]] }, TimeProvider.System, NullLogger<IsolatedScorer>.Instance);
        Parallel.For(0, 4, who =>
        {
            for (int i = 0; i < 500; i++)
            {
                int mine = (1000 * who) + i;
                Assert.Equal(mine, isolated.Score([mine])?[0] ?? mine);
            }
        });
        Assert.InRange(isolated.Status.Runs, 1, 2000);
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

    [Fact]
    public void A_model_that_never_comes_back_does_not_stop_fusion_and_is_not_asked_again()
    {
        using var never = new ManualResetEventSlim();
        var model = new ScriptedScorer { Answer = _ => Forever(never) };
        var isolated = new IsolatedScorer(model, TimeProvider.System, NullLogger<IsolatedScorer>.Instance);
        var script = new FusionScript(ensemble: isolated);
        script.Windows(20).Windows(30, outer: 0.97);
        Assert.Equal(MachineCondition.Alarm, script.Condition);
        Assert.Equal(1, model.Calls);
        Assert.Equal(("hung", 1L), (isolated.Status.State, isolated.Status.Failures));
        isolated.Dispose();
        never.Set();
    }

    [Fact]
    public async Task A_model_that_came_back_late_is_asked_again_after_its_rest_and_its_late_answer_is_nobodys()
    {
        var clock = new SteppedClock();
        using var late = new ManualResetEventSlim();
        bool hang = true;
        var model = new ScriptedScorer { Answer = features => hang ? Forever(late) : [features[0], 0, 0, 0] };
        using var isolated = new IsolatedScorer(model, clock, NullLogger<IsolatedScorer>.Instance);
        Assert.Null(isolated.Score([1]));
        clock.Step(TimeSpan.FromMinutes(5));
        Assert.Null(isolated.Score([2]));
        Assert.Equal(1, model.Calls);
        hang = false;
        late.Set();
        for (int tries = 0; model.Returned == 0 && tries < 500; tries++)
        {
            await Task.Delay(10);
        }

        await Task.Delay(50);
        Assert.Null(isolated.Score([3]));
        clock.Step(TimeSpan.FromMinutes(2));
        Assert.Equal(4, isolated.Score([4])![0]);
        Assert.Equal("ok", isolated.Status.State);
    }

    private static IReadOnlyList<double>? Forever(ManualResetEventSlim gate)
    {
        gate.Wait();
        return [0, 0, 1, 0];
    }

    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Step(TimeSpan span) => Interlocked.Add(ref _ticks, span.Ticks);
    }

    private sealed class ScriptedScorer : IFeatureScorer
    {
        public required Func<int[], IReadOnlyList<double>?> Answer { get; init; }

        public int Calls { get; private set; }

        public volatile int Returned;

        public string Id => "scripted";

        public IReadOnlyList<double>? Score(int[] features)
        {
            Calls++;
            try
            {
                return Answer(features);
            }
            finally
            {
                Returned++;
            }
        }
    }
}
