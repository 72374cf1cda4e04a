using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway status</c>: what the running gateway says of itself. Code 1: it doesn't run, or is not well.</summary>
public static class StatusCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The gateway's data folder (or AIOT_GATEWAY_DATA)" };
        var status = new Command("status", "Say how the gateway that runs on a data folder does") { data };
        status.SetAction((parsed, stop) => RunAsync(OptionsResolver.DataFolder(parsed.GetValue(data), Environment.GetEnvironmentVariable), parsed.InvocationConfiguration.Output, stop));
        return status;
    }

    /// <summary>A client that may read; certificates of the gateway's own authority are taken as they are: the address is this machine's.</summary>
    public static HttpClient Client(RunFile.Content run)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5) };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        var client = new HttpClient(handler) { BaseAddress = Local(run.Url), Timeout = TimeSpan.FromSeconds(20) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", run.Token);
        return client;
    }

    private static Uri Local(string url)
    {
        var address = new UriBuilder(url);
        address.Host = address.Host is "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return address.Uri;
    }

    private static async Task<int> RunAsync(string folder, TextWriter output, CancellationToken stop)
    {
        if (RunFile.Read(folder) is not { } run)
        {
            await output.WriteLineAsync($"no gateway runs on {folder}");
            return 1;
        }

        using HttpClient client = Client(run);
        try
        {
            JsonElement health = await client.GetFromJsonAsync<JsonElement>("api/v1/health", stop);
            JsonElement stats = await client.GetFromJsonAsync<JsonElement>("api/v1/stats", stop);
            string state = health.GetProperty("status").GetString()!;
            JsonElement storage = health.GetProperty("storage"), counted = stats.GetProperty("sinceStart");
            await output.WriteLineAsync($"gateway   {state}, process {run.Pid}, {run.Url}");
            await output.WriteLineAsync($"broker    {(health.GetProperty("broker").GetBoolean() ? "connected" : "not connected")}");
            await output.WriteLineAsync($"readings  {stats.GetProperty("committed")} kept, {counted.GetProperty("committed")} since the start, {stats.GetProperty("missing")} missing, {stats.GetProperty("duplicates")} came twice, {stats.GetProperty("notYetFused")} to be judged");
            await output.WriteLineAsync($"disk      {storage.GetProperty("state")}, {storage.GetProperty("usedBytes").GetInt64() >> 20} MB used, {storage.GetProperty("freeBytes").GetInt64() >> 20} MB free {storage.GetProperty("reason")}".TrimEnd());
            foreach (JsonElement machine in stats.GetProperty("machines").EnumerateArray())
            {
                await output.WriteLineAsync($"machine   {machine.GetProperty("id")}: {machine.GetProperty("state")}, health {Health(machine.GetProperty("health"))}, {machine.GetProperty("alarms")} alarms so far");
            }

            string[] notices = [.. stats.GetProperty("machines").EnumerateArray().Select(machine => machine.GetProperty("notice").GetString()!).Where(notice => notice.Length > 0)];
            foreach (string notice in notices)
            {
                await output.WriteLineAsync($"trust     {notice}");
            }

            if (notices.Length > 0)
            {
                await output.WriteLineAsync($"          {TrustNotice.Remedy}");
            }

            return state == "ok" ? 0 : 1;

            static string Health(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString("0", System.Globalization.CultureInfo.InvariantCulture) : "not known";
        }
        catch (Exception wrong) when (wrong is HttpRequestException or TaskCanceledException or JsonException)
        {
            await output.WriteLineAsync($"the gateway (process {run.Pid}) does not answer on {run.Url}: {wrong.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    }
}
