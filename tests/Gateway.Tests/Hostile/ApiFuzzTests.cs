using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using Xunit.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Hostile;

/// <summary>Whatever is asked, with an admin's key or without: an answer below 500, no secret in it, and the gateway goes on.</summary>
public sealed class ApiFuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Injections =
    [
        "' OR '1'='1", "1; DROP TABLE readings;--", "../../etc/passwd", "..%2f..%2fledger.key", "%2e%2e/%2e%2e/settings.yaml", "<script>alert(1)</script>", "$(reboot)", "`id`", "{{7*7}}",
        "\u0000", "%00", "%ff%fe", "a".PadRight(4000, 'a'), "-1", "9223372036854775808", "NaN", "1e400", "null", "[]", "{}", "\"", "\\", "%", "é漢", "\r\nX-Evil: 1",
    ];

    private static readonly string[] Bodies = ["", "null", "[]", "{}", "{\"key\":5}", "{\"note\":\"' OR 1=1\",\"who\":\"<script>\"}", "{\"a\":", "\"\\ud800\"", new('[', 2000), "{\"id\":1e999}", "\u0001\u0002", "<xml/>"];

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "X"];

    [SkippableFact]
    public async Task Nothing_that_is_asked_makes_the_gateway_fail_or_tells_a_secret()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        string data = folder.File("data");
        (_, string said, _) = await Cli.RunAsync("init", "--data", data, "--broker", $"127.0.0.1:{broker.Port}", "--http", "127.0.0.1:0");
        string admin = Cli.Word(said, "admin API key");
        using GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data);
        string[] secrets = Secrets(data, admin);
        string[] routes = await RoutesAsync(gateway, admin);
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}, {routes.Length} routes");
        var random = new Random(seed);
        Dictionary<int, int> codes = [];
        for (int i = 0; i < 700; i++)
        {
            using HttpRequestMessage request = Any(random, routes, random.Next(5) > 0 ? admin : null);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            HttpResponseMessage response;
            try
            {
                response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            }
            catch (Exception refused) when (refused is HttpRequestException or UriFormatException)
            {
                // What HTTP itself does not allow ends with its connection.
                continue;
            }

            using (response)
            {
                int code = (int)response.StatusCode;
                codes[code] = codes.GetValueOrDefault(code) + 1;
                string what = $"seed {seed}, request {i}: {request.Method} {request.RequestUri} -> {code}";
                bool stream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
                string text = stream ? "" : await response.Content.ReadAsStringAsync(patience.Token);
                Assert.True(code < 500 || (code == 503 && request.RequestUri!.ToString().Contains("events", StringComparison.Ordinal)), $"{what}: {text}");
                Assert.True(code == 413 || !response.Headers.Contains("X-Evil"), what);
                Assert.All(secrets, secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), what));
                Assert.False(text.Contains("   at ", StringComparison.Ordinal) || text.Contains("SQLite Error", StringComparison.Ordinal), $"{what}: {text}");
                Assert.True(response.Content.Headers.ContentType?.MediaType != "text/html" || !text.Contains("<script>alert", StringComparison.Ordinal), what);
            }
        }

        output.WriteLine(string.Join(", ", codes.OrderBy(code => code.Key).Select(code => $"{code.Key}: {code.Value}")));
        Assert.True(codes.GetValueOrDefault(200) > 20 && codes.GetValueOrDefault(404) > 5 && codes.GetValueOrDefault(401) > 5, "the requests did not get anywhere");
        using var last = new HttpRequestMessage(HttpMethod.Get, "/api/v1/stats?audit=true") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", admin) } };
        using HttpResponseMessage alive = await gateway.Client.SendAsync(last);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    private static HttpRequestMessage Any(Random random, string[] routes, string? key)
    {
        string route = routes[random.Next(routes.Length)];
        while (route.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open)
        {
            string value = random.Next(2) == 0 ? $"{random.Next(0, 3)}" : random.Next(2) == 0 ? Uri.EscapeDataString(Injections[random.Next(Injections.Length)].Replace("\u0000", "", StringComparison.Ordinal)) : Path(random);
            route = route[..open] + value + route[(route.IndexOf('}', StringComparison.Ordinal) + 1)..];
        }

        if (random.Next(12) == 0)
        {
            route += "/" + Path(random);
        }

        if (random.Next(2) == 0)
        {
            string[] names = ["limit", "before", "machine", "from", "to", "audit", "changes", "state", "format", "since", "device", "size", "class", "x"];
            route += "?" + string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{names[random.Next(names.Length)]}={Uri.EscapeDataString(Injections[random.Next(Injections.Length)])}"));
        }

        var request = new HttpRequestMessage(new HttpMethod(random.Next(3) > 0 ? Methods[random.Next(2)] : Methods[random.Next(Methods.Length)]), new Uri(route, UriKind.Relative));
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        if (random.Next(4) == 0)
        {
            string[] names = ["Accept", "Cookie", "If-None-Match", "Range", "X-Forwarded-For", "Origin", "Sec-Fetch-Site", "Accept-Encoding", "Expect"];
            request.Headers.TryAddWithoutValidation(names[random.Next(names.Length - 1)], Injections[random.Next(Injections.Length - 1)]);
        }

        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head && request.Method.Method != "TRACE")
        {
            byte[] body = random.Next(6) == 0 ? Noise(random, random.Next(100_000)) : Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]);
            request.Content = new ByteArrayContent(body);
            string[] types = ["application/json", "application/json; charset=utf-16", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"];
            request.Content.Headers.TryAddWithoutValidation("Content-Type", types[random.Next(3) > 0 ? 0 : random.Next(types.Length)]);
        }

        return request;
    }

    private static string Path(Random random) => Uri.EscapeDataString(string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => (char)random.Next(33, 0x250))));

    private static byte[] Noise(Random random, int length)
    {
        byte[] bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>What lies in the data folder and is nobody's business: the key's hash and the secret part of it, private keys, the local token.</summary>
    private static string[] Secrets(string data, string admin) =>
    [
        admin[(admin.LastIndexOf('_') + 1)..],
        .. Directory.EnumerateFiles(data, "*.key", SearchOption.AllDirectories).SelectMany(File.ReadLines).Where(line => line.Length > 20 && !line.StartsWith('-')),
        .. Directory.EnumerateFiles(data, "run.json").Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateObject().First(entry => entry.Name.Equals("token", StringComparison.OrdinalIgnoreCase)).Value.GetString()!),
    ];

    private static async Task<string[]> RoutesAsync(GatewayProcess gateway, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/openapi.json") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        using HttpResponseMessage response = await gateway.Client.SendAsync(request);
        JsonElement document = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return [.. document.GetProperty("paths").EnumerateObject().Select(path => path.Name), "/", "/index.html", "/js/{x}", "/vendor/{x}", "/metrics", "/api/v1/{x}", "/{x}", "/api/v2"];
    }
}
