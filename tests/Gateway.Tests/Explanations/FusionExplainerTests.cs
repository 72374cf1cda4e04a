using System.Text.Json;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Explanations;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Tests.Support;

namespace AIoT.Embedded.Gateway.Tests.Explanations;

public sealed class FusionExplainerTests
{
    [Fact]
    public void The_sensor_and_the_evidence_that_took_the_health_come_first_and_all_add_up()
    {
        FusionScript script = TwoSensors(40);
        script.Windows(20, outer: 0.95, velocity: 2.0, sensor: 1).Windows(20, outer: 0.02, velocity: 1.0, sensor: 0);
        Attribution health = Of(script, "health"), fault = Of(script, "fault");
        Assert.Equal("shapley-exact", health.Method);
        Assert.Equal(("fan-2", "fault"), (health.Parts[0].Sensor, health.Parts[0].Feature));
        Assert.StartsWith("evidence of outer race 0.9", health.Parts[0].Words);
        Assert.Contains("on fan-2: takes ", health.Parts[0].Words);
        Assert.Equal("fan-2", fault.Parts[0].Sensor);
        foreach ((Attribution attribution, double score) in new[] { (health, script.Machine.Current.Health), (fault, script.Machine.Current.Fault) })
        {
            Assert.Equal(score, attribution.Score, 1e-9);
            Assert.Equal(attribution.Score - attribution.Base, attribution.Parts.Sum(part => part.Contribution), 1e-9);
        }

        Assert.Contains(health.Parts, part => part is { Sensor: "fan-2", Feature: "velocity", Baseline: > 0.9 and < 1.1 } && part.Words.Contains("against its usual 1.0 on fan-2"));
    }

    [Fact]
    public void A_sensor_that_weighs_nothing_explains_nothing()
    {
        FusionScript script = TwoSensors(40);
        script.Windows(20, outer: 0.95, velocity: 9, flags: ReadingFlags.Stuck, sensor: 1).Windows(20, outer: 0.6, sensor: 0);
        Assert.All(new[] { Of(script, "health"), Of(script, "fault") }, attribution => Assert.DoesNotContain(attribution.Parts, part => part.Sensor == "fan-2"));
    }

    [Fact]
    public void Many_sensors_are_sampled_the_same_way_each_time_with_the_error_said()
    {
        var script = new FusionScript(sensors: [.. Enumerable.Range(1, 16).Select(i => $"fan-{i}")]);
        for (int window = 0; window < 40; window++)
        {
            for (int sensor = 0; sensor < 16; sensor++)
            {
                script.Window(outer: window < 32 ? 0.02 : sensor / 16.0, velocity: window < 32 ? 1 : 1 + (sensor / 5.0), sensor: sensor);
            }
        }

        Attribution health = Of(script, "health");
        Assert.Equal("shapley-permutations", health.Method);
        Assert.True(health.Error > 0);
        Assert.Equal(health.Score - health.Base, health.Parts.Sum(part => part.Contribution), 1e-9);
        Assert.Equal(JsonSerializer.Serialize(health, GatewayJson.Options), JsonSerializer.Serialize(Of(script, "health"), GatewayJson.Options));
    }

    [Fact]
    public void A_decision_record_carries_them()
    {
        FusionScript script = TwoSensors(40);
        script.Windows(20, outer: 0.95, sensor: 1);
        DecisionRecord record = DecisionWriter.Write(script.Machine, script.Catalog, script.Condition, 1);
        JsonElement body = JsonSerializer.SerializeToElement(record, GatewayJson.Options);
        Assert.Equal(DecisionRecord.Newest, body.GetProperty("version").GetInt32());
        Assert.Equal(["health", "fault"], body.GetProperty("attributions").EnumerateArray().Select(entry => entry.GetProperty("of").GetString()));
    }

    private static FusionScript TwoSensors(int healthyWindows)
    {
        var script = new FusionScript(sensors: ["fan-1", "fan-2"]);
        for (int i = 0; i < healthyWindows; i++)
        {
            script.Window(sensor: 0);
            script.Window(sensor: 1);
        }

        return script;
    }

    private static Attribution Of(FusionScript script, string of) => FusionExplainer.Explain(script.Machine).Single(attribution => attribution.Of == of);
}
