using AIoT.Embedded.Gateway.Fusion;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Retention;

/// <summary>Once a minute: readings by age and by size; once an hour: trend and ledger by age.</summary>
public sealed partial class RetentionWorker(
    RetentionStore store, StorageMonitor monitor, FusionWorker fusion, RetentionSettings settings, TimeProvider time, ClockWatch clock, ILogger<RetentionWorker> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private const int RoundsAnHour = 60;
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private bool _ageCounts = true;

    public void Start() => _work = Task.Run(() => WorkAsync(_stop.Token));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    /// <summary>One round over the readings.</summary>
    /// <returns>How many went.</returns>
    public long RetireReadings(CancellationToken stop = default)
    {
        long gone = 0, after = 0;
        long beforeMs = Ago(TimeSpan.FromDays(settings.ReadingDays));
        for (bool more = _ageCounts; more && !stop.IsCancellationRequested;)
        {
            (long retired, after, more) = store.RetireReadings(after, fusion.FlushedPosition, beforeMs);
            gone += retired;
        }

        // A tenth below the limit, so that the next minutes don't need it again.
        long limit = settings.DatabaseMegabytes * 1024L * 1024;
        if (monitor.UsedBytes() > limit)
        {
            after = 0;
            for (bool more = true; more && !stop.IsCancellationRequested && monitor.UsedBytes() > limit - (limit / 10);)
            {
                (long retired, after, more) = store.RetireReadings(after, fusion.FlushedPosition, long.MaxValue);
                gone += retired;
            }
        }

        if (gone > 0)
        {
            monitor.Retired(gone);
            LogRetired(gone);
        }

        return gone;
    }

    /// <summary>One round over trend and ledger.</summary>
    /// <returns>Ledger records that went.</returns>
    public long RetireRecords(CancellationToken stop = default)
    {
        while (!stop.IsCancellationRequested && store.ThinTrend(Ago(TimeSpan.FromDays(settings.TrendDays)), Ago(Week)) > 0)
        {
        }

        long gone = 0;
        int term = Math.Max(settings.LedgerDays, RetentionSettings.ShortestLedgerDays);
        for (long retired = -1; retired != 0 && !stop.IsCancellationRequested; gone += retired)
        {
            retired = store.RetireRecords(Ago(TimeSpan.FromDays(term)), term, time.GetUtcNow().ToUnixTimeMilliseconds());
        }

        return gone;
    }

    private long Ago(TimeSpan span) => (time.GetUtcNow() - span).ToUnixTimeMilliseconds();

    private async Task WorkAsync(CancellationToken stop)
    {
        try
        {
            for (int round = 1; ; round++)
            {
                await Task.Delay(Round, time, stop);
                try
                {
                    bool counted = _ageCounts;
                    _ageCounts = clock.IsSettled();
                    if (counted && !_ageCounts)
                    {
                        LogJumped(ClockWatch.Wait.TotalHours);
                    }

                    RetireReadings(stop);
                    if (_ageCounts && round % RoundsAnHour == 1)
                    {
                        RetireRecords(stop);
                    }
                }
                catch (SqliteException wrong)
                {
                    LogFailed(wrong.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    [LoggerMessage(LogLevel.Information, "{Readings} readings have reached the end of their term")]
    private partial void LogRetired(long readings);

    [LoggerMessage(LogLevel.Error, "The clock has jumped ahead: for {Hours} hours nothing is thrown away by its age. Is the time right?")]
    private partial void LogJumped(double hours);

    [LoggerMessage(LogLevel.Error, "Retention: the disk refused ({Reason}); it is tried again in a minute")]
    private partial void LogFailed(string reason);
}
