using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;
using Xunit.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Hostile;

/// <summary>A broker full of idle connections and junk: the boards that keep to the contract are served as before.</summary>
public sealed class HostileBrokerTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Ten_thousand_idle_connections_and_junk_on_every_topic_do_not_stop_a_good_board()
    {
        int connections = Math.Min(10_000, FileLimit() - 2000);
        Skip.If(connections < 1000, "the limit of open files is too low: ulimit -n 20000");
        using var folder = new TemporaryFolder();
        string data = folder.File("data");
        int port = PrivateBroker.FreePort();
        Skip.IfNot(File.Exists("/usr/sbin/mosquitto"), "no mosquitto");
        (int code, _, string error) = await Cli.RunAsync("init", "--data", data, "--broker-security", "open", "--board", "fan-1", "--http", "127.0.0.1:0", "--loopback-without-key");
        Assert.True(code == 0, error);
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data, "--broker-listen", $"127.0.0.1:{port}");
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}, {connections} connections");
        var random = new Random(seed);
        List<Socket> idle = [];
        try
        {
            for (int i = 0; i < connections; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
                idle.Add(socket);
                switch (i % 4)
                {
                    case 1:
                        await socket.SendAsync(Connect($"idle-{i}"));
                        break;
                    case 2:
                        byte[] noise = new byte[random.Next(1, 64)];
                        random.NextBytes(noise);
                        await socket.SendAsync(noise);
                        break;
                    case 3:
                        // The beginning of a CONNECT whose rest never comes.
                        await socket.SendAsync(Connect($"half-{i}").AsMemory(0, 9));
                        break;
                }
            }

            using var junk = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "junk" });
            var connected = new TaskCompletionSource();
            junk.Connected += _ => connected.TrySetResult();
            junk.Start();
            await connected.Task.WaitAsync(Patience);
            using var board = new BoardDouble(port, "fan-1");
            int thrown = 0;
            for (int i = 0; i < 1000; i++)
            {
                thrown += junk.Publish(Topic(random), Mutant(random), 1) >= 0 ? 1 : 0;
                if (i % 20 == 0)
                {
                    board.Produce(seq => Readings.Encode(seq));
                }
            }

            await board.AllAcknowledgedAsync(Patience);
            JsonElement stats = await gateway.GetAsync("/api/v1/stats?audit=true");
            Assert.Equal(50, stats.GetProperty("store").GetProperty("readings").GetProperty("fan-1").GetInt64());
            Assert.Equal(0, stats.GetProperty("store").GetProperty("duplicates").GetInt64());
            long refused = stats.GetProperty("sinceStart").GetProperty("poison").GetInt64();
            output.WriteLine($"{thrown} junk messages, {refused} of them kept aside; {idle.Count(socket => socket.Connected)} connections open");
            Assert.True(refused > thrown / 10, $"{refused} of {thrown}");
            JsonElement[] poison = [.. (await gateway.GetAsync("/api/v1/stats")).GetProperty("devices").EnumerateArray()];
            Assert.Contains(poison, device => device.GetProperty("id").GetString() == "fan-1");
            Assert.Equal("ok", (await gateway.GetAsync("/api/v1/health")).GetProperty("status").GetString());
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
        }

        Assert.Equal(0, await gateway.StopAsync());
    }

    /// <summary>Topics of the contract, of other boards, and of none.</summary>
    private static string Topic(Random random)
    {
        string[] words = ["reading", "health", "answer", "capture", "evidence", "model", "nothing", "' OR 1=1", "../x"];
        string[] names = ["fan-2", "fan-2", "pump", "a", new('x', 60), "UPPER", "a'b", "$sys"];
        return random.Next(10) == 0 ? "aiot/v1/up" : $"aiot/v1/up/{names[random.Next(names.Length)]}/{words[random.Next(words.Length)]}";
    }

    /// <summary>A reading or a health message with bits turned, cut or grown; or noise.</summary>
    private static byte[] Mutant(Random random)
    {
        byte[] bytes = random.Next(3) switch
        {
            0 => Readings.Encode(random.Next(1, 100)),
            1 => Readings.EncodeHealth(10, 5),
            _ => new byte[random.Next(0, 3000)],
        };
        for (int i = random.Next(1, 8); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        }

        return random.Next(4) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    private static byte[] Connect(string id)
    {
        byte[] name = Encoding.ASCII.GetBytes(id);
        return [0x10, (byte)(12 + name.Length), 0, 4, (byte)'M', (byte)'Q', (byte)'T', (byte)'T', 4, 2, 0, 0, 0, (byte)name.Length, .. name];
    }

    private static int FileLimit() =>
        int.TryParse(File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], out int soft) ? soft : int.MaxValue;
}
