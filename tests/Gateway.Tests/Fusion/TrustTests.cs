using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Tests.Support;

namespace AIoT.Embedded.Gateway.Tests.Fusion;

public sealed class TrustTests
{
    private readonly ToldStandings _standings = new();

    [Fact]
    public void Readings_of_a_board_that_proved_nothing_are_shown_and_raise_no_alarm()
    {
        FusionScript script = Script().Windows(100, outer: 0.99, velocity: 9);
        Assert.Equal(MachineCondition.Unknown, script.Condition);
        Assert.Empty(script.Taken);
        SensorWeight weight = script.Machine.Current.Weights["fan-1"];
        Assert.Equal((0.0, "unattested: not enrolled"), (weight.Weight, weight.Parts.Single().Reason));
        Assert.Equal(100, script.Machine.Memory.Sensors["fan-1"].Windows);
        Assert.True(script.Machine.Memory.Sensors["fan-1"].SmoothVelocity > 8);
    }

    [Theory]
    [InlineData(DeviceStanding.Pending, UnattestedPolicy.Ignore, false)]
    [InlineData(DeviceStanding.Pending, UnattestedPolicy.Count, true)]
    [InlineData(DeviceStanding.Enrolled, UnattestedPolicy.Ignore, false)]
    [InlineData(DeviceStanding.Enrolled, UnattestedPolicy.Count, true)]
    [InlineData(DeviceStanding.Attested, UnattestedPolicy.Ignore, true)]
    [InlineData(DeviceStanding.Attested, UnattestedPolicy.Count, true)]
    [InlineData(DeviceStanding.Quarantined, UnattestedPolicy.Ignore, false)]
    [InlineData(DeviceStanding.Quarantined, UnattestedPolicy.Count, false)]
    [InlineData(DeviceStanding.Retired, UnattestedPolicy.Ignore, false)]
    [InlineData(DeviceStanding.Retired, UnattestedPolicy.Count, false)]
    public void Standing_and_policy_say_whether_a_board_counts(DeviceStanding standing, UnattestedPolicy policy, bool counts)
    {
        _standings.Tell("fan-1", standing, "because");
        FusionScript script = Script(policy).Windows(100, outer: 0.99);
        Assert.Equal(counts ? MachineCondition.Alarm : MachineCondition.Unknown, script.Condition);
        Assert.Equal(standing != DeviceStanding.Attested, script.Machine.Current.Weights["fan-1"].Parts.Count > 0);
    }

    [Fact]
    public void A_decision_says_how_its_boards_stood_and_on_which_result()
    {
        _standings.Tell("fan-1", DeviceStanding.Attested, "", result: 42);
        FusionScript script = Script().Windows(100, outer: 0.99);
        DecisionRecord record = DecisionWriter.Write(script.Machine, script.Catalog, MachineCondition.Normal, 1);
        Assert.Equal(new DecisionTrust("fan-1", "fan-1", DeviceStanding.Attested, 42, ""), Assert.Single(record.Trust));
        Assert.False(script.Machine.Memory.TrustMoved && script.Machine.Memory.Recorded);
        script.Machine.Recorded();
        _standings.Tell("fan-1", DeviceStanding.Quarantined, "image-hash");
        script.Window();
        Assert.True(script.Machine.Memory.TrustMoved);
        Assert.Equal("quarantined: image-hash", script.Machine.Current.Weights["fan-1"].Parts.Single().Reason);
    }

    [Fact]
    public void An_alarm_stays_when_its_only_board_is_put_aside_and_a_sound_machine_becomes_unknown()
    {
        _standings.Tell("fan-1", DeviceStanding.Attested);
        FusionScript alarmed = Script().Windows(100, outer: 0.99);
        FusionScript sound = Script().Windows(100);
        _standings.Tell("fan-1", DeviceStanding.Quarantined);
        Assert.Equal(MachineCondition.Alarm, alarmed.Windows(200).Condition);
        Assert.Equal(MachineCondition.Unknown, sound.Windows(200, outer: 0.99).Condition);
        _standings.Tell("fan-1", DeviceStanding.Attested);
        Assert.Equal(MachineCondition.Normal, alarmed.Windows(100).Condition);
        Assert.Equal(MachineCondition.Normal, sound.Windows(6).Condition);
    }

    [Fact]
    public void What_a_board_showed_before_it_counted_is_forgotten()
    {
        FusionScript script = Script().Windows(300, outer: 0.99, velocity: 9);
        _standings.Tell("fan-1", DeviceStanding.Attested);
        script.Window(outer: 0.02, velocity: 1);
        Assert.Equal(1.0, script.Machine.Current.Velocity, 3);
        Assert.True(script.Machine.Current.Fault < 0.03);
        Assert.Equal(1, script.Machine.Memory.Sensors["fan-1"].Baseline.Count);
        script.Restart();
        Assert.Equal(DeviceStanding.Attested, script.Machine.Memory.Sensors["fan-1"].Trust!.Standing);
        Assert.Equal(MachineCondition.Normal, script.Windows(10).Condition);
    }

    [Fact]
    public void A_trusted_board_decides_beside_one_that_is_not()
    {
        _standings.Tell("near", DeviceStanding.Attested);
        var script = new FusionScript(standings: _standings, sensors: ["near", "far"]);
        for (int i = 0; i < 60; i++)
        {
            script.Window(outer: 0.02, sensor: 0);
            script.Window(outer: 0.99, velocity: 12, sensor: 1);
        }

        Assert.Equal((MachineCondition.Normal, 'A'), (script.Condition, script.Machine.Current.Zone));
        Assert.True(script.Machine.Current.Fault < 0.03);
    }

    private FusionScript Script(UnattestedPolicy policy = UnattestedPolicy.Ignore) => new(new FusionSettings { Unattested = policy }, standings: _standings);
}
