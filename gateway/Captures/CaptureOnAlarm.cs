using System.Collections.Concurrent;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>A machine that turns to alarm: all its boards are asked for raw samples, so that a technician sees what they felt.</summary>
public sealed class CaptureOnAlarm(FusionWorker fusion, AssetCatalog catalog, CaptureDesk desk, CaptureSettings settings, TimeProvider time) : IHostedService
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _last = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        fusion.Decided += OnDecided;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        fusion.Decided -= OnDecided;
        return Task.CompletedTask;
    }

    private void OnDecided(StoredDecision decision)
    {
        string Text(string name) => decision.Body.TryGetProperty(name, out System.Text.Json.JsonElement value) ? value.ToString() : "";
        if (Text("kind") != "state" || Text("to") != "alarm" || catalog.Machines.FirstOrDefault(machine => machine.Id == Text("machine")) is not { } asset)
        {
            return;
        }

        DateTimeOffset now = time.GetUtcNow();
        foreach (string device in asset.Sensors.Select(sensor => sensor.Device).Distinct())
        {
            if (!_last.TryGetValue(device, out DateTimeOffset last) || now - last >= settings.BetweenAlarms)
            {
                _last[device] = now;
                try
                {
                    desk.Ask(device, Security.Caller.Gateway, "alarm");
                }
                catch (SqliteException)
                {
                    // The disk takes nothing: a capture would not be kept either, and whoever decides must not be held up by it.
                }
            }
        }
    }
}
