using AIoT.Embedded.Gateway.Timing;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Store;

/// <summary>Readings, their streams and what was refused, on disk.</summary>
public sealed class ReadingStore
{
    /// <summary>Refused messages kept; older ones make room.</summary>
    public const int PoisonKept = 10_000;

    private readonly GatewayDatabase _database;
    private readonly Dictionary<string, long> _devices = [];

    public ReadingStore(GatewayDatabase database)
    {
        _database = database;
        using SqliteConnection reader = database.OpenReader();
        foreach ((long id, string name) in reader.Query<(long, string)>("SELECT id, name FROM devices"))
        {
            _devices[name] = id;
        }
    }

    /// <summary>How long what takes.</summary>
    public PhaseTimes Times => _database.Times;

    /// <summary>
    /// Writes readings, the streams that they moved, refused messages and board health in one transaction that is on disk on return.
    /// The caller has sorted out duplicates; the unique index holds whatever happens.
    /// </summary>
    public void Commit(
        IReadOnlyList<ReadingRow> readings,
        IReadOnlyCollection<StreamRow> streams,
        IReadOnlyList<PoisonRow> poison,
        IReadOnlyDictionary<string, (long ReceivedMs, byte[] Payload)> health)
    {
        long begin = Phase.Now;
        lock (_database.WriteGate)
        {
            _database.Times.IngestGate.Since(begin);
            begin = Phase.Now;
            HashSet<string> added = [];
            try
            {
                using SqliteTransaction transaction = _database.Writer.BeginTransaction();
                InsertReadings(transaction, readings, added);
                SaveStreams(transaction, streams, added);
                InsertPoison(transaction, poison);
                foreach ((string device, (long receivedMs, byte[] payload)) in health)
                {
                    _database.Writer.Execute(
                        "INSERT INTO board_health (device, received_ms, payload) VALUES (@id, @receivedMs, @payload) ON CONFLICT (device) DO UPDATE SET received_ms = excluded.received_ms, payload = excluded.payload",
                        new { id = DeviceId(transaction, device, added), receivedMs, payload },
                        transaction);
                }

                _database.Times.IngestRows.Since(begin);
                begin = Phase.Now;
                transaction.Commit();
                _database.Times.IngestFlush.Since(begin);
            }
            catch
            {
                foreach (string name in added)
                {
                    _devices.Remove(name);
                }

                throw;
            }
        }
    }

    public IReadOnlyList<StreamRow> LoadStreams()
    {
        using SqliteConnection reader = _database.OpenReader();
        return reader.Query<StreamRow>("""
            SELECT d.name AS Device, epoch AS Epoch, cursor AS Cursor, first_seq AS FirstSeq, last_seq AS LastSeq, committed AS Committed,
                   duplicates AS Duplicates, elsewhere AS Elsewhere, first_received_ms AS FirstReceivedMs, last_received_ms AS LastReceivedMs
            FROM streams JOIN devices d ON d.id = streams.device
            """).AsList();
    }

    /// <summary>Numbers on disk above the cursor of a stream: a walk over the index, no longer than the boards' window.</summary>
    public IReadOnlyList<long> LoadAhead(StreamRow stream)
    {
        using SqliteConnection reader = _database.OpenReader();
        return reader.Query<long>(
            "SELECT seq FROM readings WHERE device = (SELECT id FROM devices WHERE name = @Device) AND epoch = @Epoch AND seq > @Cursor",
            stream).AsList();
    }

    public IReadOnlyDictionary<string, (long ReceivedMs, byte[] Payload)> LoadHealth()
    {
        using SqliteConnection reader = _database.OpenReader();
        return reader.Query<(string, long, byte[])>("SELECT d.name, received_ms, payload FROM board_health h JOIN devices d ON d.id = h.device")
            .ToDictionary(row => row.Item1, row => (row.Item2, row.Item3));
    }

    /// <summary>Readings in order of arrival after <paramref name="id"/>.</summary>
    public static IReadOnlyList<StoredReading> ReadAfter(SqliteConnection reader, long id, int limit)
    {
        using SqliteCommand command = reader.CreateCommand();
        command.CommandText = "SELECT r.id, r.device, d.name, r.epoch, r.seq, r.received_ms, r.payload FROM readings r JOIN devices d ON d.id = r.device WHERE r.id > $id ORDER BY r.id LIMIT $limit";
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$limit", limit);
        using SqliteDataReader row = command.ExecuteReader();
        List<StoredReading> readings = [];
        Dictionary<long, string> names = [];
        while (row.Read())
        {
            long device = row.GetInt64(1);
            if (!names.TryGetValue(device, out string? name))
            {
                names[device] = name = row.GetString(2);
            }

            readings.Add(new StoredReading(row.GetInt64(0), name, row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetFieldValue<byte[]>(6)));
        }

        return readings;
    }

    /// <summary>The last reading that has come; 0: none.</summary>
    public static long NewestId(SqliteConnection reader) => reader.ExecuteScalar<long>("SELECT COALESCE(MAX(id), 0) FROM readings");

    /// <summary>Counts by going through the disk, not by what was counted: readings per board, and keys that occur twice (the index allows none).</summary>
    public (IReadOnlyDictionary<string, long> Readings, long Duplicates) Audit()
    {
        using SqliteConnection reader = _database.OpenReader();
        Dictionary<string, long> readings = reader.Query<(string, long)>("SELECT d.name, COUNT(*) FROM readings r JOIN devices d ON d.id = r.device GROUP BY d.name")
            .ToDictionary(row => row.Item1, row => row.Item2);
        long duplicates = reader.ExecuteScalar<long>("SELECT COALESCE(SUM(n - 1), 0) FROM (SELECT COUNT(*) AS n FROM readings NOT INDEXED GROUP BY device, epoch, seq HAVING n > 1)");
        return (readings, duplicates);
    }

    /// <summary>Readings that retention has taken off the disk.</summary>
    public long Retired()
    {
        using SqliteConnection reader = _database.OpenReader();
        return reader.ExecuteScalar<long>("SELECT COALESCE(SUM(readings), 0) FROM retired_readings");
    }

    public IReadOnlyList<PoisonRow> LastPoison(int limit)
    {
        using SqliteConnection reader = _database.OpenReader();
        return reader.Query<PoisonRow>("SELECT received_ms AS ReceivedMs, topic AS Topic, reason AS Reason, payload AS Payload FROM poison ORDER BY id DESC LIMIT @limit", new { limit }).AsList();
    }

    private void InsertReadings(SqliteTransaction transaction, IReadOnlyList<ReadingRow> readings, HashSet<string> added)
    {
        if (readings.Count == 0)
        {
            return;
        }

        using var insert = new RowWriter(_database.Writer, "INSERT INTO readings (device, epoch, seq, received_ms, payload) VALUES (?1, ?2, ?3, ?4, ?5)");
        foreach (ReadingRow row in readings)
        {
            insert.Bind(1, DeviceId(transaction, row.Device, added)).Bind(2, row.Epoch).Bind(3, row.Seq).Bind(4, row.ReceivedMs).Bind(5, row.Payload).Write();
        }
    }

    private void SaveStreams(SqliteTransaction transaction, IReadOnlyCollection<StreamRow> streams, HashSet<string> added)
    {
        if (streams.Count == 0)
        {
            return;
        }

        using var save = new RowWriter(_database.Writer, "INSERT OR REPLACE INTO streams VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        foreach (StreamRow stream in streams)
        {
            save.Bind(1, DeviceId(transaction, stream.Device, added)).Bind(2, stream.Epoch).Bind(3, stream.Cursor).Bind(4, stream.FirstSeq).Bind(5, stream.LastSeq).Bind(6, stream.Committed)
                .Bind(7, stream.Duplicates).Bind(8, stream.Elsewhere).Bind(9, stream.FirstReceivedMs).Bind(10, stream.LastReceivedMs).Write();
        }
    }

    private void InsertPoison(SqliteTransaction transaction, IReadOnlyList<PoisonRow> poison)
    {
        if (poison.Count == 0)
        {
            return;
        }

        _database.Writer.Execute("INSERT INTO poison (received_ms, topic, reason, payload) VALUES (@ReceivedMs, @Topic, @Reason, @Payload)", poison, transaction);
        _database.Writer.Execute("DELETE FROM poison WHERE id <= (SELECT MAX(id) FROM poison) - @PoisonKept", new { PoisonKept }, transaction);
    }

    private long DeviceId(SqliteTransaction transaction, string name, HashSet<string> added)
    {
        if (!_devices.TryGetValue(name, out long id))
        {
            id = _database.Writer.ExecuteScalar<long>("INSERT INTO devices (name) VALUES (@name) RETURNING id", new { name }, transaction);
            _devices[name] = id;
            added.Add(name);
        }

        return id;
    }
}
