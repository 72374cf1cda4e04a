using System.Diagnostics;
using System.Text.Json;
using AIoT.Embedded.Boards.Virtual.Trust;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Node.Tests.Models;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Node.Tests.VirtualBoards;

/// <summary>The gateway and boards as processes, a real broker: boards are enrolled and attested, and a model goes out to them although the gateway is killed on the way.</summary>
public sealed class RolledOutModelTests : IDisposable
{
    private static readonly string _gateway = Path.Combine(
        Path.GetDirectoryName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!, "Gateway", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "aiot-gateway.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("aiot-rollout-").FullName;
    private readonly SlotBench _bench = new();
    private readonly List<Process> _processes = [];

    private string Data => Path.Combine(_folder, "data");

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        _bench.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task An_enrolled_board_is_attested_takes_the_offered_model_over_a_kill_of_the_gateway_and_is_attested_with_it()
    {
        using var broker = new PrivateBroker();
        string key = Path.Combine(_folder, "key.pem"), publicKey = Path.Combine(_folder, "key.pub.pem"), first = Path.Combine(_folder, "first.aim"), second = Path.Combine(_folder, "second.aim");
        _bench.Key.Save(key, publicKey, replace: false);
        await File.WriteAllBytesAsync(first, _bench.Image(1));
        await File.WriteAllBytesAsync(second, Large(2));
        await GatewayAsync("init", "--broker", $"127.0.0.1:{broker.Port}", "--http", "127.0.0.1:0", "--loopback-without-key");
        await File.WriteAllTextAsync(Path.Combine(Data, "assets.yaml"), """
            version: 1
            machines:
              - id: fan
                name: Fan
                kind: fan
                criticality: low
                iso: {group: 2, mounting: rigid}
                sensors:
                  - {id: fan-1, device: fan-1, position: "drive end"}
                  - {id: fan-2, device: fan-2, position: "other end"}
            """);
        await File.AppendAllTextAsync(Path.Combine(Data, "settings.yaml"), "\ndevices: {challengeSeconds: 600, answerSeconds: 3}\nreleases: {piecesPerSecond: 1, askAgainSeconds: 1}\n");
        await IdentityAsync("fan-1");
        await GatewayAsync("device", "enrol", "fan-1", "--identity", Path.Combine(_folder, "fan-1.json"));
        await GatewayAsync("reference", "add", "firmware", "--name", "AIoT.Embedded.Node", "--release", "0.1.0", "--hash", Convert.ToHexString(FirmwareMeasurement.Take()), "--hardware", "virtual");
        await GatewayAsync("model", "key", "add", publicKey);
        await GatewayAsync("model", "add", first);
        await GatewayAsync("model", "add", second);

        Process gateway = await StartGatewayAsync();
        using BoardProcess one = Board(broker.Port, "fan-1", first, publicKey), two = Board(broker.Port, "fan-2", first, publicKey);
        await UntilAsync(() => GatewayAsync("device", "list"), "fan-1 .*attested");
        string offered = await GatewayAsync("model", "offer", "loudness@2", "--machine", "fan", "--canary", "1");
        Assert.Contains("offer 1: loudness 2 canary", offered);
        await UntilAsync(() => GatewayAsync("model", "status", "1"), "fan-1 .*receiving");

        // Mid-download: the first of its pieces are on the board, the others are not.
        gateway.Kill();
        await gateway.WaitForExitAsync();
        Assert.Matches("fan-1 +receiving", await GatewayAsync("model", "status", "1"));
        Assert.Matches("fan-2 +waiting", await GatewayAsync("model", "status", "1"));
        await StartGatewayAsync();
        await UntilAsync(() => GatewayAsync("model", "status", "1"), "offer 1: loudness 2 done");

        // What it runs now is what it says under its key, and the other board has never been enrolled.
        string hash = Convert.ToHexStringLower(SlotBench.Parse(Large(2)).ComputeHash());
        await UntilAsync(() => GatewayAsync("device", "show", "fan-1", "--json"), $"\"model\":\"{hash}\"");
        Assert.Matches("fan-1 .*attested", await GatewayAsync("device", "list"));
        Assert.DoesNotContain("fan-2", await GatewayAsync("device", "list"));
        Assert.StartsWith("ok: ", await GatewayAsync("ledger", "verify", Path.Combine(Data, "gateway.db"), "--key", Path.Combine(Data, "ledger.pub")));
        await one.EndAsync();
        await two.EndAsync();
    }

    /// <summary>An image of several pieces, signed.</summary>
    private byte[] Large(uint version)
    {
        const int Units = 256;
        QuantizedModel small = SlotBench.Description(version);
        return ModelSigner.Sign(ModelImageWriter.Write(small with
        {
            Layers =
            [
                small.Layers[0],
                new DenseLayer { Weights = [.. Enumerable.Range(0, 4 * Units).Select(i => (sbyte)((i * 7) % 21 - 10))], Bias = new int[Units], Requantization = Requantization.FromFactors([.. Enumerable.Repeat(0.02, Units)]) },
                new DenseLayer { Weights = [.. Enumerable.Range(0, 2 * Units).Select(i => (sbyte)((i * 5) % 13 - 6))], Bias = [0, 0], Requantization = Requantization.FromFactors(0.02, 0.02) },
                small.Layers[^1],
            ],
        }), _bench.Key);
    }

    private BoardProcess Board(int port, string device, string model, string publicKey) => BoardProcess.Start(
        "--device", device, "--store", Path.Combine(_folder, device), "--broker", $"127.0.0.1:{port}", "--scenario", "fan", "--speed", "10", "--model", model, "--model-key", publicKey);

    private async Task IdentityAsync(string device)
    {
        using BoardProcess identity = BoardProcess.Start("identity", "--store", Path.Combine(_folder, device));
        (int code, string output, string errors) = await identity.EndAsync(terminate: false);
        Assert.True(code == 0, errors);
        await File.WriteAllTextAsync(Path.Combine(_folder, device + ".json"), output);
    }

    private async Task<Process> StartGatewayAsync()
    {
        Process process = Process.Start(new ProcessStartInfo("dotnet", [_gateway, "run", "--data", Data]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _processes.Add(process);
        process.BeginErrorReadLine();
        Assert.StartsWith("ready ", await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
        return process;
    }

    private async Task<string> GatewayAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [_gateway, .. arguments, .. arguments[0] == "ledger" ? [] : new[] { "--data", Data }]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', arguments)}: {await errors} {await output}");
        return await output;
    }

    private static async Task UntilAsync(Func<Task<string>> look, string pattern)
    {
        string seen = "";
        for (long end = Environment.TickCount64 + 90_000; Environment.TickCount64 < end;)
        {
            seen = await look();
            if (System.Text.RegularExpressions.Regex.IsMatch(seen, pattern))
            {
                return;
            }

            await Task.Delay(200);
        }

        Assert.Fail($"not seen in time: {pattern}; last was {seen}");
    }
}
