using System.Text.Json;

namespace AIoT.Embedded.Hil.Demo.Plant;

/// <summary>What the demo asks of the gateway's API.</summary>
public sealed class GatewayClient(Uri page) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = page, Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>The counters, and with <paramref name="audit"/> the rows on disk.</summary>
    public async Task<JsonElement> StatsAsync(bool audit, CancellationToken cancel)
    {
        using Stream body = await _http.GetStreamAsync(new Uri(audit ? "api/v1/stats?audit=true" : "api/v1/stats", UriKind.Relative), cancel).ConfigureAwait(false);
        using JsonDocument json = await JsonDocument.ParseAsync(body, cancellationToken: cancel).ConfigureAwait(false);
        return json.RootElement.Clone();
    }

    /// <summary>How boards stand, by name; a board that was never enrolled is not among them.</summary>
    public async Task<Dictionary<string, string>> StandingsAsync(CancellationToken cancel)
    {
        using Stream body = await _http.GetStreamAsync(new Uri("api/v1/devices/standings", UriKind.Relative), cancel).ConfigureAwait(false);
        using JsonDocument json = await JsonDocument.ParseAsync(body, cancellationToken: cancel).ConfigureAwait(false);
        return json.RootElement.EnumerateArray().ToDictionary(board => board.GetProperty("device").GetString()!, board => board.GetProperty("standing").GetString()!);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
