using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.Decision;

public sealed class DeciderTests
{
    private const int One = WireLimits.OneQ15;

    [Fact]
    public void A_healthy_machine_becomes_normal_after_a_few_windows()
    {
        var decider = new Decider(new DecisionRule(), 3);
        Assert.Equal(MachineState.Unknown, decider.State);
        Feed(decider, 4, One, 0, 0);
        Assert.Equal(MachineState.Unknown, decider.State);
        Feed(decider, 1, One, 0, 0);
        Assert.Equal((MachineState.Normal, 0, One), (decider.State, decider.Class, decider.Score));
    }

    [Fact]
    public void A_lasting_fault_raises_an_alarm_and_names_its_class()
    {
        Decider decider = Normal();
        Feed(decider, 30, 0, 1000, One - 1000);
        Assert.Equal((MachineState.Alarm, 2), (decider.State, decider.Class));
        Assert.InRange(decider.Score, One - 1100, One - 1000);
    }

    [Fact]
    public void Single_bad_windows_raise_nothing()
    {
        Decider decider = Normal();
        for (int i = 0; i < 50; i++)
        {
            Feed(decider, 1, 0, One, 0);
            Feed(decider, 9, One, 0, 0);
            Assert.Equal(MachineState.Normal, decider.State);
        }
    }

    [Fact]
    public void Between_the_thresholds_there_is_a_warning()
    {
        Decider decider = Normal();
        Feed(decider, 60, One - 20000, 20000, 0);
        Assert.Equal((MachineState.Warning, 1), (decider.State, decider.Class));
    }

    [Fact]
    public void A_score_that_wavers_about_a_threshold_does_not_make_the_state_flicker()
    {
        Decider decider = Normal();
        Feed(decider, 60, 0, 25000, 0);
        Assert.Equal(MachineState.Alarm, decider.State);
        int changes = 0;
        int last = decider.State;
        var random = new Random(1);
        for (int i = 0; i < 500; i++)
        {
            Feed(decider, 1, 0, 24576 + random.Next(-2500, 2500), 0);
            changes += decider.State == last ? 0 : 1;
            last = decider.State;
        }

        Assert.Equal(0, changes);
        Feed(decider, 60, 0, 20000, 0);
        Assert.Equal(MachineState.Warning, decider.State);
    }

    [Fact]
    public void Windows_that_can_not_be_judged_change_nothing_until_there_are_too_many()
    {
        Decider decider = Normal();
        for (int i = 0; i < 29; i++)
        {
            decider.Skip();
        }

        Assert.Equal(MachineState.Normal, decider.State);
        decider.Skip();
        Assert.Equal(MachineState.Unknown, decider.State);
        Feed(decider, 10, One, 0, 0);
        Assert.Equal(MachineState.Normal, decider.State);
    }

    [Fact]
    public void A_model_with_one_anomaly_score_alarms_on_it()
    {
        var decider = new Decider(new DecisionRule { NormalClass = -1 }, 1);
        Feed(decider, 10, 100);
        Assert.Equal((MachineState.Normal, 0, 100), (decider.State, decider.Class, decider.Score));
        Feed(decider, 40, 30000);
        Assert.Equal((MachineState.Alarm, 0), (decider.State, decider.Class));
    }

    private static Decider Normal()
    {
        var decider = new Decider(new DecisionRule(), 3);
        Feed(decider, 10, One, 0, 0);
        Assert.Equal(MachineState.Normal, decider.State);
        return decider;
    }

    private static void Feed(Decider decider, int windows, params int[] scores)
    {
        for (int i = 0; i < windows; i++)
        {
            decider.Decide(scores);
        }
    }
}
