using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace AIoT.Embedded.Gateway.Bench.Measure;

/// <summary>
/// The page's side of the event stream: how long after its publication a reading shows in a <c>machine</c> event. A reading counts as shown
/// by the first event whose sensor has its number or a later one.
/// </summary>
public sealed class PageListener : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Stopwatch _clock;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(long Seq, double Ms)>> _waiting = [];
    private readonly List<float> _latencies = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    public PageListener(Stopwatch clock) => _clock = clock;

    public long Events { get; private set; }

    public async Task StartAsync(string url)
    {
        Stream stream = await _http.GetStreamAsync(new Uri(new Uri(url), "/api/v1/events"), _stop.Token);
        _work = Task.Run(() => ListenAsync(stream));
    }

    public void Published(string device, long seq, double ms) => _waiting.GetOrAdd(device, _ => []).Enqueue((seq, ms));

    public float[] Latencies()
    {
        lock (_latencies)
        {
            return [.. _latencies.Order()];
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync(Stream stream)
    {
        using var lines = new StreamReader(stream);
        bool machine = false;
        try
        {
            while (await lines.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal))
                {
                    machine = line == "event: machine";
                }
                else if (machine && line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    Events++;
                    Shown(line.AsMemory(6));
                }
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or HttpRequestException or ObjectDisposedException)
        {
            // The bench or the gateway has ended.
        }
    }

    private void Shown(ReadOnlyMemory<char> data)
    {
        double now = _clock.Elapsed.TotalMilliseconds;
        using JsonDocument json = JsonDocument.Parse(data);
        foreach (JsonElement sensor in json.RootElement.GetProperty("sensors").EnumerateArray())
        {
            if (sensor.GetProperty("last") is { ValueKind: JsonValueKind.Object } last
                && _waiting.TryGetValue(sensor.GetProperty("device").GetString()!, out ConcurrentQueue<(long Seq, double Ms)>? queue))
            {
                long seq = last.GetProperty("seq").GetInt64();
                while (queue.TryPeek(out (long Seq, double Ms) first) && first.Seq <= seq && queue.TryDequeue(out first))
                {
                    lock (_latencies)
                    {
                        _latencies.Add((float)(now - first.Ms));
                    }
                }
            }
        }
    }
}
