using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Tests.Support;
using static AIoT.Embedded.Gateway.Fusion.MachineCondition;

namespace AIoT.Embedded.Gateway.Tests.Fusion;

public sealed class MachineFusionTests
{
    [Fact]
    public void A_fault_that_grows_goes_through_warning_to_alarm_and_names_class_and_sensor()
    {
        var script = new FusionScript();
        script.Windows(20);
        for (int i = 0; i < 40; i++)
        {
            script.Window(outer: Math.Min(0.97, i * 0.04));
        }

        script.Windows(10, outer: 0.97);
        Assert.Equal([Normal, Warning, Alarm], script.Taken);
        Assert.Equal(("outer race", "fan-1"), DecisionWriter.CauseOf(script.Machine));
        Assert.InRange(script.Machine.Current.Health, 0, 10);
        Assert.Matches(@"^outer race score 0\.9\d on fan-1 for \d+ windows; velocity 1\.0 mm/s \(zone A, as new\)$", Explanation.Of(script.Machine));
        Assert.Equal(1, script.Machine.Memory.Alarms);
        Assert.InRange(script.Machine.Memory.FirstAlarmMs, 20_000, 30_000);
    }

    [Fact]
    public void One_bad_window_alarms_nobody()
    {
        var script = new FusionScript();
        script.Windows(30).Windows(1, outer: 1, velocity: 20).Windows(30);
        Assert.Equal([Normal], script.Taken);
    }

    [Fact]
    public void Evidence_that_hovers_at_a_threshold_does_not_make_the_state_flutter()
    {
        var script = new FusionScript();
        script.Windows(20).Windows(40, outer: 0.9);
        for (int i = 0; i < 200; i++)
        {
            script.Window(outer: i % 2 == 0 ? 0.72 : 0.86);
        }

        Assert.Equal([Normal, Warning, Alarm], script.Taken);
        script.Windows(60, outer: 0.4);
        Assert.Equal([Normal, Warning, Alarm, Warning], script.Taken);
        script.Windows(60);
        Assert.Equal([Normal, Warning, Alarm, Warning, Normal], script.Taken);
    }

    [Fact]
    public void An_alarm_returns_and_may_come_again()
    {
        var script = new FusionScript();
        script.Windows(20).Windows(30, outer: 0.97).Windows(80).Windows(30, outer: 0.97);
        Assert.Equal(2, script.Machine.Memory.Alarms);
        Assert.Equal(Alarm, script.Condition);
    }

    [Theory]
    [InlineData(1.0, 'A', Normal)]
    [InlineData(2.0, 'B', Normal)]
    [InlineData(3.5, 'C', Warning)]
    [InlineData(6.0, 'D', Alarm)]
    public void Velocity_alone_decides_by_its_zone(double velocity, char zone, MachineCondition expected)
    {
        var script = new FusionScript();
        script.Windows(40, velocity: velocity);
        Assert.Equal(zone, script.Machine.Current.Zone);
        Assert.Equal(expected, script.Condition);
        Assert.Equal(expected == Normal ? "" : "vibration", DecisionWriter.CauseOf(script.Machine).Cause);
    }

    [Fact]
    public void A_zone_is_left_downwards_only_when_its_limit_is_left_clearly()
    {
        var script = new FusionScript();
        script.Windows(40, velocity: 2.9);
        Assert.Equal('C', script.Machine.Current.Zone);
        script.Windows(40, velocity: 2.7);
        Assert.Equal('C', script.Machine.Current.Zone);
        script.Windows(40, velocity: 2.4);
        Assert.Equal('B', script.Machine.Current.Zone);
    }

    [Fact]
    public void A_slow_rise_below_every_limit_is_called_drift()
    {
        var script = new FusionScript();
        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            script.Window(velocity: 0.6 + (0.02 * random.NextDouble()));
        }

        for (int i = 0; i < 200; i++)
        {
            script.Window(velocity: 0.6 + (0.002 * i) + (0.02 * random.NextDouble()));
        }

        Assert.Equal([Normal, Warning], script.Taken);
        Assert.Equal(("drift", "fan-1"), DecisionWriter.CauseOf(script.Machine));
        Assert.Contains("velocity on fan-1 has drifted up from its usual 0.6 mm/s", Explanation.Of(script.Machine));
    }

    [Fact]
    public void Steady_noise_is_no_drift()
    {
        var script = new FusionScript();
        var random = new Random(2);
        for (int i = 0; i < 5_000; i++)
        {
            script.Window(velocity: 0.8 * Math.Exp(0.25 * ((random.NextDouble() * 2) - 1)));
        }

        Assert.Equal([Normal], script.Taken);
    }

    [Theory]
    [InlineData(ReadingFlags.None, 1)]
    [InlineData(ReadingFlags.Gap, 0.5)]
    [InlineData(ReadingFlags.Saturated, 0.4)]
    [InlineData(ReadingFlags.Learning, 0.5)]
    [InlineData(ReadingFlags.Gap | ReadingFlags.Saturated, 0.2)]
    [InlineData(ReadingFlags.Stuck, 0)]
    public void A_poor_window_weighs_less_and_says_why(ReadingFlags flags, double weight)
    {
        var script = new FusionScript();
        script.Windows(5).Windows(1, flags: flags);
        SensorWeight found = script.Machine.Current.Weights["fan-1"];
        Assert.Equal(weight, found.Weight, 6);
        Assert.Equal(weight < 1, found.Parts.Count > 0);
        Assert.Equal(weight < 1, Explanation.Of(script.Machine).Contains("fan-1 weighs"));
    }

    [Fact]
    public void A_stuck_sensor_raises_nothing_and_its_machine_is_not_known_any_more()
    {
        var script = new FusionScript();
        script.Windows(30).Windows(100, outer: 1, velocity: 50, flags: ReadingFlags.Stuck);
        Assert.Equal([Normal, Unknown], script.Taken);
        Assert.InRange(script.Machine.Current.Fault, 0, 0.1);
    }

    [Fact]
    public void The_sensor_beside_the_fault_is_believed_over_the_one_that_is_far_away()
    {
        var script = new FusionScript(sensors: ["near", "far"]);
        for (int i = 0; i < 60; i++)
        {
            script.Window(outer: i < 20 ? 0.02 : 0.97, sensor: 0);
            script.Window(outer: 0.02, sensor: 1);
        }

        Assert.Equal(Alarm, script.Condition);
        Assert.Equal("near", script.Machine.Current.ClassSensor);
        Assert.InRange(script.Machine.Current.Fault, 0.8, 0.85);
    }

    [Fact]
    public void A_sensor_that_falls_silent_fades_out_and_says_so()
    {
        var script = new FusionScript(sensors: ["talks", "silent"]);
        for (int i = 0; i < 30; i++)
        {
            script.Window(sensor: 0);
            script.Window(outer: 0.6, sensor: 1);
        }

        Assert.Equal(1, script.Machine.Current.Weights["silent"].Weight);
        script.Windows(40, sensor: 0);
        SensorWeight weight = script.Machine.Current.Weights["silent"];
        Assert.Equal(0, weight.Weight);
        Assert.Equal("silent", Assert.Single(weight.Parts).Reason);
        Assert.InRange(script.Machine.Current.Fault, 0, 0.1);
    }

    [Fact]
    public void A_late_reading_is_counted_and_steers_nothing()
    {
        var script = new FusionScript();
        script.Windows(20);
        double before = script.Machine.Current.Fault;
        script.Window(outer: 1, seq: 5);
        Assert.Equal(before, script.Machine.Current.Fault);
        Assert.Equal(1, script.Machine.Memory.Sensors["fan-1"].Late);
        Assert.Equal(20, script.Machine.Memory.Windows);
    }

    [Fact]
    public void A_reading_that_its_board_has_lost_is_counted_and_judged_by_nobody()
    {
        var script = new FusionScript();
        script.Windows(20).Windows(1, outer: 0, velocity: 0, flags: ReadingFlags.Spoilt).Windows(20);
        Assert.Equal(1, script.Machine.Memory.Sensors["fan-1"].Spoilt);
        Assert.Equal(40, script.Machine.Memory.Windows);
        Assert.Equal(1, script.Machine.Current.Velocity, 6);
    }

    [Fact]
    public void Machine_time_goes_on_over_a_board_that_starts_again()
    {
        var script = new FusionScript();
        script.Windows(20);
        long before = script.Machine.Memory.ClockMs;
        script.Window(seq: 21, boot: 2, uptimeMs: 480);
        script.Window(seq: 22, boot: 2, uptimeMs: 980);
        Assert.Equal(before + 1000, script.Machine.Memory.ClockMs);
    }

    [Fact]
    public void A_clock_that_jumps_does_not_take_the_machine_along()
    {
        var script = new FusionScript();
        script.Windows(20);
        script.Window(seq: 21, uptimeMs: 1L << 52);
        script.Window(seq: 22, uptimeMs: (1L << 52) + 500);
        Assert.InRange(script.Machine.Memory.ClockMs, 10_000, 12_000);
    }

    [Fact]
    public void A_restart_at_any_window_changes_no_decision()
    {
        List<string> plain = Run(restartAt: -1);
        for (int at = 0; at < 120; at += 7)
        {
            Assert.Equal(plain, Run(at));
        }

        static List<string> Run(int restartAt)
        {
            var script = new FusionScript(sensors: ["a", "b"]);
            List<string> records = [];
            for (int i = 0; i < 120; i++)
            {
                if (i == restartAt)
                {
                    script.Restart();
                }

                MachineCondition before = script.Condition;
                script.Window(outer: Math.Clamp((i - 40) / 40.0, 0.02, 0.97), velocity: 1 + (i * 0.01), sensor: i % 2);
                if (script.Condition != before)
                {
                    records.Add(System.Text.Json.JsonSerializer.Serialize(DecisionWriter.Write(script.Machine, script.Catalog, before, 0), GatewayJson.Options));
                    script.Machine.Recorded();
                }
            }

            Assert.Equal(3, records.Count);
            return records;
        }
    }

    [Fact]
    public void A_calibrated_score_follows_platt()
    {
        var model = new ScoreModel("", "m", ["fault"], new HashSet<string>(), 0.5, -1, []);
        Assert.Equal(1 / (1 + Math.Exp(1)), ScoreCalibration.Probability(0.5, model), 9);
        Assert.InRange(ScoreCalibration.Probability(32768, model), 0.9, 1);
        Assert.Equal(0.25, ScoreCalibration.Probability(8192, model with { Slope = 1, Intercept = 0 }));
    }
}
