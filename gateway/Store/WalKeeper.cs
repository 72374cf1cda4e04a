using AIoT.Embedded.Gateway.Timing;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Store;

/// <summary>
/// Takes what is in the write-ahead log over into the database, on a connection and a thread of its own, so that no acknowledgement waits for
/// it. A log that keeps growing under load is ended with the writer held for the few pages that have come meanwhile: then it starts anew.
/// </summary>
public sealed partial class WalKeeper(GatewayDatabase database, ILogger<WalKeeper> logger) : BackgroundService
{
    /// <summary>Pages in the log above which the writer is held for its end.</summary>
    public const long LongLog = 4000;

    private const int Locked = 6;
    private const int Busy = 5;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    /// <summary>One round.</summary>
    /// <returns>Pages in the log that are not in the database.</returns>
    public static long Take(GatewayDatabase database, SqliteConnection own)
    {
        long begin = Phase.Now;
        (long inLog, long taken) = Checkpoint(own);
        if (inLog > 0)
        {
            database.Times.Checkpoint.Since(begin);
        }

        if (inLog > LongLog && taken < inLog)
        {
            lock (database.WriteGate)
            {
                begin = Phase.Now;
                (inLog, taken) = Checkpoint(own);
                database.Times.CheckpointHold.Since(begin);
            }
        }

        return inLog - taken;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using SqliteConnection own = database.OpenWriter();
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan rest = Round;
            try
            {
                Take(database, own);
            }
            catch (SqliteException wrong) when (wrong.SqliteErrorCode is not (Busy or Locked))
            {
                // A full disk: the log stays, and is taken over when there is room.
                LogFailed(wrong.Message);
                rest = PauseAfterFailure;
            }
            catch (SqliteException)
            {
                // A backup holds it: the next round.
            }

            await Task.Delay(rest, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static (long InLog, long Taken) Checkpoint(SqliteConnection own)
    {
        using SqliteCommand command = own.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(1), row.GetInt64(2));
    }

    [LoggerMessage(LogLevel.Error, "The write-ahead log can't be taken over into the database ({Reason}): it is tried again")]
    private partial void LogFailed(string reason);
}
