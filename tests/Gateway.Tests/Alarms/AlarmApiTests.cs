using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Alarms;

public sealed class AlarmApiTests
{
    [SkippableFact]
    public async Task A_technician_s_word_survives_a_kill_and_wrong_words_are_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        string data = folder.File("data");
        (_, string output, _) = await Cli.RunAsync("init", "--data", data, "--broker", $"127.0.0.1:{broker.Port}", "--http", "127.0.0.1:0");
        folder.Write("data/assets.yaml", AssetsText.Demo);
        string technician = (await Cli.RunAsync("keys", "add", "--data", data, "--role", "technician", "--name", "Ann")).Output.Split('\n')[0];
        string viewer = (await Cli.RunAsync("keys", "add", "--data", data, "--role", "viewer", "--name", "Page")).Output.Split('\n')[0];

        using (GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data))
        {
            using var board = new BoardDouble(broker.Port, "fan-1");
            for (int i = 0; i < 60; i++)
            {
                board.Produce(seq => Readings.Encode(seq, outer: 0.99));
            }

            while ((await AskAsync(gateway, HttpMethod.Get, "alarms", viewer)).Body.GetArrayLength() == 0)
            {
                await Task.Delay(50);
            }

            JsonElement alarm = (await AskAsync(gateway, HttpMethod.Get, "alarms?open=true", viewer)).Body[0];
            Assert.Equal(("unacknowledged", "medium"), (alarm.GetProperty("state").GetString(), alarm.GetProperty("priority").GetString()));
            Assert.Equal(HttpStatusCode.Forbidden, (await AskAsync(gateway, HttpMethod.Post, "alarms/1/acknowledge", viewer, "{}")).Code);
            foreach ((string route, string body, string complaint) in new[]
            {
                ("alarms/1/acknowledge", "[]", "the body is not the JSON that this route takes"),
                ("alarms/1/acknowledge", """{"coment":"x"}""", "coment"),
                ("alarms/1/acknowledge", """{"comment":"a\nb"}""", "`comment` must be one line"),
                ("alarms/1/acknowledge", $$"""{"comment":"{{new string('x', 501)}}"}""", "`comment` must be one line"),
                ("alarms/1/acknowledge", new string(' ', 5000), "the body is longer than 4096 bytes"),
                ("alarms/1/shelve", """{"minutes":0}""", "`minutes` must be a number from 1 to 10080"),
                ("alarms/1/shelve", """{"minutes":1e300}""", "`minutes` must be a number from 1 to 10080"),
                ("alarms/1/shelve", "{}", "`minutes` must be a number"),
                ("alarms/1/verdict", """{"verdict":"yes"}""", "`verdict` must be confirmed, falseAlarm or unsure"),
                ("alarms/1/verdict", """{"verdict":"confirmed","fault":"gremlins"}""", "`fault` must say what was confirmed: inner race, outer race"),
                ("alarms/1/verdict", """{"verdict":"unsure","fault":"outer"}""", "`fault` goes with"),
                ("machines/fan/out-of-service", """{"comment":"x"}""", "lacks `outOfService`"),
                ("machines/fan/out-of-service", """{"outOfService":true}""", "lacks `comment`"),
            })
            {
                (HttpStatusCode code, JsonElement refused) = await AskAsync(gateway, HttpMethod.Post, route, technician, body);
                string error = refused.GetProperty("error").GetString()!;
                Assert.True(code == HttpStatusCode.BadRequest && error.Contains(complaint) && !error.Contains('\n'), $"{route} {body}: {code} {error}");
            }

            Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(gateway, HttpMethod.Post, "alarms/99/acknowledge", technician, "{}")).Code);
            Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(gateway, HttpMethod.Post, "machines/x/out-of-service", technician, """{"outOfService":true,"comment":"x"}""")).Code);
            Assert.Equal("acknowledged", (await AskAsync(gateway, HttpMethod.Post, "alarms/1/acknowledge", technician, "")).Body.GetProperty("state").GetString());
            Assert.Equal("shelved", (await AskAsync(gateway, HttpMethod.Post, "alarms/1/shelve", technician, """{"minutes":60,"comment":"bearing on order"}""")).Body.GetProperty("state").GetString());
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(gateway, HttpMethod.Post, "alarms/1/verdict", technician, """{"verdict":"confirmed","fault":"outer race","comment":"pitting"}""")).Code);
            gateway.Kill();
        }

        using GatewayProcess again = await GatewayProcess.StartAsync("--data", data);
        JsonElement after = (await AskAsync(again, HttpMethod.Get, "alarms/1", viewer)).Body;
        Assert.Equal("shelved", after.GetProperty("alarm").GetProperty("state").GetString());
        Assert.Equal(["verdict", "shelve", "acknowledge"], after.GetProperty("operations").EnumerateArray().Select(operation => operation.GetProperty("operation").GetString()));
        Assert.All(after.GetProperty("operations").EnumerateArray(), operation => Assert.Equal("Ann", operation.GetProperty("by").GetString()));
        JsonElement label = (await AskAsync(again, HttpMethod.Get, "labels", viewer)).Body[0];
        Assert.Equal("outer", label.GetProperty("label").GetString());
        Assert.StartsWith("file,label,bearing", await TextAsync(again, "/api/v1/labels?format=csv", viewer));
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(again, HttpMethod.Get, "labels?format=xml", viewer)).Code);
        Assert.Contains("aiot_alarms{state=\"shelved\"} 1\n", await TextAsync(again, "/metrics", viewer));
        Assert.True((await AskAsync(again, HttpMethod.Get, "decisions/verify", viewer)).Body.GetProperty("ok").GetBoolean());
    }

    private static async Task<(HttpStatusCode Code, JsonElement Body)> AskAsync(GatewayProcess gateway, HttpMethod method, string route, string key, string? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + route);
        request.Headers.Add("X-Api-Key", key);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static async Task<string> TextAsync(GatewayProcess gateway, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Api-Key", key);
        using HttpResponseMessage answer = await gateway.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
