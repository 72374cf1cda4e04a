using System.Text.Json;
using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Timing;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// What fusion has concluded and up to which reading, written in one transaction: after a kill it goes on at exactly that reading,
/// so that no decision is made twice and none is left out.
/// </summary>
public sealed class FusionStore(GatewayDatabase database, DecisionStore decisions, AlarmStore alarms)
{
    /// <summary>Raised for alarms that came or went, when they are on disk: their ids.</summary>
    public event Action<IReadOnlyList<long>>? AlarmsMoved;

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

    private static string State(MachineFusion machine) => JsonSerializer.Serialize(machine.Memory, GatewayJson.Options);

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
        List<long> alarmsMoved = [];
        // What needs no transaction is done before ingest is kept waiting; a conclusion changes its machine's memory (the alarm's id).
        HashSet<MachineFusion> concluded = [.. conclusions.Select(conclusion => conclusion.Machine)];
        Dictionary<MachineFusion, string> states = moved.Where(machine => !concluded.Contains(machine)).ToDictionary(machine => machine, State);
        long begin = Phase.Now;
        lock (database.WriteGate)
        {
            database.Times.FusionGate.Since(begin);
            begin = Phase.Now;
            try
            {
                using SqliteTransaction transaction = database.Writer.BeginTransaction();
                foreach (FusionConclusion conclusion in conclusions)
                {
                    (long Id, string Hash, DecisionRecord Record) decision = decisions.Append(transaction, conclusion.Record);
                    written.Add(decision);
                    KeepAlarm(transaction, conclusion.Machine, decision.Record, decision.Id, alarmsMoved);
                    KeepSnapshot(transaction, decision.Record.Machine, decision.Id, conclusion.Snapshot);
                }

                database.Writer.Execute(
                    "INSERT OR REPLACE INTO trend (machine, at_ms, utc_ms, health, velocity, fault, state) VALUES (@Machine, @AtMs, @UtcMs, @Health, @Velocity, @Fault, @State)", trend, transaction);
                database.Writer.Execute(
                    "INSERT OR REPLACE INTO fusion_state (machine, state) VALUES (@id, @state)",
                    moved.Select(machine => new { id = machine.Asset.Id, state = states.GetValueOrDefault(machine) ?? State(machine) }),
                    transaction);
                database.Writer.Execute("INSERT OR REPLACE INTO fusion_position (id, reading) VALUES (1, @position)", new { position }, transaction);
                decisions.Ledger.Seal(transaction);
                transaction.Commit();
                decisions.Ledger.Committed();
                database.Times.FusionHold.Since(begin);
            }
            catch
            {
                decisions.Ledger.RolledBack();
                throw;
            }
        }

        if (alarmsMoved.Count > 0)
        {
            AlarmsMoved?.Invoke(alarmsMoved);
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

    /// <summary>With those gone that have no readings behind them any more.</summary>
    private void KeepSnapshot(SqliteTransaction transaction, string machine, long record, FusionSnapshot? snapshot)
    {
        if (snapshot is not null)
        {
            database.Writer.Execute("INSERT INTO fusion_snapshots (machine, record, reading, state) VALUES (@machine, @record, @Reading, @State)", new { machine, record, snapshot.Reading, snapshot.State }, transaction);
            database.Writer.Execute("DELETE FROM fusion_snapshots WHERE machine = @machine AND reading < (SELECT COALESCE(MIN(id), 0) FROM readings) - 1", new { machine }, transaction);
        }
    }

    private void KeepAlarm(SqliteTransaction transaction, MachineFusion machine, DecisionRecord record, long decision, List<long> moved)
    {
        long at = (long)(record.AtSeconds * 1000);
        MachineMemory memory = machine.Memory;
        if (record.To == MachineCondition.Alarm && record.From != MachineCondition.Alarm)
        {
            (memory.AlarmId, IReadOnlyList<long> superseded) = alarms.Raise(transaction, machine.Asset, record.Cause, record.CauseSensor, at, record.UtcMs, decision);
            moved.AddRange([.. superseded, memory.AlarmId]);
        }
        else if (record.From == MachineCondition.Alarm && record.To != MachineCondition.Alarm && memory.AlarmId != 0)
        {
            alarms.Return(transaction, memory.AlarmId, at, record.UtcMs);
            moved.Add(memory.AlarmId);
            memory.AlarmId = 0;
        }
    }
}
