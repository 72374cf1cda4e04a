using AIoT.Embedded.Gateway.Alarms;
using FsCheck;
using FsCheck.Fluent;

namespace AIoT.Embedded.Gateway.Tests.Alarms;

public sealed class AlarmCycleTests
{
    /// <summary>The arrows of ISA-18.2's figure, one by one; what is not there leaves the state as it is.</summary>
    private static readonly Dictionary<(AlarmState From, string Step), AlarmState> Figure = new()
    {
        [(AlarmState.Unacknowledged, "acknowledge")] = AlarmState.Acknowledged,
        [(AlarmState.Returned, "acknowledge")] = AlarmState.Normal,
        [(AlarmState.LatchedUnacknowledged, "acknowledge")] = AlarmState.LatchedAcknowledged,
        [(AlarmState.Unacknowledged, "return")] = AlarmState.Returned,
        [(AlarmState.Acknowledged, "return")] = AlarmState.Normal,
        [(AlarmState.Unacknowledged, "return latched")] = AlarmState.LatchedUnacknowledged,
        [(AlarmState.Acknowledged, "return latched")] = AlarmState.LatchedAcknowledged,
        [(AlarmState.Unacknowledged, "return hidden")] = AlarmState.Normal,
        [(AlarmState.Acknowledged, "return hidden")] = AlarmState.Normal,
        [(AlarmState.LatchedUnacknowledged, "reset")] = AlarmState.Returned,
        [(AlarmState.LatchedAcknowledged, "reset")] = AlarmState.Normal,
        [(AlarmState.Acknowledged, "uncover")] = AlarmState.Unacknowledged,
        [(AlarmState.LatchedAcknowledged, "uncover")] = AlarmState.LatchedUnacknowledged,
        [(AlarmState.Returned, "uncover")] = AlarmState.Normal,
    };

    private static readonly Dictionary<string, Func<AlarmState, AlarmState>> Steps = new()
    {
        ["acknowledge"] = AlarmCycle.Acknowledge,
        ["return"] = state => AlarmCycle.Return(state, latched: false, hidden: false),
        ["return latched"] = state => AlarmCycle.Return(state, latched: true, hidden: false),
        ["return hidden"] = state => AlarmCycle.Return(state, latched: true, hidden: true),
        ["reset"] = AlarmCycle.Reset,
        ["uncover"] = AlarmCycle.Uncover,
    };

    [Fact]
    public void Every_arrow_is_the_standard_s_and_there_is_no_other()
    {
        foreach (AlarmState state in Enum.GetValues<AlarmState>().Where(state => state < AlarmState.Shelved))
        {
            foreach ((string name, Func<AlarmState, AlarmState> step) in Steps)
            {
                Assert.Equal((state, name, Figure.GetValueOrDefault((state, name), state)), (state, name, step(state)));
            }
        }
    }

    [Fact]
    public void An_alarm_is_over_only_when_its_cause_has_gone_and_somebody_has_seen_it_or_it_was_hidden()
    {
        Gen<string[]> walks = Gen.Elements(Steps.Keys.ToArray()).ArrayOf();
        Prop.ForAll(walks.ToArbitrary(), walk =>
        {
            AlarmState state = AlarmState.Unacknowledged;
            bool gone = false, seen = false, hidden = false;
            foreach (string step in walk)
            {
                seen |= step == "acknowledge";
                gone |= step.StartsWith("return", StringComparison.Ordinal);
                hidden |= step is "return hidden" or "uncover";
                state = Steps[step](state);
                Assert.Equal(!gone, AlarmCycle.IsActive(state));
                Assert.True(state != AlarmState.Normal || (gone && (seen || hidden)), string.Join(", ", walk));
                Assert.Equal(state, step is "return" or "return latched" or "return hidden" or "acknowledge" or "uncover" ? Steps[step](state) : state);
            }
        }).QuickCheckThrowOnFailure();
    }
}
