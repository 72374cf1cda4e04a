using System.Text.Json;
using AIoT.Embedded.Gateway.Api.Description;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Api;

/// <summary>The OpenAPI document against the routes and their answers.</summary>
public sealed class ApiDescriptionTests
{
    [SkippableFact]
    public async Task Every_route_is_described_and_every_answer_has_the_shape_that_its_description_says()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        string data = folder.File("data");
        Directory.CreateDirectory(data);
        string admin = new ApiKeyFile(data).Add("test", ApiRole.Admin, TimeProvider.System);
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--broker", $"127.0.0.1:{broker.Port}", "--data", data, "--assets", folder.Write("assets.yaml", AssetsText.Demo), "--http", "127.0.0.1:0");
        gateway.Client.DefaultRequestHeaders.Authorization = new("Bearer", admin);
        using var board = new BoardDouble(broker.Port, "fan-1");
        for (int i = 0; i < 120; i++)
        {
            board.Produce(seq => Readings.Encode(seq, Math.Clamp((i - 20) / 40.0, 0.02, 0.97)));
        }

        await board.AllAcknowledgedAsync(TimeSpan.FromSeconds(20));
        for (int tries = 0; (await gateway.GetAsync("/api/v1/alarms")).GetArrayLength() == 0; tries++)
        {
            Assert.True(tries < 400, "no alarm");
            await Task.Delay(50);
        }

        JsonElement document = await gateway.GetAsync("/api/v1/openapi.json");
        List<string> wrong = [];
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty operation in path.Value.EnumerateObject())
            {
                string name = RouteBook.NameOf(operation.Name.ToUpperInvariant(), path.Name);
                if (!RouteBook.Notes.ContainsKey(name))
                {
                    wrong.Add($"{name}: RouteBook does not know it");
                }
                else if (!operation.Value.GetProperty("description").GetString()!.StartsWith("Takes ", StringComparison.Ordinal))
                {
                    wrong.Add($"{name}: it does not say whose key it takes");
                }
            }
        }

        HashSet<string> described = [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => RouteBook.NameOf(operation.Name.ToUpperInvariant(), path.Name)))];
        wrong.AddRange(RouteBook.Notes.Keys.Where(name => !described.Contains(name)).Select(name => $"{name}: RouteBook has it, and there is no such route"));
        wrong.AddRange(DescribedShapes.Unitless(document));
        wrong.AddRange(DescribedShapes.Shapeless(document));

        var schema = new SchemaCheck(document);
        int answered = 0;
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)))
        {
            JsonElement content = path.Value.GetProperty("get").GetProperty("responses").GetProperty("200").TryGetProperty("content", out JsonElement all) ? all : default;
            string address = path.Name.Replace("/machines/{id}", "/machines/fan").Replace("/devices/{id}", "/devices/fan-1").Replace("{id}", "1").Replace("/consistency", "/consistency?from=1");
            if (content.ValueKind != JsonValueKind.Object || !content.TryGetProperty("application/json", out JsonElement media) || address.EndsWith("/events", StringComparison.Ordinal))
            {
                continue;
            }

            using HttpResponseMessage answer = await gateway.Client.GetAsync(address);
            if (answer.IsSuccessStatusCode)
            {
                answered++;
                using JsonDocument body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                wrong.AddRange(schema.Check(body.RootElement, media.GetProperty("schema"), path.Name));
            }
            else
            {
                string code = ((int)answer.StatusCode).ToString();
                if (!path.Value.GetProperty("get").GetProperty("responses").TryGetProperty(code, out _))
                {
                    wrong.Add($"{address} answers {code}, which its description lacks: {await answer.Content.ReadAsStringAsync()}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(answered > 20, $"only {answered} routes were looked at");
    }

    [Theory]
    [InlineData("""{"type": "number"}""", 1, 0)]
    [InlineData("""{"type": ["null", "integer"], "description": "How many."}""", 1, 0)]
    [InlineData("""{"type": "array", "items": {"type": "integer"}}""", 1, 0)]
    [InlineData("""{"type": "object", "additionalProperties": {"type": "number"}}""", 1, 0)]
    [InlineData("""{"type": "number", "description": "Of the room. Unit: degrees Celsius."}""", 0, 0)]
    [InlineData("{}", 0, 1)]
    [InlineData("""{"type": "object"}""", 0, 1)]
    [InlineData("""{"type": "string"}""", 0, 0)]
    public void A_new_member_without_a_unit_or_a_shape_is_found(string member, int unitless, int shapeless)
    {
        using JsonDocument document = JsonDocument.Parse("""{"paths": {}, "components": {"schemas": {"New": {"type": "object", "properties": {"member": MEMBER}}}}}""".Replace("MEMBER", member, StringComparison.Ordinal));
        Assert.Equal(unitless, DescribedShapes.Unitless(document.RootElement).Count());
        Assert.Equal(shapeless, DescribedShapes.Shapeless(document.RootElement).Count());
        Assert.Null(Units.Of("member"));
    }
}
