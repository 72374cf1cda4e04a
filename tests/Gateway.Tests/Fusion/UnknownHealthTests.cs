using System.Text.Json;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Tests.Support;

namespace AIoT.Embedded.Gateway.Tests.Fusion;

/// <summary>Health, and what goes with it, is a figure only while a sensor stands behind it.</summary>
public sealed class UnknownHealthTests
{
    [Fact]
    public void A_machine_that_nobody_measures_has_no_figures()
    {
        MachineFigures shown = MachineFigures.Of(new FusionScript().Machine, 1_700_000_000_000);
        AssertUnknown(shown);
        Assert.Equal((MachineCondition.Unknown, null, null, null), (shown.State, shown.SilentMs, shown.LastHealth, shown.LastHealthUtcMs));
    }

    [Fact]
    public void A_machine_that_is_measured_has_them_with_their_time()
    {
        FusionScript script = new FusionScript().Windows(20);
        MachineFigures shown = MachineFigures.Of(script.Machine, script.Machine.Memory.LastReceivedMs + 5_000);
        Assert.Equal((MachineCondition.Normal, null), (shown.State, shown.SilentMs));
        Assert.InRange(shown.Health!.Value, 80, 100);
        Assert.Equal((shown.Health, (long?)script.Machine.Memory.LastReceivedMs), (shown.LastHealth, shown.LastHealthUtcMs));
    }

    [Theory]
    [InlineData(0.02, MachineCondition.Normal, MachineCondition.Unknown)]
    [InlineData(0.97, MachineCondition.Alarm, MachineCondition.Alarm)]
    public void A_machine_whose_sensors_are_all_silent_keeps_its_last_figure_as_one_of_the_past(double outer, MachineCondition decided, MachineCondition shownAs)
    {
        FusionScript script = new FusionScript().Windows(60, outer);
        Assert.Equal(decided, script.Condition);
        long last = script.Machine.Memory.LastReceivedMs;
        Assert.NotNull(MachineFigures.Of(script.Machine, last + MachineFigures.ShortestSilenceMs).Health);
        MachineFigures shown = MachineFigures.Of(script.Machine, last + 840_000);
        AssertUnknown(shown);
        Assert.Equal((shownAs, 840_000), (shown.State, shown.SilentMs));
        Assert.Equal((script.Machine.Current.Health, last), (shown.LastHealth, shown.LastHealthUtcMs));
    }

    [Fact]
    public void A_slow_sensor_is_not_silent_between_its_readings()
    {
        var script = new FusionScript();
        for (int i = 1; i <= 10; i++)
        {
            script.Window(seq: i, uptimeMs: 600_000L * i);
        }

        Assert.Null(MachineFigures.Of(script.Machine, script.Machine.Memory.LastReceivedMs + 3_000_000).SilentMs);
        Assert.NotNull(MachineFigures.Of(script.Machine, script.Machine.Memory.LastReceivedMs + 10_000_000).SilentMs);
    }

    [Fact]
    public void A_record_of_a_machine_that_cannot_be_judged_says_so_and_an_older_one_comes_out_as_it_was()
    {
        var standings = new ToldStandings();
        standings.Tell("fan-1", DeviceStanding.Attested);
        FusionScript script = new FusionScript(standings: standings).Windows(60);
        standings.Tell("fan-1", DeviceStanding.Quarantined, "image-hash");
        script.Windows(60);
        Assert.Equal(MachineCondition.Unknown, script.Condition);
        AssertUnknown(MachineFigures.Of(script.Machine, script.Machine.Memory.LastReceivedMs));

        DecisionRecord record = DecisionWriter.Write(script.Machine, script.Catalog, MachineCondition.Normal, 1);
        Assert.Equal((3, null, null, null, null, null, null, "", ""), (record.Version, record.Health, record.Parts, record.Fault, record.Velocity, record.Zone, record.Drift, record.Class, record.Sensor));
        Assert.Empty(record.Attributions);
        Assert.Equal("no sensor to judge by; fan-1 weighs 0.00: quarantined: image-hash", record.Explanation);
        JsonElement body = JsonSerializer.SerializeToElement(record, GatewayJson.Options);
        Assert.Equal(JsonValueKind.Null, body.GetProperty("health").ValueKind);

        DecisionRecord older = DecisionWriter.Write(script.Machine, script.Catalog, MachineCondition.Normal, 1, version: 2);
        Assert.Equal((2, 'A'), (older.Version, older.Zone));
        Assert.InRange(older.Health!.Value, 99, 100);
        Assert.Equal(["health", "fault"], older.Attributions.Select(attribution => attribution.Of));
        Assert.StartsWith("no fault seen", older.Explanation);
    }

    private static void AssertUnknown(MachineFigures shown)
    {
        Assert.Equal((null, null, null, null, null, null), (shown.Health, shown.Parts, shown.Fault, shown.Velocity, shown.Zone, shown.Drift));
        Assert.Equal(("", "", ""), (shown.Class, shown.ClassSensor, shown.VelocitySensor));
        Assert.Empty(shown.Classes);
    }
}
