using System.Diagnostics;
using System.Text.Json;
using AIoT.Embedded.Gateway.Sparkplug;
using AIoT.Embedded.Gateway.Sparkplug.Payloads;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AIoT.Embedded.Gateway.Tests.Sparkplug;

/// <summary>The edge node over a real Mosquitto, as seen by an MQTT client and a payload decoder that know nothing of it (npm's mqtt and sparkplug-payload).</summary>
public sealed class IndependentHostTests
{
    // Prints "ready", then each message as a JSON line; asks for a rebirth when told "rebirth" on its input.
    private const string Script = """
        const mqtt = require('mqtt');
        const spb = require('sparkplug-payload').get('spBv1.0');
        const client = mqtt.connect(`mqtt://127.0.0.1:${process.argv[1]}`, { clientId: 'host' });
        const show = (k, v) => typeof v === 'bigint' ? Number(v) : v && v.low !== undefined ? v.toNumber ? v.toNumber() : v.low : v;
        client.on('connect', () => client.subscribe('spBv1.0/#', { qos: 1 }, () => console.log('ready')));
        client.on('message', (topic, bytes, packet) => console.log(JSON.stringify({ topic, qos: packet.qos, retain: packet.retain, payload: topic.includes('NCMD') ? {} : spb.decodePayload(bytes) }, show)));
        process.stdin.on('data', () => client.publish('spBv1.0/plant/NCMD/gateway',
          spb.encodePayload({ timestamp: Date.now(), metrics: [{ name: 'Node Control/Rebirth', type: 'Boolean', value: true }] })));
        """;

    [SkippableFact]
    public async Task A_host_of_others_making_understands_births_data_rebirth_and_death()
    {
        Skip.IfNot(Directory.Exists(TestData.InRepository("node_modules/sparkplug-payload")), "no node_modules/sparkplug-payload: npm ci --ignore-scripts");
        using var broker = new PrivateBroker();
        using var folder = new TemporaryFolder();
        using Process host = Process.Start(new ProcessStartInfo("node", ["-e", Script, $"{broker.Port}"])
        {
            WorkingDirectory = TestData.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        host.BeginErrorReadLine();
        try
        {
            await LineAsync(host, "ready");
            var source = new ScriptedSource();
            source.Appear("fan-1", new Metric("Velocity RMS", MetricType.Float, 1.5f, 1000, Unit: "mm/s"), new Metric("Shaft Speed", MetricType.Float, null, 1000));
            var node = new EdgeNode(
                new EdgeNodeOptions { Group = "plant", Node = "gateway", Interval = TimeSpan.FromMilliseconds(50) },
                source,
                new BirthNumberFile(folder.File("bdseq")),
                () => new MosquittoEdgeTransport(new Gateway.Broker.BrokerAccess("127.0.0.1", broker.Port), "edge"),
                TimeProvider.System,
                NullLogger<EdgeNode>.Instance);
            using var stop = new CancellationTokenSource();
            Task running = node.RunAsync(stop.Token);

            JsonElement birth = await MessageAsync(host, "NBIRTH");
            Assert.Equal(0, birth.GetProperty("payload").GetProperty("seq").GetInt32());
            JsonElement number = Metric(birth, "bdSeq");
            Assert.Equal(("Int64", 0), (number.GetProperty("type").GetString(), number.GetProperty("value").GetInt32()));
            JsonElement rebirth = Metric(birth, "Node Control/Rebirth");
            Assert.Equal("Boolean", rebirth.GetProperty("type").GetString());
            Assert.False(rebirth.GetProperty("value").GetBoolean());
            Assert.False(birth.GetProperty("retain").GetBoolean());

            JsonElement device = await MessageAsync(host, "DBIRTH");
            JsonElement velocity = Metric(device, "Velocity RMS");
            Assert.Equal(("Float", 1.5), (velocity.GetProperty("type").GetString(), velocity.GetProperty("value").GetDouble()));
            Assert.Equal("mm/s", velocity.GetProperty("properties").GetProperty("engUnit").GetProperty("value").GetString());

            source.Measure("fan-1", new Metric("Velocity RMS", MetricType.Float, 2.5f, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
            JsonElement data = await MessageAsync(host, "DDATA");
            JsonElement sent = data.GetProperty("payload").GetProperty("metrics")[0];
            Assert.Equal(2.5, sent.GetProperty("value").GetDouble());
            Assert.Equal(velocity.GetProperty("alias").GetInt32(), sent.GetProperty("alias").GetInt32());

            await host.StandardInput.WriteLineAsync("rebirth");
            await host.StandardInput.FlushAsync();
            Assert.Equal(0, Metric(await MessageAsync(host, "NBIRTH"), "bdSeq").GetProperty("value").GetInt32());

            // The broker goes and comes: a new connection, a new birth number.
            broker.Kill();
            broker.Start();
            // The host's client comes back by itself and subscribes; so does the node. Whichever is first, a rebirth shows the number.
            await LineAsync(host, "ready");
            await host.StandardInput.WriteLineAsync("rebirth");
            await host.StandardInput.FlushAsync();
            Assert.True(Metric(await MessageAsync(host, "NBIRTH"), "bdSeq").GetProperty("value").GetInt32() > 0);

            await stop.CancelAsync();
            await running;
            JsonElement death = await MessageAsync(host, "NDEATH");
            Assert.False(death.GetProperty("payload").TryGetProperty("seq", out _));
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync();
        }
    }

    private static JsonElement Metric(JsonElement message, string name) =>
        message.GetProperty("payload").GetProperty("metrics").EnumerateArray().Single(metric => metric.GetProperty("name").GetString() == name);

    private static async Task<JsonElement> MessageAsync(Process host, string type)
    {
        string line = await LineAsync(host, $"/{type}/");
        return JsonDocument.Parse(line).RootElement;
    }

    private static async Task<string> LineAsync(Process host, string part)
    {
        while (true)
        {
            string? line = await host.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.NotNull(line);
            if (line.Contains(part, StringComparison.Ordinal))
            {
                return line;
            }
        }
    }
}
