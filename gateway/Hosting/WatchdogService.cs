using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Store;

namespace AIoT.Embedded.Gateway.Hosting;

/// <summary>
/// Words of life to the service manager, four in the time that it allows, and none while the gateway does not come on: messages wait and none
/// is dealt with though the disk takes what is written, or the database's writer is not given back. A thread pool that hangs says nothing
/// either. A full disk is no reason to be started again.
/// </summary>
public sealed partial class WatchdogService(ServiceManager manager, IngestPipeline ingest, StorageMonitor storage, GatewayDatabase database, TimeProvider time, ILogger<WatchdogService> logger) : BackgroundService
{
    private long _handled = -1;

    /// <summary>Looks once.</summary>
    /// <param name="patience">How long the writer is waited for.</param>
    /// <returns>Why the gateway is held to hang; empty: it lives.</returns>
    public string Look(TimeSpan patience)
    {
        long before = _handled;
        _handled = ingest.Counters.Handled;
        if (ingest.Waiting > 0 && _handled == before && storage.IsOk)
        {
            return $"{ingest.Waiting} messages wait and none is dealt with";
        }

        if (!database.WriteGate.TryEnter(patience))
        {
            return "the database's writer is not given back";
        }

        database.WriteGate.Exit();
        return "";
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (manager.Watchdog is not { } within)
        {
            return;
        }

        using var timer = new PeriodicTimer(within / 4, time);
        try
        {
            do
            {
                if (Look(within / 8) is { Length: > 0 } why)
                {
                    LogHangs(why, within.TotalSeconds);
                }
                else
                {
                    manager.Alive();
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    [LoggerMessage(LogLevel.Error, "{Why}: without a change the service manager starts the gateway again after {Seconds} s")]
    private partial void LogHangs(string why, double seconds);
}
