using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Setup;

/// <summary>From init to a board's acknowledged reading, with a broker of the gateway's own.</summary>
public sealed class SetupTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [SkippableTheory]
    [InlineData("password")]
    [InlineData("certificates")]
    public async Task A_board_gets_in_with_what_init_issued_and_nobody_without(string security)
    {
        Skip.IfNot(File.Exists("/usr/sbin/mosquitto"), "no mosquitto");
        using var folder = new TemporaryFolder();
        string data = folder.File("data");
        int port = PrivateBroker.FreePort();
        (int code, string output, string error) = await Cli.RunAsync("init", "--data", data, "--broker-security", security, "--board", "fan-1", "--http", "127.0.0.1:0");
        Assert.True(code == 0, error);
        Assert.Contains("only with a key, on this machine too", output);
        Assert.Contains("shown this once", output);
        string key = Cli.Word(output, "admin API key");
        Assert.DoesNotContain(key, string.Concat(Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Select(File.ReadAllText)));
        Assert.DoesNotContain(Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories), file =>
            (Path.GetExtension(file) is ".key" or ".password" or ".json" || Path.GetFileName(file) == "passwords") && (File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0);

        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data, "--broker-listen", $"127.0.0.1:{port}");
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.Client.GetAsync("/api/v1/machines")).StatusCode);
        Assert.Equal("{\"status\":\"ok\"}", await gateway.Client.GetStringAsync("/api/v1/health"));
        gateway.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

        string ca = Path.Combine(data, "tls", "ca.pem");
        bool byPassword = security == "password";
        var tls = byPassword ? new MosquittoTls { CaFile = ca }
            : new MosquittoTls { CaFile = Path.Combine(data, "boards/fan-1/ca.pem"), CertificateFile = Path.Combine(data, "boards/fan-1/board.pem"), KeyFile = Path.Combine(data, "boards/fan-1/board.key") };
        string? password = byPassword ? output.Split("password ")[^1].Split(' ')[0] : null;
        using var board = new BoardDouble(port, "fan-1", password: password, tls: tls);
        board.Produce(seq => Readings.Encode(seq));
        await board.AllAcknowledgedAsync(Patience);
        Assert.Equal(1, (await gateway.GetAsync("/api/v1/stats")).GetProperty("committed").GetInt64());

        Assert.NotEqual("", await RefusalAsync(port, null, null));
        Assert.NotEqual("", await RefusalAsync(port, new MosquittoTls { CaFile = ca }, null));
        if (byPassword)
        {
            Assert.NotEqual("", await RefusalAsync(port, new MosquittoTls { CaFile = ca }, "wrong"));
        }

        // One board can't speak for another: the broker drops what its name doesn't allow.
        using (var liar = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "liar", Username = byPassword ? "fan-1" : null, Password = password, Tls = tls }))
        {
            var gone = new TaskCompletionSource();
            liar.Connected += _ => liar.Publish("aiot/v1/up/pump-1/reading", Readings.Encode(1), 1);
            liar.Published += _ => gone.TrySetResult();
            liar.Start();
            await gone.Task.WaitAsync(Patience);
        }

        (code, output, _) = await Cli.RunAsync("doctor", "--data", data);
        Assert.True(output.Contains("ok    broker", StringComparison.Ordinal) || output.Contains("WRONG broker", StringComparison.Ordinal), output);
        (code, output, _) = await Cli.RunAsync("status", "--data", data);
        Assert.True(code == 0 && output.Contains("1 kept", StringComparison.Ordinal), output);
        JsonElement stats = await gateway.GetAsync("/api/v1/stats?audit=true");
        Assert.Equal("fan-1", stats.GetProperty("store").GetProperty("readings").EnumerateObject().Single().Name);
        Assert.Equal(0, await gateway.StopAsync());
        (code, output, _) = await Cli.RunAsync("status", "--data", data);
        Assert.Equal(1, code);
        Assert.StartsWith("no gateway runs on", output);
    }

    [SkippableFact]
    public async Task A_private_broker_that_dies_comes_back_and_one_that_was_left_behind_is_ended()
    {
        Skip.IfNot(File.Exists("/usr/sbin/mosquitto"), "no mosquitto");
        using var folder = new TemporaryFolder();
        string data = folder.File("data");
        int port = PrivateBroker.FreePort();
        Assert.Equal(0, (await Cli.RunAsync("init", "--data", data, "--broker-security", "open", "--board", "fan-1", "--http", "127.0.0.1:0", "--loopback-without-key")).Code);
        string[] arguments = ["--data", data, "--broker-listen", $"127.0.0.1:{port}"];
        int first = 0;
        using (GatewayProcess doomed = await GatewayProcess.StartAsync(arguments))
        {
            first = Pid(data);
            doomed.Kill();
        }

        using GatewayProcess gateway = await GatewayProcess.StartAsync(arguments);
        Assert.NotEqual(first, Pid(data));
        Assert.False(Directory.Exists($"/proc/{first}") && File.ReadAllText($"/proc/{first}/cmdline").Contains("mosquitto", StringComparison.Ordinal));
        using (Process broker = Process.GetProcessById(Pid(data)))
        {
            broker.Kill();
        }

        using var board = new BoardDouble(port, "fan-1");
        board.Produce(seq => Readings.Encode(seq));
        await board.AllAcknowledgedAsync(Patience);
        Assert.Equal(0, await gateway.StopAsync());

        static int Pid(string data) => int.Parse(File.ReadAllText(Path.Combine(data, "broker", "mosquitto.pid")));
    }

    [Fact]
    public async Task Doctor_names_each_thing_that_is_wrong_with_a_remedy()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data");
        Assert.Equal(0, (await Cli.RunAsync("init", "--data", data, "--broker", $"127.0.0.1:{PrivateBroker.FreePort()}")).Code);
        File.SetUnixFileMode(Path.Combine(data, "ledger.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        File.WriteAllText(Path.Combine(data, "tls", "server.pem"), "nothing");
        File.Delete(Path.Combine(data, "api-keys.json"));
        File.WriteAllText(Path.Combine(data, "assets.yaml"), "version: 1\nmachines:\n  - id: UPPER\n");
        (int code, string output, _) = await Cli.RunAsync("doctor", "--data", data);
        Assert.Equal(1, code);
        foreach (string check in new[] { "permissions", "API keys", "ledger key", "certificate  tls/server.pem", "assets", "broker" })
        {
            Assert.Contains($"WRONG {check}", output);
        }

        Assert.Contains("chmod 600", output);
        Assert.Contains("ok    settings", output);
        (code, output, _) = await Cli.RunAsync("doctor", "--data", folder.File("none"));
        Assert.Equal(1, code);
        Assert.Contains("WRONG folder", output);
    }

    [Fact]
    public async Task A_damaged_database_is_named_in_one_line_with_the_remedy()
    {
        using var bench = new Ledger.LedgerBench(30, 4);
        string settings = Path.Combine(bench.Folder, "settings.yaml"), database = Path.Combine(bench.Folder, "gateway.db");
        await File.WriteAllTextAsync(settings, "version: 1\nassets: assets.yaml\nbroker: 127.0.0.1:1\nhttp: 127.0.0.1:0\n");
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "assets.yaml"), AssetsText.Demo);
        byte[] pages = await File.ReadAllBytesAsync(database);
        var random = new Random(1);
        for (int page = 3; page < pages.Length / 8192; page++)
        {
            random.NextBytes(pages.AsSpan((page * 8192) + 4, 6000));
        }

        await File.WriteAllBytesAsync(database, pages);
        await DamagedAsync();
        await File.WriteAllTextAsync(database, "this is no database, whatever it is called");
        await DamagedAsync();

        async Task DamagedAsync()
        {
            (int code, string found, _) = await Cli.RunAsync("doctor", "--data", bench.Folder);
            Assert.Equal(1, code);
            Assert.Contains("aiot-gateway restore BACKUP --replace", Assert.Single(found.Split('\n'), line => line.StartsWith("WRONG database", StringComparison.Ordinal)));
            (code, _, string error) = await Cli.RunAsync("run", "--data", bench.Folder).WaitAsync(Patience);
            Assert.True(code == 2 && error.Count(c => c == '\n') == 1 && error.Contains("aiot-gateway restore BACKUP --replace", StringComparison.Ordinal), $"{code}: {error}");
        }
    }

    [Fact]
    public async Task A_second_init_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await Cli.RunAsync("init", "--data", folder.Path)).Code);
        string before = File.ReadAllText(folder.File("api-keys.json"));
        (int code, _, string error) = await Cli.RunAsync("init", "--data", folder.Path);
        Assert.Equal(2, code);
        Assert.Contains("this folder is set up already", error);
        Assert.Equal(before, File.ReadAllText(folder.File("api-keys.json")));
    }

    [Theory]
    [InlineData("init --data {0}/d --broker-security loose", "--broker-security loose: use open, password or certificates")]
    [InlineData("init --data {0}/d --board Fan", "Fan: a board's name has 1 to 32 characters")]
    [InlineData("init --data {0}/d --name a/b", "--name a/b: this is neither a DNS name nor an address")]
    [InlineData("keys add --data {0} --role king --name x", "--role king: use viewer, technician or admin")]
    [InlineData("keys remove nobody --data {0}", "nobody: there is no such key")]
    [InlineData("keys list --data {0}/none", "there is no such data folder")]
    [InlineData("board add ../x --data {0}", "a board's name has")]
    [InlineData("board add fan-1 --data {0}", "this gateway has no authority")]
    [InlineData("run --data {0} --settings {0}/none.yaml", "none.yaml: the settings file is not there")]
    [InlineData("run --data {0}", "--assets is missing")]
    [InlineData("backup {0}/b --data {0}", "there is no database")]
    [InlineData("restore {0}/b --data {0}", "this is no backup of a gateway")]
    [InlineData("status", "--data is missing")]
    public async Task What_the_user_can_put_right_is_one_line_and_code_2(string arguments, string message)
    {
        using var folder = new TemporaryFolder();
        (int code, string output, string error) = await Cli.RunAsync(string.Format(arguments, folder.Path).Split(' '));
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(message, error);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    private static async Task<string> RefusalAsync(int port, MosquittoTls? tls, string? password)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new MosquittoClient(new MosquittoOptions
        {
            Host = "127.0.0.1", Port = port, ClientId = "stranger", Username = password is null ? null : "fan-1", Password = password, Tls = tls, Reconnect = false, ConnectTimeout = TimeSpan.FromSeconds(3),
        });
        client.Connected += _ => answer.TrySetResult("");
        client.Disconnected += reason => answer.TrySetResult(reason);
        client.Start();
        return await answer.Task.WaitAsync(Patience);
    }
}
