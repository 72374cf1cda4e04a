using System.Text;
using AIoT.Embedded.Gateway.Sparkplug;
using AIoT.Embedded.Gateway.Sparkplug.Payloads;
using AIoT.Embedded.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AIoT.Embedded.Gateway.Tests.Sparkplug;

/// <summary>Named after the clauses of the Sparkplug 3.0 specification that they hold the edge node to (without "tck-id-").</summary>
public sealed class EdgeNodeTests : IAsyncLifetime, IDisposable
{
    private const string Host = "scada-1";
    private readonly FakeBroker _broker = new();
    private readonly ScriptedSource _source = new();
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public void Message_flow_edge_node_birth_publish_will_message_holds_only_the_birth_number_with_qos_1()
    {
        Start();
        Act connect = _broker.Next();
        Assert.Equal("CONNECT", connect.Kind);
        Assert.Equal("spBv1.0/plant/NDEATH/gateway", connect.Topic);
        Metric number = Assert.Single(connect.Payload!.Metrics);
        Assert.Equal(("bdSeq", MetricType.Int64, (object)0L), (number.Name, number.Type, number.Value!));
        Assert.Null(connect.Payload.Seq);
        Assert.Equal(1, connect.Qos);
    }

    [Fact]
    public void Message_flow_edge_node_ncmd_subscribe_and_device_dcmd_subscribe_come_before_the_birth()
    {
        Start();
        Assert.Equal(["CONNECT", "SUBSCRIBE", "SUBSCRIBE", "PUBLISH"], Enumerable.Range(0, 4).Select(_ => _broker.Next()).Select(act => act.Kind));
    }

    [Fact]
    public void Payloads_nbirth_starts_the_sequence_at_0_and_repeats_the_birth_number_of_the_will()
    {
        _source.Appear("fan-1", Velocity(1, 1000));
        Start();
        object will = _broker.Next().Payload!.Metrics[0].Value!;
        Act birth = _broker.Next("NBIRTH");
        Assert.Equal((0, 0), (birth.Qos, birth.Payload!.Seq));
        Assert.Equal(will, birth.Payload.Metrics.Single(metric => metric.Name == "bdSeq").Value);
        Assert.NotNull(birth.Payload.TimestampMs);
        Assert.All(birth.Payload.Metrics, metric => Assert.True(metric.Name.Length > 0 && metric.Type != 0 && metric.TimestampMs > 0));
    }

    [Fact]
    public void Operational_behavior_data_commands_rebirth_metric_is_false_boolean_and_has_no_alias()
    {
        Start();
        Metric rebirth = _broker.Next("NBIRTH").Payload!.Metrics.Single(metric => metric.Name == "Node Control/Rebirth");
        Assert.Equal((MetricType.Boolean, (object)false, (ulong?)null), (rebirth.Type, rebirth.Value!, rebirth.Alias));
    }

    [Fact]
    public void Payloads_sequence_num_incrementing_runs_over_node_and_devices_and_wraps_after_255()
    {
        _source.Appear("fan-1", Velocity(0, 1));
        _source.Appear("fan-2", Velocity(0, 1));
        Start();
        Assert.Equal(0, _broker.Next("NBIRTH").Payload!.Seq);
        Assert.Equal(1, _broker.Next().Payload!.Seq);
        Assert.Equal(2, _broker.Next().Payload!.Seq);
        for (int i = 1; i <= 600; i++)
        {
            _source.Measure(i % 2 == 0 ? "fan-1" : "fan-2", Velocity(i, Now() + i));
        }

        for (int i = 3; i < 600; i++)
        {
            Act act = _broker.Next();
            Assert.Contains("/DDATA/", act.Topic, StringComparison.Ordinal);
            Assert.Equal(i & 255, act.Payload!.Seq);
            Assert.Equal(0, act.Qos);
        }
    }

    [Fact]
    public void Payloads_alias_uniqueness_over_the_node_and_alias_data_cmd_requirement_in_data()
    {
        _source.Appear("fan-1", Velocity(0, 1));
        _source.Appear("fan-2", Velocity(0, 1));
        Start();
        List<Metric> born = [.. _broker.Next("NBIRTH").Payload!.Metrics, .. _broker.Next("DBIRTH").Payload!.Metrics, .. _broker.Next("DBIRTH").Payload!.Metrics];
        ulong[] aliases = [.. born.Where(metric => metric.Alias is not null).Select(metric => metric.Alias!.Value)];
        Assert.Equal(3, aliases.Distinct().Count());
        _source.Set(new Metric("Machines/fan/State", MetricType.String, "alarm"));
        Metric data = Assert.Single(_broker.Next("NDATA").Payload!.Metrics);
        Assert.Equal("", data.Name);
        Assert.Equal(born.Single(metric => metric.Name == "Machines/fan/State").Alias, data.Alias);
        Assert.Equal("alarm", data.Value);
    }

    [Fact]
    public void Message_flow_device_birth_publish_nbirth_wait_and_births_precede_data()
    {
        _source.Appear("fan-1", Velocity(1, 1));
        _source.Measure("fan-1", Velocity(2, Now()));
        Start();
        string[] order = [.. Enumerable.Range(0, 6).Select(_ => _broker.Next()).Where(act => act.Kind == "PUBLISH").Select(act => act.Topic.Split('/')[2])];
        Assert.Equal(["NBIRTH", "DBIRTH", "DDATA"], order);
    }

    [Fact]
    public void Operational_behavior_device_ddeath_when_a_board_goes_and_a_birth_when_it_comes_back()
    {
        _source.Appear("fan-1", Velocity(1, 1));
        Start();
        _broker.Next("DBIRTH");
        _source.Vanish("fan-1");
        Act death = _broker.Next();
        Assert.Equal("spBv1.0/plant/DDEATH/gateway/fan-1", death.Topic);
        Assert.Equal(2, death.Payload!.Seq);
        Assert.NotNull(death.Payload.TimestampMs);
        _source.Appear("fan-1", Velocity(2, 2));
        Assert.Equal("spBv1.0/plant/DBIRTH/gateway/fan-1", _broker.Next().Topic);
    }

    [Fact]
    public void Data_of_a_device_that_is_not_born_is_never_sent()
    {
        _source.Measure("ghost", Velocity(2, Now()));
        Start();
        _broker.Next("NBIRTH");
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public void Operational_behavior_data_commands_rebirth_action_sends_all_births_again_with_the_same_birth_number()
    {
        _source.Appear("fan-1", Velocity(1, 1));
        Start();
        object number = Number(_broker.Next("NBIRTH"));
        _broker.Next("DBIRTH");
        _broker.Current!.Send("spBv1.0/plant/NCMD/gateway", Command("Node Control/Rebirth", true));
        Act again = _broker.Next();
        Assert.Equal(("spBv1.0/plant/NBIRTH/gateway", 0), (again.Topic, again.Payload!.Seq));
        Assert.Equal(number, Number(again));
        Assert.Equal(("spBv1.0/plant/DBIRTH/gateway/fan-1", 1), _broker.Next() is var device ? (device.Topic, device.Payload!.Seq) : default);
    }

    [Fact]
    public void A_command_that_is_none_of_this_node_is_ignored()
    {
        Start();
        _broker.Next("NBIRTH");
        _broker.Current!.Send("spBv1.0/plant/NCMD/gateway", Command("Node Control/Rebirth", false));
        _broker.Current!.Send("spBv1.0/plant/NCMD/gateway", Command("Node Control/Reboot", true));
        _broker.Current!.Send("spBv1.0/plant/NCMD/gateway", [255, 255, 255]);
        _broker.Current!.Send("spBv1.0/plant/DCMD/gateway/fan-1", Command("Node Control/Rebirth", true));
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public void Topics_nbirth_bdseq_increment_grows_with_each_connect_and_over_restarts_255_before_0()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "bdseq"), "254\n");
        Start();
        Assert.Equal(255L, Number(_broker.Next("NBIRTH")));
        _broker.Current!.Cut();
        Act connect = _broker.Next("NDEATH");
        Assert.Equal(0L, Number(connect));
        Assert.Equal(0L, Number(_broker.Next("NBIRTH")));
        Assert.Equal(1, new BirthNumberFile(Path.Combine(_folder.Path, "bdseq")).Next());
    }

    [Fact]
    public async Task Operational_behavior_edge_node_intentional_disconnect_ndeath_goes_before_the_disconnect()
    {
        Start();
        object number = Number(_broker.Next("NBIRTH"));
        await _stop.CancelAsync();
        Act death = _broker.Next();
        Assert.Equal("spBv1.0/plant/NDEATH/gateway", death.Topic);
        Assert.Equal(number, Number(death));
        Assert.Null(death.Payload!.Seq);
        Assert.Equal("DISCONNECT", _broker.Next().Kind);
    }

    [Fact]
    public void Message_flow_edge_node_birth_publish_phid_wait_until_the_primary_host_is_online()
    {
        Start(Host);
        _broker.Next("STATE/scada-1");
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(200)));
        State("""{"online":false,"timestamp":5}""");
        State("""not json""");
        State("""{"online":"true","timestamp":6}""");
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(200)));
        State("""{"online":true,"timestamp":7}""");
        Assert.Equal("spBv1.0/plant/NBIRTH/gateway", _broker.Next().Topic);
    }

    [Fact]
    public void Message_flow_edge_node_birth_publish_phid_offline_says_death_and_connects_anew()
    {
        Start(Host);
        _broker.Next("STATE");
        State("""{"online":true,"timestamp":7}""");
        _broker.Next("NBIRTH");
        State("""{"online":false,"timestamp":6}""");
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(200)), "an older STATE counts for nothing");
        State("""{"online":false,"timestamp":8}""");
        Assert.Equal("spBv1.0/plant/NDEATH/gateway", _broker.Next().Topic);
        Assert.Equal("DISCONNECT", _broker.Next().Kind);
        Assert.Equal(1L, Number(_broker.Next("NDEATH")));
        _broker.Next("STATE");
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public void Late_values_are_historical_and_present_ones_are_not()
    {
        long now = Now();
        _source.Appear("fan-1", Velocity(5, now));
        Start();
        _broker.Next("DBIRTH");
        _source.Measure("fan-1", Velocity(1, now - 60_000));
        _source.Measure("fan-1", Velocity(2, now + 5));
        _source.Measure("fan-1", Velocity(3, now + 1));
        Assert.Equal([(1f, true), (2f, false), (3f, true)], Enumerable.Range(0, 3).Select(_ => _broker.Next("DDATA").Payload!.Metrics[0]).Select(metric => ((float)metric.Value!, metric.Historical)));
    }

    [Fact]
    public void What_was_measured_without_a_host_comes_when_it_is_back()
    {
        _source.Appear("fan-1", Velocity(3, Now()));
        Start(Host);
        _broker.Next("STATE");
        _source.Measure("fan-1", Velocity(1, Now() - 60_000));
        State("""{"online":true,"timestamp":7}""");
        Metric late = _broker.Next("DDATA").Payload!.Metrics[0];
        Assert.Equal((1f, true), ((float)late.Value!, late.Historical));
    }

    [Fact]
    public void A_refusing_broker_is_tried_again_with_a_new_birth_number()
    {
        _broker.Refuses = true;
        Start();
        Assert.Equal(0L, Number(_broker.Next()));
        Assert.Equal(1L, Number(_broker.Next()));
        _broker.Refuses = false;
        _broker.Next("NBIRTH");
    }

    [Fact]
    public void Every_message_has_its_topic_qos_time_sequence_and_metrics()
    {
        _source.Appear("fan-1", Velocity(1, 1000), new Metric("Shaft Speed", MetricType.Float, null, 1000));
        Start();
        Act node = Born(_broker.Next("NBIRTH"), "spBv1.0/plant/NBIRTH/gateway", 0);
        Act device = Born(_broker.Next(), "spBv1.0/plant/DBIRTH/gateway/fan-1", 1);
        Assert.Null(device.Payload!.Metrics.Single(metric => metric.Name == "Shaft Speed").Value);
        _source.Set(new Metric("Machines/fan/State", MetricType.String, "alarm"));
        Data(_broker.Next(), "spBv1.0/plant/NDATA/gateway", 2, node);
        _source.Measure("fan-1", Velocity(2, Now()));
        Data(_broker.Next(), "spBv1.0/plant/DDATA/gateway/fan-1", 3, device);
        _source.Vanish("fan-1");
        Act death = _broker.Next();
        Assert.Equal(("spBv1.0/plant/DDEATH/gateway/fan-1", 0, 4), (death.Topic, death.Qos, death.Payload!.Seq));
        Assert.InRange(death.Payload.TimestampMs!.Value, Now() - 60_000, Now());
        Assert.Empty(death.Payload.Metrics);

        static Act Born(Act act, string topic, int seq)
        {
            Assert.Equal((topic, 0, seq), (act.Topic, act.Qos, act.Payload!.Seq));
            Assert.InRange(act.Payload.TimestampMs!.Value, Now() - 60_000, Now());
            Assert.All(act.Payload.Metrics, metric => Assert.True(metric.Name.Length > 0 && metric.Type != 0 && metric.TimestampMs > 0 && !metric.Historical, metric.ToString()));
            return act;
        }

        static void Data(Act act, string topic, int seq, Act birth)
        {
            Assert.Equal((topic, 0, seq), (act.Topic, act.Qos, act.Payload!.Seq));
            Assert.InRange(act.Payload.TimestampMs!.Value, Now() - 60_000, Now());
            Assert.All(act.Payload.Metrics, metric => Assert.True(metric.Name.Length == 0 && metric.TimestampMs > 0, metric.ToString()));
            Assert.All(act.Payload.Metrics, metric => Assert.Contains(birth.Payload!.Metrics, born => born.Alias == metric.Alias && born.Type == metric.Type));
        }
    }

    [Fact]
    public void Operational_behavior_data_publish_nbirth_holds_every_metric_or_the_node_is_born_again()
    {
        Start();
        object number = Number(_broker.Next("NBIRTH"));
        _source.Set(new Metric("Machines/pump/State", MetricType.String, "normal"));
        Act again = _broker.Next();
        Assert.Equal(("spBv1.0/plant/NBIRTH/gateway", 0), (again.Topic, again.Payload!.Seq));
        Assert.Equal(number, Number(again));
        Assert.Contains(again.Payload.Metrics, metric => metric.Name == "Machines/pump/State");
        _source.Appear("fan-1", Velocity(1, 1));
        _broker.Next("DBIRTH");
        _source.Appear("fan-1", Velocity(1, 1), new Metric("Kurtosis", MetricType.Float, 3f, 1));
        Act device = _broker.Next();
        Assert.Equal("spBv1.0/plant/DBIRTH/gateway/fan-1", device.Topic);
        Assert.Contains(device.Payload!.Metrics, metric => metric.Name == "Kurtosis");
    }

    [Fact]
    public void Operational_behavior_data_publish_dbirth_order_is_chronological()
    {
        _source.Appear("fan-1", new Metric("Sensors/0/Velocity RMS", MetricType.Float, 1f, 3000), new Metric("Sensors/1/Velocity RMS", MetricType.Float, 2f, 1000), new Metric("Sensors/2/Velocity RMS", MetricType.Float, 3f, 2000));
        Start();
        Assert.Equal([1000L, 2000, 3000], _broker.Next("DBIRTH").Payload!.Metrics.Select(metric => metric.TimestampMs));
    }

    [Fact]
    public void Principles_rbe_recommended_nothing_is_sent_while_nothing_changes()
    {
        _source.Appear("fan-1", Velocity(1, 1));
        Start();
        _broker.Next("DBIRTH");
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(300)));
        _source.Set(new Metric("Machines/fan/State", MetricType.String, "normal"));
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(300)));
    }

    [Fact]
    public void Message_flow_edge_node_birth_publish_phid_wait_id_and_timestamp_over_connections()
    {
        Start(Host);
        _broker.Next("STATE");
        _broker.Current!.Send("spBv1.0/STATE/scada-2", Encoding.UTF8.GetBytes("""{"online":true,"timestamp":9}"""));
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(200)), "another host's STATE counts for nothing");
        State("""{"online":true,"timestamp":9}""");
        _broker.Next("NBIRTH");
        _broker.Current!.Cut();
        _broker.Next("STATE");
        State("""{"online":true,"timestamp":8}""");
        Assert.True(_broker.Quiet(TimeSpan.FromMilliseconds(200)), "a STATE older than one of the connection before counts for nothing");
        State("""{"online":true,"timestamp":9}""");
        _broker.Next("NBIRTH");
    }

    [Theory]
    [InlineData("a/b", "gateway")]
    [InlineData("plant", "gate+way")]
    [InlineData("plant", "#")]
    [InlineData("", "gateway")]
    public void Topic_structure_namespace_valid_ids_only(string group, string node) => Assert.Throws<ArgumentException>(() => new SparkplugTopics(group, node));

    private static Metric Velocity(float value, long at) => new("Velocity RMS", MetricType.Float, value, at);

    private static byte[] Command(string name, bool value) => PayloadCodec.Write(new Payload(Now(), null, [new Metric(name, MetricType.Boolean, value, Now())]));

    private static object Number(Act act) => act.Payload!.Metrics.Single(metric => metric.Name == "bdSeq").Value!;

    private static long Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private void State(string json) => _broker.Current!.Send("spBv1.0/STATE/scada-1", Encoding.UTF8.GetBytes(json));

    private void Start(string? host = null)
    {
        var options = new EdgeNodeOptions { Group = "plant", Node = "gateway", PrimaryHost = host, Interval = TimeSpan.FromMilliseconds(20) };
        var numbers = new BirthNumberFile(Path.Combine(_folder.Path, "bdseq"));
        var node = new EdgeNode(options, _source, numbers, () => new FakeTransport(_broker), TimeProvider.System, NullLogger<EdgeNode>.Instance);
        _running = node.RunAsync(_stop.Token);
    }
}
