using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Retention;

/// <summary>A whole gateway on a disk of a few megabytes that somebody fills, and on one that becomes read-only.</summary>
public sealed class FullDiskGatewayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task On_a_full_disk_everything_that_writes_says_so_in_one_line_breaks_nothing_and_goes_on_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        using var disk = new SmallDisk(folder, "size=24m");
        string data = Path.Combine(disk.Path, "data"), filler = Path.Combine(disk.Path, "filler");
        await InitAsync(data, broker.Port);
        string technician = (await Cli.RunAsync("keys", "add", "--role", "technician", "--name", "Ann", "--data", data)).Output.Split('\n')[0];
        using var board = new BoardDouble(broker.Port, "fan-1", resendMs: 300);
        using (GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data))
        {
            for (int i = 0; i < 120; i++)
            {
                board.Produce(seq => Readings.Encode(seq, 0.97));
            }

            await board.AllAcknowledgedAsync(Patience);
            long alarm = await OpenAlarmAsync(gateway);
            Fill(filler);
            await UntilAsync(async () =>
            {
                board.Produce(seq => Readings.Encode(seq, 0.97));
                return await HealthAsync(gateway) is "disk full" or "disk failing";
            }, "nobody says that the disk is full");
            long acknowledged = board.Acked;

            // Reading goes on; what has to be written is refused.
            Assert.Equal(HttpStatusCode.OK, (await gateway.Client.GetAsync("/api/v1/machines")).StatusCode);
            using var acknowledge = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/alarms/{alarm}/acknowledge") { Content = JsonContent.Create(new { comment = "seen" }) };
            acknowledge.Headers.Add("X-Api-Key", technician);
            using HttpResponseMessage refused = await gateway.Client.SendAsync(acknowledge);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("the disk refuses it", (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString());
            await OneLineAsync("keys", "add", "--role", "viewer", "--name", "Bob", "--data", data);
            await OneLineAsync("board", "add", "pump-1", "--data", data);
            await OneLineAsync("backup", Path.Combine(disk.Path, "backup"), "--data", data);
            await OneLineAsync("ledger", "export", "--data", data, "-o", Path.Combine(disk.Path, "ledger.jsonl"));
            Assert.False(File.Exists(Path.Combine(disk.Path, "ledger.jsonl")));
            Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, technician));

            File.Delete(filler);
            for (int i = 0; i < 20; i++)
            {
                board.Produce(seq => Readings.Encode(seq));
            }

            await board.AllAcknowledgedAsync(Patience);
            await UntilAsync(async () => await HealthAsync(gateway) == "ok", "it does not recover");
            Assert.True(board.Acked > acknowledged);
            JsonElement store = (await gateway.GetAsync("/api/v1/stats?audit=true")).GetProperty("store");
            Assert.Equal((board.Produced, 0L), (store.GetProperty("readings").GetProperty("fan-1").GetInt64(), store.GetProperty("duplicates").GetInt64()));
            Assert.Equal(0, await gateway.StopAsync());
        }

        // Started where there is no room it says so and ends, and a later start is as if nothing had been.
        Fill(filler);
        using (Process start = Process.Start(GatewayProcess.Command("run", "--data", data))!)
        {
            start.BeginErrorReadLine();
            bool ready = await start.StandardOutput.ReadLineAsync().WaitAsync(Patience) is not null;
            if (ready)
            {
                start.Kill();
            }

            await start.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(ready || start.ExitCode == 2, $"code {start.ExitCode}");
        }

        File.Delete(filler);
        using (GatewayProcess again = await GatewayProcess.StartAsync("--data", data))
        {
            board.Produce(seq => Readings.Encode(seq));
            await board.AllAcknowledgedAsync(Patience);
            Assert.Equal(0, await again.StopAsync());
        }

        (int code, string output, string error) = await Cli.RunAsync("ledger", "verify", Path.Combine(data, "gateway.db"), "--key", Path.Combine(data, "ledger.pub"));
        Assert.True(code == 0, output + error);
    }

    [SkippableFact]
    public async Task A_disk_that_becomes_read_only_stops_acknowledgements_and_a_writable_one_goes_on()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        using var disk = new SmallDisk(folder, "size=32m");
        string data = Path.Combine(disk.Path, "data");
        await InitAsync(data, broker.Port);
        using var board = new BoardDouble(broker.Port, "fan-1", resendMs: 300);
        using (GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data))
        {
            board.Produce(seq => Readings.Encode(seq));
            await board.AllAcknowledgedAsync(Patience);
            Assert.Equal(0, await gateway.StopAsync());
        }

        disk.Remount("ro");
        (int code, _, string error) = await Cli.RunAsync("run", "--data", data);
        Assert.Equal((2, 1), (code, error.Count(c => c == '\n')));
        (code, string found, _) = await Cli.RunAsync("doctor", "--data", data);
        Assert.Equal(1, code);
        Assert.Contains("WRONG permissions  " + data + " is not writable", found);
        disk.Remount("rw");
        using (GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data))
        {
            board.Produce(seq => Readings.Encode(seq));
            await board.AllAcknowledgedAsync(Patience);
        }
    }

    private static async Task InitAsync(string data, int port)
    {
        (int code, _, string error) = await Cli.RunAsync("init", "--data", data, "--broker", $"127.0.0.1:{port}", "--http", "127.0.0.1:0", "--loopback-without-key");
        Assert.True(code == 0, error);
        File.WriteAllText(Path.Combine(data, "assets.yaml"), AssetsText.Demo);
        string settings = Path.Combine(data, "settings.yaml");
        File.WriteAllText(settings, File.ReadAllText(settings).Replace("reserveMegabytes: 64", "reserveMegabytes: 0", StringComparison.Ordinal));
    }

    private static void Fill(string path)
    {
        byte[] block = new byte[64 * 1024];
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        for (int size = block.Length; size >= 1;)
        {
            try
            {
                file.Write(block, 0, size);
            }
            catch (IOException)
            {
                size /= 16;
            }
        }
    }

    private static async Task<string?> HealthAsync(GatewayProcess gateway) => (await gateway.GetAsync("/api/v1/health")).GetProperty("status").GetString();

    private static async Task<HttpStatusCode> AskAsync(GatewayProcess gateway, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/poison");
        request.Headers.Add("X-Api-Key", key);
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<long> OpenAlarmAsync(GatewayProcess gateway)
    {
        long id = 0;
        await UntilAsync(async () =>
        {
            JsonElement open = await gateway.GetAsync("/api/v1/alarms?open=true");
            id = open.GetArrayLength() > 0 ? open[0].GetProperty("id").GetInt64() : 0;
            return id > 0;
        }, "no alarm");
        return id;
    }

    private static async Task OneLineAsync(params string[] arguments)
    {
        (int code, string output, string error) = await Cli.RunAsync(arguments);
        Assert.True(code == 2 && error.Count(c => c == '\n') == 1, $"{string.Join(' ', arguments)}: {code}, {output}, {error}");
    }

    private static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(waited.Elapsed < Patience, what);
            await Task.Delay(100);
        }
    }
}
