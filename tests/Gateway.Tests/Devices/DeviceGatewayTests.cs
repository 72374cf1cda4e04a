using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using AIoT.Embedded.Gateway.Tests.Releases;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Devices;

/// <summary>The gateway as a process, its commands, a real broker and boards that answer.</summary>
public sealed class DeviceGatewayTests : IDisposable
{
    private const string Settings = """

        devices: {challengeSeconds: 2, answerSeconds: 1, silenceSeconds: 5}
        """;

    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task One_board_is_attested_one_that_lies_is_quarantined_and_both_stand_so_after_a_kill()
    {
        using var broker = new PrivateBroker();
        await InitAsync(broker.Port);
        BoardIdentity good = await EnrolAsync("fan-1"), bad = await EnrolAsync("pump-1");
        await Good("reference", "add", "firmware", "--name", BoardIdentity.SoftwareName, "--release", "0.1.0", "--hash", Convert.ToHexString(DeviceBench.Firmware));
        await Good("reference", "add", "model", "--name", "bearing", "--release", "1", "--hash", Convert.ToHexString(DeviceBench.Model), "--hardware", "virtual");
        long result;
        using (GatewayProcess gateway = await GatewayProcess.StartAsync("--data", Data))
        {
            using var first = new AttestedBoardDouble(broker.Port, "fan-1", good);
            using var second = new AttestedBoardDouble(broker.Port, "pump-1", bad, claims => claims.ModelHash = new byte[32]);
            await StandsAsync(gateway, "fan-1", "attested");
            JsonElement trust = await StandsAsync(gateway, "pump-1", "quarantined");
            Assert.StartsWith("modelOther: ", trust.GetProperty("reason").GetString());
            JsonElement newest = (await gateway.GetAsync("/api/v1/devices/fan-1/attestations"))[0];
            result = newest.GetProperty("id").GetInt64();
            Assert.Equal("affirming", newest.GetProperty("record").GetProperty("status").GetString());
            Assert.Equal("0.1.0", newest.GetProperty("record").GetProperty("claims").GetProperty("swversion").GetString());
            Assert.Equal(result, (await gateway.GetAsync($"/api/v1/ledger/records/{result}")).GetProperty("id").GetInt64());
            string metrics = await gateway.Client.GetStringAsync("/metrics");
            Assert.Contains("aiot_evidence_broken_total{rule=\"modelOther\"}", metrics);
            Assert.Contains("aiot_devices{standing=\"quarantined\"} 1", metrics);
            JsonElement device = (await gateway.GetAsync("/api/v1/devices")).EnumerateArray().Single(entry => entry.GetProperty("id").GetString() == "pump-1");
            Assert.Equal("quarantined", device.GetProperty("trust").GetProperty("standing").GetString());
            gateway.Kill();
        }

        string list = await Good("device", "list");
        Assert.Matches(@"fan-1\s+attested", list);
        Assert.Matches(@"pump-1\s+quarantined", list);
        Assert.Contains($"result {result}", await Good("device", "show", "fan-1"));

        // Commands work beside a running gateway as well.
        using GatewayProcess again = await GatewayProcess.StartAsync("--data", Data);
        using var honest = new AttestedBoardDouble(broker.Port, "pump-1", bad);
        await Good("device", "release", "pump-1", "--reason", "model put back");
        await StandsAsync(again, "pump-1", "attested");
        await Good("device", "quarantine", "pump-1", "--reason", "bench test");
        Assert.Contains("is quarantined", (await Command("device", "quarantine", "pump-1", "--reason", "twice")).Error);
        await Good("device", "retire", "fan-1", "--reason", "scrapped");
        Assert.Equal(0, await again.StopAsync());
        Assert.Equal(0, (await Cli.RunAsync("ledger", "verify", System.IO.Path.Combine(Data, "gateway.db"), "--key", System.IO.Path.Combine(Data, "ledger.pub"))).Code);
    }

    [SkippableFact]
    public async Task Models_are_added_and_offered_by_command_beside_a_gateway_that_runs_and_without_one()
    {
        using var broker = new PrivateBroker();
        await InitAsync(broker.Port);
        using SigningKey signing = SigningKey.Create();
        File.WriteAllText(_folder.File("key.pub.pem"), SignedModels.Pem(signing));
        File.WriteAllBytes(_folder.File("one.aim"), SignedModels.Image(signing, 1));
        File.WriteAllBytes(_folder.File("two.aim"), SignedModels.Image(signing, 2));
        await Good("model", "key", "add", _folder.File("key.pub.pem"));
        Assert.Contains("pump", await Good("model", "add", _folder.File("one.aim")));
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", Data);
        await Good("model", "add", _folder.File("two.aim"));
        string list = await Good("model", "list");
        Assert.Matches(@"pump\D+1\b", list);
        Assert.Matches(@"pump\D+2\b", list);
        await Good("model", "offer", "pump@2", "--to", "fan-1");
        Assert.Contains("waiting", await Good("model", "status", "1"));
        await Good("model", "stop", "1", "--reason", "changed my mind");
        Assert.Contains("changed my mind", await Good("model", "status", "1"));
        (int code, _, string error) = await Command("model", "add", _folder.File("key.pub.pem"));
        Assert.Equal(2, code);
        Assert.Contains("this is no model image", error);

        // A body without its type is told what is missing.
        using HttpResponseMessage answer = await gateway.Client.PostAsync("/api/v1/claims", new ByteArrayContent([1]));
        Assert.Contains("content type", await answer.Content.ReadAsStringAsync());
    }

    [SkippableFact]
    public async Task A_site_that_has_enrolled_no_board_is_told_that_it_gets_no_alarms_until_it_has()
    {
        using var broker = new PrivateBroker();
        await InitAsync(broker.Port);
        File.WriteAllText(System.IO.Path.Combine(Data, "assets.yaml"), AssetsText.Demo.Replace("fusion: {unattested: count}\n", ""));
        await Good("reference", "add", "firmware", "--name", BoardIdentity.SoftwareName, "--release", "0.1.0", "--hash", Convert.ToHexString(DeviceBench.Firmware));
        await Good("reference", "add", "model", "--name", "bearing", "--release", "1", "--hash", Convert.ToHexString(DeviceBench.Model));
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", Data);
        using (var board = new BoardDouble(broker.Port, "fan-1"))
        {
            board.Produce(seq => Readings.Encode(seq));
            await board.AllAcknowledgedAsync(TimeSpan.FromSeconds(30));
        }

        const string Told = "fan can raise no alarm: none of its boards counts (fan-1 is not enrolled)";
        JsonElement fan = (await gateway.GetAsync("/api/v1/machines")).EnumerateArray().Single(machine => machine.GetProperty("id").GetString() == "fan");
        Assert.Equal(Told, fan.GetProperty("notice").GetString());
        string status = await Good("status");
        Assert.Contains($"trust     {Told}", status);
        Assert.Contains("aiot-gateway device claim", status);
        (int code, string doctor, _) = await Command("doctor");
        string line = Assert.Single(doctor.Split('\n'), line => line.Contains("boards", StringComparison.Ordinal) && line.StartsWith("WRONG", StringComparison.Ordinal));
        Assert.Equal(1, code);
        Assert.Contains($"{Told}: enrol the boards", line);

        using var attested = new AttestedBoardDouble(broker.Port, "fan-1", await EnrolAsync("fan-1"));
        await StandsAsync(gateway, "fan-1", "attested");
        fan = await gateway.GetAsync("/api/v1/machines/fan");
        Assert.Equal("", (fan.TryGetProperty("machine", out JsonElement inner) ? inner : fan).GetProperty("notice").GetString());
        Assert.DoesNotContain("fan can raise no alarm", await Good("status"));
        Assert.Matches(@"ok    boards\s+1 attested", (await Command("doctor")).Output);
    }

    [SkippableFact]
    public async Task Write_routes_ask_for_the_role_that_they_need_and_say_what_is_wrong()
    {
        using var broker = new PrivateBroker();
        await InitAsync(broker.Port);
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", Data);
        string technician = (await Good("keys", "add", "--role", "technician", "--name", "tom")).Split('\n')[0], admin = (await Good("keys", "add", "--role", "admin", "--name", "ann")).Split('\n')[0];
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(null, "claims", new { })).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(technician, "claims", new { })).Code);
        (HttpStatusCode code, JsonElement claim) = await PostAsync(admin, "claims", new { device = "fan-1", hours = 1 });
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal("claim-missing", (await PostAsync(technician, "devices/fan-1/enrol", new { hardwareModel = "virtual" })).Body.GetProperty("code").GetString());
        string word = claim.GetProperty("code").GetString()!;
        Assert.Equal("claim-other", (await PostAsync(technician, "devices/fan-2/enrol", new { hardwareModel = "virtual", claim = word })).Body.GetProperty("code").GetString());
        (code, JsonElement enrolled) = await PostAsync(technician, "devices/fan-1/enrol", new { hardwareModel = "virtual", claim = word });
        Assert.Equal((HttpStatusCode.OK, "enrolled"), (code, enrolled.GetProperty("standing").GetString()));
        Assert.Equal("tom", (await gateway.GetAsync("/api/v1/devices/fan-1/standing")).GetProperty("enrolledBy").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(technician, "devices/fan-1/challenge", null)).Code);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(technician, "devices/nobody/challenge", null)).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(technician, "devices/fan-1/retire", new { reason = "x" })).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(admin, "devices/fan-1/retire", new { })).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(admin, "devices/fan-1/retire", new { reason = "x", more = 1 })).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(admin, "devices/fan-1'; DROP TABLE devices; --/retire", new { reason = "x" })).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(admin, "references", new { kind = "firmware", name = new string('x', 20_000), version = "1", hash = "00" })).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(admin, "references", new { kind = "magic", name = "x", version = "1", hash = new string('0', 64) })).Code);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(admin, "devices/fan-1/retire", new { reason = "scrapped" })).Code);
        Assert.Equal(0, await gateway.StopAsync());

        async Task<(HttpStatusCode Code, JsonElement Body)> PostAsync(string? key, string path, object? body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/{path}") { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
            using HttpResponseMessage answer = await gateway.Client.SendAsync(request);
            string text = await answer.Content.ReadAsStringAsync();
            return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
        }
    }

    [Theory]
    [InlineData("--hardware", "device", "enrol", "fan-1", "-o", "/tmp/none-of-these/identity")]
    [InlineData("its folder is not there", "device", "enrol", "fan-1", "--hardware", "virtual", "-o", "/tmp/none-of-these/identity")]
    [InlineData("-o is missing", "device", "enrol", "fan-1", "--hardware", "virtual")]
    [InlineData("this is not what `board identity` prints", "device", "enrol", "fan-1", "--identity", "/dev/null")]
    [InlineData("was never enrolled", "device", "retire", "fan-1", "--reason", "x")]
    [InlineData("64 hexadecimal digits", "reference", "add", "firmware", "--name", "x", "--release", "1", "--hash", "12")]
    [InlineData("there is no reference value 9", "reference", "remove", "9")]
    [InlineData("there is nobody to ask", "device", "challenge", "fan-1")]
    public async Task A_command_that_is_wrong_says_so_in_one_line(string expected, params string[] arguments)
    {
        await InitAsync(1883);
        if (expected == "--hardware")
        {
            arguments[^1] = _folder.File("identity");
        }

        (int code, string _, string error) = await Command(arguments);
        Assert.Equal(2, code);
        Assert.Contains(expected, error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static async Task<JsonElement> StandsAsync(GatewayProcess gateway, string device, string standing)
    {
        JsonElement trust = default;
        for (int i = 0; i < 300; i++)
        {
            trust = await gateway.GetAsync($"/api/v1/devices/{device}/standing");
            if (trust.GetProperty("standing").GetString() == standing)
            {
                return trust;
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException($"{device} is not {standing}: {trust}");
    }

    private async Task InitAsync(int port)
    {
        Assert.Equal(0, (await Cli.RunAsync("init", "--data", Data, "--broker", $"127.0.0.1:{port}", "--http", "127.0.0.1:0", "--loopback-without-key")).Code);
        File.WriteAllText(System.IO.Path.Combine(Data, "assets.yaml"), AssetsText.Demo);
        File.AppendAllText(System.IO.Path.Combine(Data, "settings.yaml"), Settings);
    }

    private async Task<BoardIdentity> EnrolAsync(string device)
    {
        string code = (await Good("device", "claim", "--device", device, "--hours", "1")).Trim(), file = _folder.File(device + ".identity");
        await Good("device", "enrol", device, "--hardware", "virtual", "--claim", code, "-o", file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        return BoardIdentity.Of(Convert.ToHexString(File.ReadAllBytes(file)));
    }

    private Task<(int Code, string Output, string Error)> Command(params string[] arguments) => Cli.RunAsync([.. arguments, "--data", Data]);

    private async Task<string> Good(params string[] arguments)
    {
        (int code, string output, string error) = await Command(arguments);
        Assert.True(code == 0, $"{string.Join(' ', arguments)}: {error}");
        return output;
    }
}
