using System.Threading.Channels;
using AIoT.Embedded.Gateway.Sparkplug.Payloads;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Sparkplug;

/// <summary>The gateway as a process, seen from the broker.</summary>
public sealed class GatewayAsEdgeNodeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task A_board_s_readings_become_its_device_s_data_and_a_killed_gateway_is_dead_by_its_will()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        Directory.CreateDirectory(folder.File("data"));
        folder.Write("data/settings.yaml", "version: 1\nsparkplug: {group: plant, node: gateway, silenceSeconds: 600}\n");
        var heard = Channel.CreateUnbounded<MosquittoMessage>();
        using var host = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "host" });
        var listening = new TaskCompletionSource();
        host.Connected += _ => host.Subscribe("spBv1.0/#", 1);
        host.Subscribed += (_, _) => listening.TrySetResult();
        host.MessageReceived += message => heard.Writer.TryWrite(message);
        host.Start();
        await listening.Task.WaitAsync(Patience);

        using GatewayProcess gateway = await GatewayProcess.StartAsync(broker.Port, folder.File("data"), folder.Write("assets.yaml", AssetsText.Demo));
        Payload birth = await NextAsync(heard, "NBIRTH");
        // Nobody has measured yet: known to be absent (is_null), not a number.
        Assert.All(["Health", "Fault", "Velocity RMS", "ISO Zone"], name => Assert.Null(birth.Metrics.Single(metric => metric.Name == $"Machines/fan/{name}").Value));
        Assert.Equal("unknown", birth.Metrics.Single(metric => metric.Name == "Machines/fan/State").Value);
        using var board = new BoardDouble(broker.Port, "fan-1");
        board.Produce(seq => Readings.Encode(seq));
        Payload device = await NextAsync(heard, "DBIRTH/gateway/fan-1");
        Dictionary<ulong, string> names = device.Metrics.ToDictionary(metric => metric.Alias!.Value, metric => metric.Name);
        Assert.Equal(1UL, device.Metrics.Single(metric => metric.Name == "Sensors/0/Sequence").Value);
        board.Produce(seq => Readings.Encode(seq));
        Payload data = await NextAsync(heard, "DDATA/gateway/fan-1");
        Assert.Equal(2UL, data.Metrics.Single(metric => names[metric.Alias!.Value] == "Sensors/0/Sequence").Value);

        gateway.Kill();
        Payload death = await NextAsync(heard, "NDEATH");
        Assert.Equal(birth.Metrics.Single(metric => metric.Name == "bdSeq").Value, Assert.Single(death.Metrics).Value);
        host.Stop(TimeSpan.FromSeconds(1));

        // Nobody speaks any more: what a new listener hears would be retained.
        var left = new List<string>();
        using var late = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "late" });
        var subscribed = new TaskCompletionSource();
        late.Connected += _ => late.Subscribe("spBv1.0/#", 1);
        late.Subscribed += (_, _) => subscribed.TrySetResult();
        late.MessageReceived += message => left.Add(message.Topic);
        late.Start();
        await subscribed.Task.WaitAsync(Patience);
        await Task.Delay(300);
        Assert.Empty(left);
        late.Stop(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("{group: plant}", "node")]
    [InlineData("{group: a/b, node: gateway}", "group")]
    [InlineData("{group: plant, node: gateway, broker: nowhere}", "HOST:PORT")]
    [InlineData("{group: plant, node: gateway, colour: red}", "colour")]
    public void Settings_that_make_no_edge_node_are_refused_by_name(string sparkplug, string named)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("settings.yaml", $"version: 1\nsparkplug: {sparkplug}\n");
        string message = Assert.Throws<Gateway.Assets.UsageException>(() => Gateway.Setup.SettingsFile.Load(path)).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static async Task<Payload> NextAsync(Channel<MosquittoMessage> heard, string type)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            MosquittoMessage message = await heard.Reader.ReadAsync(patience.Token);
            if (message.Topic.Contains($"/{type}", StringComparison.Ordinal))
            {
                Assert.False(message.Retain);
                return FakeBroker.Read(message.Payload);
            }
        }
    }
}
