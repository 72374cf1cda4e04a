using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace AIoT.Embedded.Gateway.Bench.Measure;

/// <summary>What the gateway itself says of where its time goes.</summary>
public static class GatewayPhases
{
    public static async Task PrintAsync(string url, TextWriter notes)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        JsonElement stats = await http.GetFromJsonAsync<JsonElement>(new Uri(new Uri(url), "/api/v1/stats"));
        JsonElement gc = stats.GetProperty("gc");
        notes.WriteLine($"  in the gateway, ms: {stats.GetProperty("sinceStart").GetProperty("commits").GetInt64()} commits; collector stopped it for {Number(gc, "pausesMs")} in {gc.GetProperty("gen0").GetInt64()}/{gc.GetProperty("gen1").GetInt64()}/{gc.GetProperty("gen2").GetInt64()} collections");
        foreach (JsonElement phase in stats.GetProperty("phases").EnumerateArray())
        {
            notes.WriteLine($"  {phase.GetProperty("name").GetString(),-16} {phase.GetProperty("count").GetInt64(),8} times, p50 {Number(phase, "p50Ms"),9}, p99 {Number(phase, "p99Ms"),9}, longest {Number(phase, "longestMs"),9}, sum {Number(phase, "sumMs"),9}");
        }
    }

    private static string Number(JsonElement of, string name) => of.GetProperty(name).GetDouble().ToString("0.0", CultureInfo.InvariantCulture);
}
