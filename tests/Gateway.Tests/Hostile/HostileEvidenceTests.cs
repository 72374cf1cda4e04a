using System.Collections.Concurrent;
using System.Text.Json;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Tests.Devices;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;
using Xunit.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Hostile;

/// <summary>
/// Somebody on an open broker who reads every challenge and every token, holds an enrolled board of their own, and floods the evidence topics with what
/// they make of it: the boards that answer stay attested throughout.
/// </summary>
public sealed class HostileEvidenceTests(ITestOutputHelper output) : IDisposable
{
    // Not a quarantine for being slow: the time to answer is that of a machine with other work.
    private const string Settings = """

        devices: {challengeSeconds: 3, answerSeconds: 20, silenceSeconds: 60}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Mutated_evidence_on_every_topic_moves_no_board_that_answers()
    {
        using var broker = new PrivateBroker();
        Assert.Equal(0, (await Cli.RunAsync("init", "--data", Data, "--broker", $"127.0.0.1:{broker.Port}", "--http", "127.0.0.1:0", "--loopback-without-key")).Code);
        File.WriteAllText(Path.Combine(Data, "assets.yaml"), AssetsText.Demo);
        File.AppendAllText(Path.Combine(Data, "settings.yaml"), Settings);
        await Good("reference", "add", "firmware", "--name", BoardIdentity.SoftwareName, "--release", "0.1.0", "--hash", Convert.ToHexString(DeviceBench.Firmware));
        await Good("reference", "add", "model", "--name", "bearing", "--release", "1", "--hash", Convert.ToHexString(DeviceBench.Model));
        BoardIdentity fan = await EnrolAsync("fan-1"), pump = await EnrolAsync("pump-1"), own = await EnrolAsync("pump-2");
        using (var bench = new DeviceBench(Data))
        {
            // Boards that say nothing: of each that many more tokens are looked at.
            foreach (string idle in Attacker.Idle)
            {
                bench.Onboarding.Enrol(new EnrolmentRequest { Device = idle, HardwareModel = "virtual" }, "test");
            }
        }

        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", Data);
        using var first = new AttestedBoardDouble(broker.Port, "fan-1", fan);
        using var second = new AttestedBoardDouble(broker.Port, "pump-1", pump);
        JsonElement[] before = [await StandsAsync(gateway, "fan-1"), await StandsAsync(gateway, "pump-1")];
        long[] results = [Result(before[0]), Result(before[1])];

        var random = new Random(TestData.Seed);
        int messages = TestData.LongMode ? 40_000 : 1500;
        using var attacker = new Attacker(broker.Port, own, random);
        await attacker.ReadyAsync();
        int sent = 0;
        for (int i = 0; i < messages; i++)
        {
            sent += attacker.Strike() ? 1 : 0;
            await Task.Delay(i % 10 == 0 ? 20 : 0);
        }

        // Both were asked during the flood, and answered: their newest results are later ones.
        for (int i = 0; i < 600; i++)
        {
            JsonElement[] now = [await gateway.GetAsync("/api/v1/devices/fan-1/standing"), await gateway.GetAsync("/api/v1/devices/pump-1/standing")];
            Assert.All(now, (board, at) => Assert.True(Standing(board) == "attested" && Since(board) == Since(before[at]), $"seed {TestData.Seed}: {board}"));
            if (Result(now[0]) > results[0] && Result(now[1]) > results[1])
            {
                break;
            }

            Assert.True(i < 599, $"seed {TestData.Seed}: not asked in a minute: {now[0]} {now[1]}");
            await Task.Delay(100);
        }

        string metrics = await gateway.Client.GetStringAsync("/metrics");
        string[] told = [.. metrics.Split('\n').Where(line => line.StartsWith("aiot_evidence_", StringComparison.Ordinal))];
        output.WriteLine($"seed {TestData.Seed}, {sent} of {messages} messages sent, {attacker.Seen} tokens overheard\n{string.Join('\n', told)}");
        Assert.True(sent > messages / 2 && attacker.Seen > 1, $"{sent} sent, {attacker.Seen} overheard");
        Assert.Contains("aiot_evidence_broken_total{rule=\"form\"}", metrics);
        Assert.Contains("aiot_evidence_broken_total{rule=\"tag\"}", metrics);
        Assert.Contains("outcome=\"too-often\"", metrics);
        Assert.Equal("ok", (await gateway.GetAsync("/api/v1/health")).GetProperty("status").GetString());
        Assert.Equal(0, await gateway.StopAsync());
        Assert.Equal(0, (await Cli.RunAsync("ledger", "verify", Path.Combine(Data, "gateway.db"), "--key", Path.Combine(Data, "ledger.pub"))).Code);
    }

    private static string Standing(JsonElement board) => board.GetProperty("standing").GetString()!;

    private static long Since(JsonElement board) => board.GetProperty("sinceUtcMs").GetInt64();

    private static long Result(JsonElement board) => board.GetProperty("attestationResultId").GetInt64();

    private static async Task<JsonElement> StandsAsync(GatewayProcess gateway, string device)
    {
        for (int i = 0; i < 300; i++)
        {
            JsonElement board = await gateway.GetAsync($"/api/v1/devices/{device}/standing");
            if (Standing(board) == "attested")
            {
                return board;
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"{device} is not attested");
    }

    private async Task<BoardIdentity> EnrolAsync(string device)
    {
        string file = _folder.File(device + ".identity");
        await Good("device", "enrol", device, "--hardware", "virtual", "-o", file);
        return BoardIdentity.Of(Convert.ToHexString(File.ReadAllBytes(file)));
    }

    private async Task Good(params string[] arguments)
    {
        (int code, _, string error) = await Cli.RunAsync([.. arguments, "--data", Data]);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {error}");
    }

    /// <summary>Hears all, and sends what it makes of it.</summary>
    private sealed class Attacker : IDisposable
    {
        public static readonly string[] Idle = [.. Enumerable.Range(0, 50).Select(i => $"idle-{i}")];
        private static readonly string[] Victims = ["fan-1", "pump-1"];
        private readonly MosquittoClient _client;
        private readonly BoardIdentity _own;
        private readonly Random _random;
        private readonly ConcurrentQueue<(string Device, byte[] Token)> _tokens = [];
        private readonly ConcurrentDictionary<string, byte[]> _nonces = [];
        private readonly HashSet<string> _sent = [];
        private readonly TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Attacker(int port, BoardIdentity own, Random random)
        {
            (_own, _random) = (own, random);
            _client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "attacker" });
            _client.Connected += _ =>
            {
                _client.Subscribe(Topics.AllEvidence, 1);
                _client.Subscribe("aiot/v1/down/+/challenge", 1);
            };
            _client.MessageReceived += Hear;
            _client.Start();
        }

        /// <summary>Tokens overheard that others had sent.</summary>
        public int Seen => _tokens.Count;

        public Task ReadyAsync() => _heard.Task.WaitAsync(Patience);

        public bool Strike()
        {
            string victim = _random.Next(3) == 0 ? Victims[_random.Next(Victims.Length)] : Idle[_random.Next(Idle.Length)];
            byte[] message = Message(victim);
            lock (_sent)
            {
                _sent.Add(Convert.ToHexString(message.AsSpan(0, Math.Min(message.Length, 2000))));
            }

            return _client.Publish(Topics.Of(victim, TopicKind.Evidence), message, 1) >= 0;
        }

        public void Dispose() => _client.Dispose();

        private void Hear(MosquittoMessage message)
        {
            string device = message.Topic.Split('/')[3];
            if (message.Topic.EndsWith("/challenge", StringComparison.Ordinal))
            {
                var challenge = new Challenge();
                if (challenge.TryDecode(message.Payload, 0, message.Payload.Length))
                {
                    _nonces[device] = challenge.Nonce[..challenge.NonceLength];
                }

                return;
            }

            lock (_sent)
            {
                if (_sent.Contains(Convert.ToHexString(message.Payload.AsSpan(0, Math.Min(message.Payload.Length, 2000)))))
                {
                    return;
                }
            }

            _tokens.Enqueue((device, message.Payload));
            if (_tokens.Count >= 2)
            {
                _heard.TrySetResult();
            }
        }

        private byte[] Message(string victim)
        {
            (string device, byte[] real) = _tokens.ElementAt(_random.Next(_tokens.Count));
            byte[] nonce = _nonces.GetValueOrDefault(victim) ?? new byte[32];
            switch (_random.Next(20))
            {
                case 0:
                    // A recording, of this board or of the other one.
                    return real;
                case 1:
                    return real[.._random.Next(real.Length)];
                case 2:
                    return [.. real, .. Noise(_random.Next(1, 600))];
                case 3:
                    // Another tag before it: none, COSE_Sign1, COSE_Encrypt0, CWT's, two at once.
                    byte[][] tags = [[], [0xD2], [0xD0], [0xD8, 0x3D], [0xD1, 0xD1]];
                    return [.. tags[_random.Next(tags.Length)], .. real.AsSpan(1)];
                case 4:
                    return Deep(_random.Next(2) == 0 ? (byte)0x81 : (byte)0xD1, _random.Next(10, 60_000));
                case 5:
                    // A length of more than there is, in any of the forms.
                    byte[][] lengths = [[0x5B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x5A, 0xFF, 0xFF, 0xFF, 0xFF], [0x9A, 0x7F, 0xFF, 0xFF, 0xFF], [0x5F], [0xBF], [0x59, 0xFF, 0xFF]];
                    int at = _random.Next(real.Length);
                    return [.. real.AsSpan(0, at), .. lengths[_random.Next(lengths.Length)], .. real.AsSpan(at)];
                case 6:
                    return Noise(_random.Next(2000));
                case 7:
                    return Noise(_random.Next(100_000, 1_000_000));
                case 8:
                    // Well-formed, under the attacker's own key, with what the victim is asked for.
                    return _own.Token(nonce, claims => claims.UptimeSeconds = _random.Next());
                case 9:
                    return _own.Token(nonce, key: Noise(32));
                case 10:
                    // Says that it is the other one's.
                    return device == victim ? _own.Token(null) : real;
                case 11:
                    return [.. nonce, .. Noise(_random.Next(50))];
                case 12:
                    return [];
                case 13:
                    // Two tokens in one.
                    return [.. real, .. real];
                default:
                    byte[] turned = _random.Next(2) == 0 ? [.. real] : _own.Token(nonce);
                    for (int flips = _random.Next(1, 6); flips > 0; flips--)
                    {
                        turned[_random.Next(turned.Length)] ^= (byte)(1 << _random.Next(8));
                    }

                    return turned;
            }
        }

        private static byte[] Deep(byte opener, int levels)
        {
            byte[] nested = new byte[levels + 1];
            nested.AsSpan(0, levels).Fill(opener);
            return nested;
        }

        private byte[] Noise(int length)
        {
            byte[] noise = new byte[length];
            _random.NextBytes(noise);
            return noise;
        }
    }
}
