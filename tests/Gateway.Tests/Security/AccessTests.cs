using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Security;

public sealed class AccessTests
{
    [SkippableFact]
    public async Task Routes_open_by_role_and_every_api_route_needs_one()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        string data = folder.File("data");
        (_, string output, _) = await Cli.RunAsync("init", "--data", data, "--broker", $"127.0.0.1:{broker.Port}", "--http", "127.0.0.1:0");
        string admin = Cli.Word(output, "admin API key");
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data);
        string viewer = await KeyAsync(data, "viewer"), technician = await KeyAsync(data, "technician");

        // What the page is made of needs no key; what it shows does.
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, "/", null));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, "/api/v1/openapi.json", viewer));
        JsonElement document = JsonDocument.Parse(await TextAsync(gateway, "/api/v1/openapi.json", viewer)).RootElement;
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString());
        string[] routes = [.. document.GetProperty("paths").EnumerateObject().Where(route => route.Value.TryGetProperty("get", out _)).Select(route => route.Name.Replace("{id}", "1"))
            .Where(path => path is not ("/api/v1/health" or "/api/v1/session" or "/api/v1/assets/schema.json"))];
        Assert.True(routes.Length > 10, document.ToString());
        foreach (string path in routes)
        {
            Assert.True(await AskAsync(gateway, path, null) == HttpStatusCode.Unauthorized, path);
        }

        // Ten wrong keys within a minute are answered, further ones told to wait; twenty may fall into two minutes.
        List<HttpStatusCode> codes = [];
        for (int i = 0; i < 20; i++)
        {
            codes.Add(await AskAsync(gateway, routes[i % routes.Length], viewer + $"{i:x2}"));
        }

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], codes.Distinct());

        // Whoever shares the address with that one gets in all the same.
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, "/api/v1/machines", viewer));
        gateway.Kill();

        using GatewayProcess again = await GatewayProcess.StartAsync("--data", data);
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(again, "/api/v1/poison", viewer));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(again, "/api/v1/poison", technician));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(again, "/api/v1/poison", admin));
        string metrics = await TextAsync(again, "/metrics", viewer);
        Assert.Contains("# TYPE aiot_readings_committed_total counter\naiot_readings_committed_total 0\n", metrics);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(again, "/metrics", null));

        // The page signs in with a key and reads with a cookie that scripts can't see.
        using HttpResponseMessage refused = await again.Client.PostAsJsonAsync("/api/v1/session", new { key = "aiot_00000000_00" });
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using HttpResponseMessage signedIn = await again.Client.PostAsJsonAsync("/api/v1/session", new { key = viewer });
        string cookie = signedIn.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        using var byCookie = new HttpRequestMessage(HttpMethod.Get, "/api/v1/machines");
        byCookie.Headers.Add("Cookie", cookie.Split(';')[0]);
        using HttpResponseMessage read = await again.Client.SendAsync(byCookie);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);

        // A key that is taken away ends what it opened.
        string id = viewer.Split('_')[1];
        Assert.Equal(0, (await Cli.RunAsync("keys", "remove", id, "--data", data)).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(again, "/api/v1/machines", viewer));
        using var late = new HttpRequestMessage(HttpMethod.Get, "/api/v1/machines");
        late.Headers.Add("Cookie", cookie.Split(';')[0]);
        using HttpResponseMessage over = await again.Client.SendAsync(late);
        Assert.Equal(HttpStatusCode.Unauthorized, over.StatusCode);
    }

    [SkippableFact]
    public async Task Beyond_loopback_it_is_tls_or_nothing_and_open_loopback_stays_on_loopback()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        string data = folder.File("data"), assets = folder.Write("assets.yaml", AssetsText.Demo);
        (int code, _, string error) = await Cli.RunAsync("run", "--data", data, "--assets", assets, "--http", "0.0.0.0:0");
        Assert.Equal(2, code);
        Assert.Contains("beyond loopback the page is served over TLS", error);
        (_, string output, _) = await Cli.RunAsync("init", "--data", data, "--broker", $"127.0.0.1:{broker.Port}", "--http", "0.0.0.0:0", "--loopback-without-key");
        Assert.Contains("WITHOUT A KEY for whoever is on this machine", output);
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data);
        Assert.Equal("https", gateway.Client.BaseAddress!.Scheme);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(gateway, "/api/v1/machines", null));
        Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(gateway, "/api/v1/poison", null));
        string? own = Dns.GetHostAddresses(Dns.GetHostName()).FirstOrDefault(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))?.ToString();
        Skip.If(own is null, "this machine has no address but loopback");
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(gateway, $"https://{own}:{gateway.Client.BaseAddress.Port}/api/v1/machines", null));
    }

    private static async Task<string> KeyAsync(string data, string role) => (await Cli.RunAsync("keys", "add", "--role", role, "--name", role, "--data", data)).Output.Split('\n')[0];

    private static async Task<HttpStatusCode> AskAsync(GatewayProcess gateway, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        using HttpResponseMessage answer = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }

    private static async Task<string> TextAsync(GatewayProcess gateway, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Api-Key", key);
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
