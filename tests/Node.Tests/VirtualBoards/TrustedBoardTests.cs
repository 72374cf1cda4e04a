using System.Collections.Concurrent;
using System.Text.Json;
using AIoT.Embedded.Boards.Virtual.Trust;
using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Node.Tests.Models;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.VirtualBoards;

/// <summary>A board as a process, a real broker: models come over the network, and the board proves what it runs.</summary>
public sealed class TrustedBoardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-trust-").FullName;
    private readonly SlotBench _bench = new();
    private readonly ConcurrentQueue<byte[]> _evidence = new();
    private readonly ConcurrentQueue<byte[]> _reports = new();
    private readonly ConcurrentQueue<Answer> _answers = new();

    public void Dispose()
    {
        _bench.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task A_board_takes_a_good_model_refuses_bad_ones_proves_what_it_runs_and_loses_no_reading()
    {
        using var broker = new PrivateBroker();
        using var gateway = new GatewayDouble(broker.Port, TestData.Seed);
        gateway.Start();
        Enrolment enrolment = await EnrolAsync();
        string key = Path.Combine(_folder, "key.pem"), publicKey = Path.Combine(_folder, "key.pub.pem"), first = Path.Combine(_folder, "first.aim");
        _bench.Key.Save(key, publicKey, replace: false);
        await File.WriteAllBytesAsync(first, _bench.Image(1));
        using MosquittoClient client = Listen(broker.Port);
        using BoardProcess board = BoardProcess.Start(
            "--device", "fan-1", "--store", Path.Combine(_folder, "flash"), "--broker", $"127.0.0.1:{broker.Port}", "--scenario", "fan", "--speed", "10", "--model", first, "--model-key", publicKey);

        // Evidence of the boot comes by itself, and proves nothing yet.
        var nonces = new NonceBook(TimeProvider.System, TimeSpan.FromMinutes(5));
        var verifier = new EvidenceVerifier(nonces);
        Wait.Until(() => !_evidence.IsEmpty, "evidence of the boot");
        Verdict boot = verifier.Verify(enrolment, References(_bench.Image(1)), null, Take());
        Assert.True(boot.Outcome == Outcome.NotFresh, Reasons(boot));

        byte[] second = _bench.Image(2);
        Assert.Null(await OfferAsync(broker.Port, second));
        await RefusedAsync(broker.Port, _bench.Image(1), ModelRefusal.OlderVersion);
        await RefusedAsync(broker.Port, ModelImageWriter.Write(SlotBench.Description(3)), ModelRefusal.Signature);
        byte[] damaged = _bench.Image(3);
        damaged[40] ^= 1;
        await RefusedAsync(broker.Port, damaged, ModelRefusal.Damaged);

        // Asked, the board proves that it runs the second model; and it answers a nonce once.
        _evidence.Clear();
        byte[] nonce = nonces.Issue("fan-1");
        Challenge(client, nonce);
        Wait.Until(() => !_evidence.IsEmpty, "an answer to the challenge");
        byte[] token = Take();
        Verdict verdict = verifier.Verify(enrolment, References(second), boot.Boot, token);
        Assert.True(verdict.Outcome == Outcome.Affirmed, Reasons(verdict));
        Assert.Equal("configuration", Assert.Single(verdict.NotCompared));
        verdict = verifier.Verify(enrolment, References(_bench.Image(1)), boot.Boot, token);
        Assert.Equal([EvidenceRule.ModelOther, EvidenceRule.NonceUsed], verdict.Broken.Select(broken => broken.Rule));
        Challenge(client, nonce);
        Wait.Until(() => _answers.Any(answer => answer.Kind == TopicKind.Challenge), "the replay's refusal");
        Assert.Contains(_answers, answer => answer.Kind == TopicKind.Challenge && answer.Result == CommandResult.Refused && answer.Text == "the nonce was answered before");

        // One process from begin to end, two boots of the board, and every reading once.
        (int code, string output, string errors) = await board.EndAsync();
        Assert.True(code == 0, errors);
        JsonElement counters = BoardProcess.Json(output);
        long produced = counters.GetProperty("produced").GetInt64();
        Assert.Equal(2, counters.GetProperty("boot").GetInt64());
        Assert.Equal(produced, counters.GetProperty("acked").GetInt64());
        Assert.Empty(gateway.Violations);
        long[] committed = gateway.Committed("fan-1", counters.GetProperty("epoch").GetUInt32());
        Assert.Equal(Enumerable.Range(1, (int)produced).Select(seq => (long)seq), committed);
        client.Stop(TimeSpan.FromSeconds(2));
    }

    private static string Reasons(Verdict verdict) => string.Join("; ", verdict.Broken.Select(broken => $"{broken.Rule}: {broken.Reason}"));

    private async Task<Enrolment> EnrolAsync()
    {
        using BoardProcess identity = BoardProcess.Start("identity", "--store", Path.Combine(_folder, "flash"));
        (int code, string output, string errors) = await identity.EndAsync(terminate: false);
        Assert.True(code == 0, errors);
        JsonElement told = BoardProcess.Json(output);
        byte[] Hex(string name) => Convert.FromHexString(told.GetProperty(name).GetString()!);
        return new Enrolment
        {
            Device = "fan-1",
            Ueid = Hex("ueid"),
            OemId = Hex("oemid"),
            HardwareModel = told.GetProperty("hwmodel").GetString()!,
            Key = new SoftwareKeyProvider(Hex("key")),
            Level = KeyLevel.SoftwareKey,
        };
    }

    private static ReferenceValues References(byte[] model) => new()
    {
        SoftwareNames = ["AIoT.Embedded.Node"],
        SoftwareVersions = ["0.1.0"],
        Firmware = [FirmwareMeasurement.Take()],
        Models = [SlotBench.Parse(model).ComputeHash()],
    };

    private static async Task<string?> OfferAsync(int port, byte[] file)
    {
        using var courier = new ModelCourier("127.0.0.1", port, "fan-1", file);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        return await courier.RunAsync(_ => { }, patience.Token);
    }

    private async Task RefusedAsync(int port, byte[] file, int reason)
    {
        Assert.NotNull(await OfferAsync(port, file));
        var report = new ModelReport();
        Wait.Until(() => _reports.Any(bytes => report.TryDecode(bytes, 0, bytes.Length) && report.Refusals[reason] > 0), $"refusal {reason} is counted");
        Assert.Equal(2u, report.ActiveVersion);
    }

    private MosquittoClient Listen(int port)
    {
        var client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "listener" });
        using var listens = new ManualResetEventSlim();
        client.Connected += _ => client.Subscribe("aiot/v1/up/fan-1/+", 1);
        client.Subscribed += (_, _) => listens.Set();
        client.MessageReceived += message =>
        {
            switch (Topics.Parse(message.Topic, out string _))
            {
                case TopicKind.Evidence:
                    _evidence.Enqueue(message.Payload);
                    break;
                case TopicKind.ModelReport:
                    _reports.Enqueue(message.Payload);
                    break;
                case TopicKind.Answer:
                    var answer = new Answer();
                    Assert.True(answer.TryDecode(message.Payload, 0, message.Payload.Length));
                    _answers.Enqueue(answer);
                    break;
            }
        };
        client.Start();
        Assert.True(listens.Wait(TimeSpan.FromSeconds(30)));
        return client;
    }

    private byte[] Take()
    {
        Assert.True(_evidence.TryDequeue(out byte[]? token));
        return token;
    }

    private static void Challenge(MosquittoClient client, byte[] nonce)
    {
        var challenge = new Challenge { Id = 7, NonceLength = nonce.Length };
        nonce.CopyTo(challenge.Nonce, 0);
        var buffer = new byte[128];
        client.Publish(Topics.Of("fan-1", TopicKind.Challenge), buffer.AsSpan(0, challenge.Encode(buffer, 0)), 1);
    }
}
