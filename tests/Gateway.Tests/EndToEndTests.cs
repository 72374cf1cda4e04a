using System.Text.Json;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests;

public sealed class EndToEndTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [SkippableFact]
    public async Task A_fan_that_gets_worse_raises_an_alarm_and_every_reading_is_kept_once()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        using GatewayProcess gateway = await GatewayProcess.StartAsync(broker.Port, folder.File("data"), folder.Write("assets.yaml", AssetsText.Demo));
        using var fan = new BoardDouble(broker.Port, "fan-1");
        using var pump = new BoardDouble(broker.Port, "pump-1");
        for (int i = 0; i < 120; i++)
        {
            double outer = Math.Clamp((i - 40) / 40.0, 0.02, 0.97);
            fan.Produce(seq => Readings.Encode(seq, outer));
            pump.Produce(seq => Readings.Encode(seq));
        }

        await fan.AllAcknowledgedAsync(Patience);
        await pump.AllAcknowledgedAsync(Patience);
        JsonElement machine = await WaitForAsync(gateway, "/api/v1/machines/fan", answer => answer.GetProperty("machine").GetProperty("state").GetString() == "alarm");
        Assert.Equal("outer race", machine.GetProperty("alarms")[0].GetProperty("class").GetString());
        Assert.Contains("outer race score 0.9", machine.GetProperty("machine").GetProperty("explanation").GetString());
        JsonElement stats = await gateway.GetAsync("/api/v1/stats?audit=true");
        Assert.Equal(240, stats.GetProperty("committed").GetInt64());
        Assert.Equal(120, stats.GetProperty("store").GetProperty("readings").GetProperty("fan-1").GetInt64());
        Assert.Equal(0, stats.GetProperty("store").GetProperty("duplicates").GetInt64());
        JsonElement healthy = await WaitForAsync(gateway, "/api/v1/machines/pump", answer => answer.GetProperty("machine").GetProperty("windows").GetInt64() == 120);
        Assert.Equal("normal", healthy.GetProperty("machine").GetProperty("state").GetString());
        Assert.True((await gateway.GetAsync("/api/v1/decisions/verify")).GetProperty("ok").GetBoolean());
        Assert.Equal(0, await gateway.StopAsync());
    }

    [SkippableFact]
    public async Task A_gateway_and_a_broker_killed_again_and_again_lose_and_double_nothing()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        string assets = folder.Write("assets.yaml", AssetsText.Demo);

        // What somebody has left retained comes again at each start.
        using var junk = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = broker.Port, ClientId = "junk" });
        var connected = new TaskCompletionSource();
        junk.Connected += _ => connected.TrySetResult();
        junk.Start();
        await connected.Task.WaitAsync(Patience);
        junk.Publish(Topics.Reading("ghost"), Readings.Encode(1), 1, retain: true);
        junk.Publish(Topics.Reading("fan-1"), [1, 2, 3], 1, retain: true);
        junk.Publish("aiot/v1/up/fan-1/reading/more", new byte[2000], 1, retain: true);
        junk.Stop(TimeSpan.FromSeconds(2));

        using var board = new BoardDouble(broker.Port, "fan-1", resendMs: 300);
        using var produce = new Timer(_ => board.Produce(seq => Readings.Encode(seq)), null, 0, 2);
        int kills = TestData.LongMode ? 50 : 3;
        var random = new Random(TestData.Seed);
        for (int i = 0; i < kills; i++)
        {
            using GatewayProcess doomed = await GatewayProcess.StartAsync(broker.Port, folder.File("data"), assets);
            await Task.Delay(random.Next(50, 500));
            if (i % 10 == 1)
            {
                broker.Kill();
                broker.Start();
                await Task.Delay(500);
            }

            doomed.Kill();
        }

        using GatewayProcess gateway = await GatewayProcess.StartAsync(broker.Port, folder.File("data"), assets);
        await produce.DisposeAsync();
        await board.AllAcknowledgedAsync(Patience);
        JsonElement stats = await gateway.GetAsync("/api/v1/stats?audit=true");
        long kept = stats.GetProperty("store").GetProperty("readings").GetProperty("fan-1").GetInt64();
        Assert.True(kept == board.Produced, $"seed {TestData.Seed}: {kept} of {board.Produced}");
        Assert.Equal(0, stats.GetProperty("store").GetProperty("duplicates").GetInt64());
        Assert.Equal(1, stats.GetProperty("store").GetProperty("readings").GetProperty("ghost").GetInt64());
        JsonElement machine = await WaitForAsync(gateway, "/api/v1/machines/fan", answer => Seen(answer) == board.Produced);
        Assert.Equal(board.Produced, Seen(machine));
        Assert.True((await gateway.GetAsync("/api/v1/decisions/verify")).GetProperty("ok").GetBoolean());
        Assert.Equal(0, await gateway.StopAsync());

        static long Seen(JsonElement answer)
        {
            JsonElement sensor = answer.GetProperty("machine").GetProperty("sensors")[0];
            return sensor.GetProperty("windows").GetInt64() + sensor.GetProperty("late").GetInt64();
        }
    }

    private static async Task<JsonElement> WaitForAsync(GatewayProcess gateway, string path, Func<JsonElement, bool> until)
    {
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            JsonElement answer = await gateway.GetAsync(path);
            if (until(answer))
            {
                return answer;
            }

            Assert.True(Environment.TickCount64 < end, $"{path}: {answer}");
            await Task.Delay(50);
        }
    }
}
