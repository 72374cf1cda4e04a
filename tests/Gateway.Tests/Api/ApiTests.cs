using System.Net;
using System.Text.Json;
using AIoT.Embedded.Gateway.Commands;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Api;

public sealed class ApiTests
{
    [SkippableFact]
    public async Task Every_route_answers_and_none_gives_more_than_it_should()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        using GatewayProcess gateway = await GatewayProcess.StartAsync(broker.Port, folder.File("data"), folder.Write("assets.yaml", AssetsText.Demo));
        foreach (string path in new[] { "machines", "machines/fan", "devices", "decisions", "decisions?machine=fan&changes=true&limit=5&before=9", "decisions/verify", "alarms", "stats", "stats?audit=true", "health" })
        {
            using HttpResponseMessage answer = await gateway.Client.GetAsync($"/api/v1/{path}");
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        }

        // Nobody measures: nothing that shows health shows a number.
        Assert.All((await gateway.GetAsync("/api/v1/machines")).EnumerateArray(), machine => Assert.Equal(
            "null null null null null null", string.Join(' ', new[] { "health", "parts", "fault", "velocity", "zone", "lastHealth" }.Select(name => machine.GetProperty(name).GetRawText()))));
        Assert.All((await gateway.GetAsync("/api/v1/stats")).GetProperty("machines").EnumerateArray(), machine => Assert.Equal(JsonValueKind.Null, machine.GetProperty("health").ValueKind));
        string metrics = await gateway.Client.GetStringAsync("/metrics");
        Assert.DoesNotContain("aiot_machine_health{", metrics);
        Assert.Matches("aiot_machine_known{[^}]*machine=\"fan\"} 0\n", metrics);

        Assert.Equal(HttpStatusCode.Forbidden, await CodeAsync("/api/v1/poison"));
        Assert.Equal(HttpStatusCode.NotFound, await CodeAsync("/api/v1/machines/nobody"));
        Assert.Equal(HttpStatusCode.NotFound, await CodeAsync("/api/v1/nothing"));
        Assert.Equal(HttpStatusCode.NotFound, await CodeAsync("/..%2f..%2fgateway.db"));
        Assert.Equal(HttpStatusCode.NotFound, await CodeAsync("/%2e%2e/%2e%2e/etc/passwd"));
        Assert.Equal(HttpStatusCode.BadRequest, await CodeAsync("/api/v1/decisions?limit=x"));
        Assert.Equal("[]", await gateway.Client.GetStringAsync("/api/v1/decisions?machine=" + Uri.EscapeDataString("fan' OR 1=1 --")));

        using HttpResponseMessage page = await gateway.Client.GetAsync("/");
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single());
        using var stranger = new HttpRequestMessage(HttpMethod.Get, "/api/v1/machines");
        stranger.Headers.Host = "evil.example";
        using HttpResponseMessage refused = await gateway.Client.SendAsync(stranger);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, refused.StatusCode);
        Assert.Equal(0, await gateway.StopAsync());

        async Task<HttpStatusCode> CodeAsync(string path)
        {
            using HttpResponseMessage answer = await gateway.Client.GetAsync(path);
            return answer.StatusCode;
        }
    }

    [SkippableFact]
    public async Task Events_tell_of_machines_and_decisions_as_they_happen_and_end_with_the_gateway()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        using GatewayProcess gateway = await GatewayProcess.StartAsync(broker.Port, folder.File("data"), folder.Write("assets.yaml", AssetsText.Demo));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using Stream stream = await gateway.Client.GetStreamAsync("/api/v1/events", patience.Token);
        using var lines = new StreamReader(stream);
        Assert.Equal("event: hello", await lines.ReadLineAsync(patience.Token));
        using var board = new BoardDouble(broker.Port, "fan-1");
        for (int i = 0; i < 20; i++)
        {
            board.Produce(seq => Readings.Encode(seq));
        }

        HashSet<string> seen = [];
        string type = "";
        while (!seen.SetEquals(["machine", "decision"]))
        {
            string line = await lines.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("the events ended");
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                type = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && type is "machine" or "decision")
            {
                using JsonDocument data = JsonDocument.Parse(line[6..]);
                Assert.Equal("fan", (type == "machine" ? data.RootElement.GetProperty("id") : data.RootElement.GetProperty("body").GetProperty("machine")).GetString());
                seen.Add(type);
                type = "";
            }
        }

        Assert.Equal(0, await gateway.StopAsync());
        await lines.ReadToEndAsync(patience.Token);
    }

    [Theory]
    [InlineData("--broker 127.0.0.1 --data {0}/d --assets {0}/a.yaml", "--broker 127.0.0.1: this is not HOST:PORT")]
    [InlineData("--data {0}/d --assets {0}/a.yaml --http 8080", "--http 8080: this is not ADDRESS:PORT")]
    [InlineData("--data {0}/d --assets {0}/missing.yaml", "missing.yaml: the assets file is not there")]
    [InlineData("--data {0}/a.yaml/d --assets {0}/a.yaml", "the data folder can't be used")]
    [InlineData("--data {0}/d --assets {0}/a.yaml --model {0}/none.onnx", "none.onnx: the model is not there")]
    [InlineData("--data {0}/d --assets {0}/a.yaml --model {0}/a.yaml", "a.yaml: the model can't be loaded")]
    [InlineData("--data {0}/d", "--assets")]
    [InlineData("--data {0}/d --assets {0}/a.yaml --colour red", "colour")]
    public async Task A_wrong_command_line_ends_with_one_line_and_code_2(string arguments, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.yaml", AssetsText.Demo);
        using var output = new StringWriter();
        using var errors = new StringWriter();
        Assert.Equal(2, await GatewayCommand.RunAsync(["run", .. string.Format(arguments, folder.Path).Split(' ')], output, errors));
        string error = errors.ToString();
        Assert.Contains(message, error);
        Assert.Equal(1, error.Count(c => c == '\n'));
        Assert.Empty(output.ToString());
    }
}
