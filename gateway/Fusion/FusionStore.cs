using System.Text.Json;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// What fusion has concluded and up to which reading, written in one transaction: after a kill it goes on at exactly that reading,
/// so that no decision is made twice and none is left out.
/// </summary>
public sealed class FusionStore(GatewayDatabase database, DecisionStore decisions)
{
    public long LoadPosition()
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.ExecuteScalar<long>("SELECT COALESCE(MAX(reading), 0) FROM fusion_position");
    }

    /// <summary>Readings that came after one.</summary>
    public long CountAfter(long reading)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.ExecuteScalar<long>("SELECT COUNT(*) FROM readings WHERE id > @reading", new { reading });
    }

    public MachineMemory LoadMemory(string machine)
    {
        using SqliteConnection reader = database.OpenReader();
        string? state = reader.QueryFirstOrDefault<string>("SELECT state FROM fusion_state WHERE machine = @machine", new { machine });
        return state is null ? new MachineMemory() : JsonSerializer.Deserialize<MachineMemory>(state, GatewayJson.Options) ?? new MachineMemory();
    }

    /// <summary>One reading, or null where it is not on disk (any more).</summary>
    public StoredReading? LoadReading(string device, long epoch, long seq)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.QueryFirstOrDefault<StoredReading>("""
            SELECT r.id AS Id, d.name AS Device, r.epoch AS Epoch, r.seq AS Seq, r.received_ms AS ReceivedMs, r.payload AS Payload
            FROM readings r JOIN devices d ON d.id = r.device WHERE d.name = @device AND r.epoch = @epoch AND r.seq = @seq
            """, new { device, epoch, seq });
    }

    /// <summary>Writes all; on return it is on disk.</summary>
    /// <returns>The decisions as they are on disk, in order.</returns>
    public IReadOnlyList<(long Id, string Hash, DecisionRecord Record)> Flush(
        long position, IReadOnlyCollection<MachineFusion> moved, IReadOnlyList<FusionConclusion> conclusions, IReadOnlyList<TrendPoint> trend)
    {
        List<(long Id, string Hash, DecisionRecord Record)> written = [];
        lock (database.WriteGate)
        {
            try
            {
                using SqliteTransaction transaction = database.Writer.BeginTransaction();
                foreach (FusionConclusion conclusion in conclusions)
                {
                    (long Id, string Hash, DecisionRecord Record) decision = decisions.Append(transaction, conclusion.Record);
                    written.Add(decision);
                    KeepAlarm(transaction, conclusion.Machine.Memory, decision.Record, decision.Id);
                }

                database.Writer.Execute(
                    "INSERT OR REPLACE INTO trend (machine, at_ms, utc_ms, health, velocity, fault, state) VALUES (@Machine, @AtMs, @UtcMs, @Health, @Velocity, @Fault, @State)", trend, transaction);
                database.Writer.Execute(
                    "INSERT OR REPLACE INTO fusion_state (machine, state) VALUES (@id, @state)",
                    moved.Select(machine => new { id = machine.Asset.Id, state = JsonSerializer.Serialize(machine.Memory, GatewayJson.Options) }),
                    transaction);
                database.Writer.Execute("INSERT OR REPLACE INTO fusion_position (id, reading) VALUES (1, @position)", new { position }, transaction);
                decisions.Ledger.Seal(transaction);
                transaction.Commit();
                decisions.Ledger.Committed();
            }
            catch
            {
                decisions.Ledger.RolledBack();
                throw;
            }
        }

        return written;
    }

    /// <summary>Oldest first, the last <paramref name="limit"/> points.</summary>
    public IReadOnlyList<TrendPoint> Trend(string machine, int limit)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.Query<TrendPoint>("""
            SELECT machine AS Machine, at_ms AS AtMs, utc_ms AS UtcMs, health AS Health, velocity AS Velocity, fault AS Fault, state AS State
            FROM (SELECT * FROM trend WHERE machine = @machine ORDER BY at_ms DESC LIMIT @limit) ORDER BY at_ms
            """, new { machine, limit }).AsList();
    }

    /// <summary>Newest first.</summary>
    /// <param name="machine">Null: all machines.</param>
    public IReadOnlyList<AlarmRow> Alarms(string? machine, int limit)
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query("SELECT * FROM alarms WHERE @machine IS NULL OR machine = @machine ORDER BY id DESC LIMIT @limit", new { machine, limit })
            .Select(row => new AlarmRow(row.id, row.machine, row.@class, row.sensor, row.raised_ms, row.raised_utc_ms, row.returned_ms, row.returned_utc_ms, row.decision))];
    }

    private void KeepAlarm(SqliteTransaction transaction, MachineMemory memory, DecisionRecord record, long decision)
    {
        long at = (long)(record.AtSeconds * 1000);
        if (record.To == MachineCondition.Alarm && record.From != MachineCondition.Alarm)
        {
            memory.AlarmId = database.Writer.ExecuteScalar<long>(
                "INSERT INTO alarms (machine, class, sensor, raised_ms, raised_utc_ms, decision) VALUES (@Machine, @cause, @source, @at, @UtcMs, @decision) RETURNING id",
                new { record.Machine, cause = record.Cause, source = record.CauseSensor, at, record.UtcMs, decision },
                transaction);
        }
        else if (record.From == MachineCondition.Alarm && record.To != MachineCondition.Alarm && memory.AlarmId != 0)
        {
            database.Writer.Execute(
                "UPDATE alarms SET returned_ms = @at, returned_utc_ms = @UtcMs WHERE id = @AlarmId", new { at, record.UtcMs, memory.AlarmId }, transaction);
            memory.AlarmId = 0;
        }
    }
}
