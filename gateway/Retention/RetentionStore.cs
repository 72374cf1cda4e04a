using System.Text.Json;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Retention;

/// <summary>Takes off the disk what has reached its term, in transactions that are short enough not to hold up acknowledgements.</summary>
public sealed class RetentionStore(GatewayDatabase database, LedgerTree ledger)
{
    private const int Bite = 1000;
    private const int LedgerBite = 500;
    private const int TrendBite = 5000;

    /// <summary>
    /// The next bite of the oldest readings. Stays: what fusion has not taken, what lies above its stream's cursor (it tells which numbers
    /// are there), and the newest reading of all (its id is the next one's measure).
    /// </summary>
    /// <param name="after">Where the bite before ended: an id.</param>
    /// <param name="fused">Fusion's position on disk.</param>
    /// <param name="beforeMs">Only readings that came before.</param>
    /// <returns>Readings that went, where this bite ended, and whether there may be more.</returns>
    public (long Retired, long Until, bool More) RetireReadings(long after, long fused, long beforeMs)
    {
        lock (database.WriteGate)
        {
            using SqliteTransaction transaction = database.Writer.BeginTransaction();
            List<(long Id, long ReceivedMs)> window = database.Writer.Query<(long, long)>(
                "SELECT id, received_ms FROM readings WHERE id > @after AND id <= @fused AND id < (SELECT MAX(id) FROM readings) ORDER BY id LIMIT @Bite", new { after, fused, Bite }, transaction).AsList();
            if (window.Count == 0 || window[0].ReceivedMs >= beforeMs)
            {
                return (0, after, false);
            }

            long until = window[^1].Id;
            List<(long Device, long Epoch)> gone = database.Writer.Query<(long, long)>("""
                DELETE FROM readings WHERE id > @after AND id <= @until AND received_ms < @beforeMs
                    AND seq <= (SELECT cursor FROM streams s WHERE s.device = readings.device AND s.epoch = readings.epoch)
                RETURNING device, epoch
                """, new { after, until, beforeMs }, transaction).AsList();
            foreach (IGrouping<(long Device, long Epoch), (long, long)> stream in gone.GroupBy(row => row))
            {
                database.Writer.Execute(
                    "INSERT INTO retired_readings (device, epoch, readings) VALUES (@Device, @Epoch, @count) ON CONFLICT (device, epoch) DO UPDATE SET readings = readings + excluded.readings",
                    new { stream.Key.Device, stream.Key.Epoch, count = stream.Count() },
                    transaction);
            }

            transaction.Commit();
            return (gone.Count, until, window.Count == Bite && window[^1].ReceivedMs < beforeMs);
        }
    }

    /// <returns>How many points went.</returns>
    public int ThinTrend(long beforeMs, long minuteBeforeMs)
    {
        lock (database.WriteGate)
        {
            return database.Writer.Execute("""
                DELETE FROM trend WHERE (machine, at_ms) IN (
                    SELECT machine, at_ms FROM trend WHERE utc_ms < @beforeMs OR (utc_ms < @minuteBeforeMs AND at_ms % 60000 >= 1000) LIMIT @TrendBite)
                """, new { beforeMs, minuteBeforeMs, TrendBite });
        }
    }

    /// <summary>Lets the oldest records of the ledger go, behind a record that says so.</summary>
    /// <returns>How many went.</returns>
    public long RetireRecords(long beforeMs, int termDays, long nowMs)
    {
        lock (database.WriteGate)
        {
            try
            {
                using SqliteTransaction transaction = database.Writer.BeginTransaction();
                long retired = LedgerStore.Retired(database.Writer);
                long last = database.Writer.Query<(long Id, long UtcMs)>("SELECT id, utc_ms FROM ledger_records WHERE id > @retired ORDER BY id LIMIT @LedgerBite", new { retired, LedgerBite }, transaction)
                    .TakeWhile(record => record.UtcMs < beforeMs).Select(record => record.Id).LastOrDefault();
                if (last == 0)
                {
                    return 0;
                }

                var word = new RetentionRecord { UtcMs = nowMs, Retired = last, TermDays = termDays, Previous = ledger.Previous };
                ledger.Append(transaction, new LedgerEntry("", 0, nowMs, RetentionRecord.KindName, "", JsonSerializer.Serialize(word, GatewayJson.Options)));
                database.Writer.Execute("UPDATE ledger_retention SET retired = @last", new { last }, transaction);
                database.Writer.Execute("DELETE FROM ledger_records WHERE id <= @last", new { last }, transaction);
                ledger.Seal(transaction);
                transaction.Commit();
                ledger.Committed();
                return last - retired;
            }
            catch
            {
                ledger.RolledBack();
                throw;
            }
        }
    }
}
