using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>Raw captures on disk, each with the hash of its samples.</summary>
public sealed class CaptureStore(GatewayDatabase database)
{
    private const string Columns =
        "SELECT id, device, epoch, boot, number, seq, sensor, speed_mhz AS SpeedMilliHz, utc_ms AS UtcMs, received_ms AS ReceivedMs, cause, asked_by AS AskedBy, rate_hz AS RateHz, nano_g AS NanoG, length(samples) / 2 AS Count, sha256, speed_from AS SpeedFrom FROM captures ";

    /// <summary>The hash of samples as they lie on disk.</summary>
    public static byte[] HashOf(ReadOnlySpan<short> samples) => SHA256.HashData(MemoryMarshal.AsBytes(samples));

    /// <summary>Writes a capture, and that it has arrived; on disk on return.</summary>
    /// <returns>Its id; the one it has already when it is there.</returns>
    public long Save(Capture capture, ReadOnlySpan<short> samples)
    {
        byte[] bytes = MemoryMarshal.AsBytes(samples).ToArray();
        lock (database.WriteGate)
        {
            using SqliteTransaction transaction = database.Writer.BeginTransaction();
            database.Writer.Execute(
                """
                INSERT INTO captures (device, epoch, boot, number, seq, sensor, speed_mhz, utc_ms, received_ms, cause, asked_by, rate_hz, nano_g, samples, sha256, speed_from)
                VALUES (@Device, @Epoch, @Boot, @Number, @Seq, @Sensor, @SpeedMilliHz, @UtcMs, @ReceivedMs, @Cause, @AskedBy, @RateHz, @NanoG, @bytes, @hash, @SpeedFrom)
                ON CONFLICT (device, epoch, boot, number) DO NOTHING
                """,
                new
                {
                    capture.Device, Epoch = (long)capture.Key.Epoch, Boot = (long)capture.Key.Boot, Number = (long)capture.Key.Number, capture.Seq, capture.Sensor, capture.SpeedMilliHz,
                    capture.UtcMs, capture.ReceivedMs, capture.Cause, capture.AskedBy, capture.RateHz, capture.NanoG, capture.SpeedFrom, bytes, hash = HashOf(samples),
                },
                transaction);
            database.Writer.Execute("DELETE FROM captures_arriving WHERE device = @Device", new { capture.Device }, transaction);
            long id = database.Writer.ExecuteScalar<long>(
                "SELECT id FROM captures WHERE device = @Device AND epoch = @Epoch AND boot = @Boot AND number = @Number",
                new { capture.Device, Epoch = (long)capture.Key.Epoch, Boot = (long)capture.Key.Boot, Number = (long)capture.Key.Number },
                transaction);
            transaction.Commit();
            return id;
        }
    }

    /// <summary>Notes that a capture has begun to come, so that a restart asks for it again.</summary>
    public void SaveArriving(string device, CaptureKey key)
    {
        lock (database.WriteGate)
        {
            database.Writer.Execute(
                "INSERT OR REPLACE INTO captures_arriving (device, epoch, boot, number) VALUES (@device, @Epoch, @Boot, @Number)",
                new { device, Epoch = (long)key.Epoch, Boot = (long)key.Boot, Number = (long)key.Number });
        }
    }

    public void GiveUp(string device)
    {
        lock (database.WriteGate)
        {
            database.Writer.Execute("DELETE FROM captures_arriving WHERE device = @device", new { device });
        }
    }

    public IReadOnlyList<(string Device, CaptureKey Key)> Arriving()
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<(string Device, long Epoch, long Boot, long Number)>("SELECT device, epoch, boot, number FROM captures_arriving")
            .Select(row => (row.Device, new CaptureKey((uint)row.Epoch, (uint)row.Boot, (uint)row.Number)))];
    }

    public bool IsKept(string device, CaptureKey key)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM captures WHERE device = @device AND epoch = @Epoch AND boot = @Boot AND number = @Number",
            new { device, Epoch = (long)key.Epoch, Boot = (long)key.Boot, Number = (long)key.Number }) > 0;
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<Capture> List(IReadOnlyCollection<string> devices, int limit)
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<Row>(Columns + "WHERE device IN @devices ORDER BY id DESC LIMIT @limit", new { devices, limit }).Select(row => row.ToCapture())];
    }

    public Capture? Find(long id)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.QueryFirstOrDefault<Row>(Columns + "WHERE id = @id", new { id })?.ToCapture();
    }

    /// <summary>The samples of a capture; null when they are no longer there, or are not those whose hash was kept.</summary>
    public short[]? Samples(Capture capture)
    {
        using SqliteConnection reader = database.OpenReader();
        byte[]? bytes = reader.QueryFirstOrDefault<byte[]>("SELECT samples FROM captures WHERE id = @Id", new { capture.Id });
        return bytes is not null && Convert.ToHexStringLower(SHA256.HashData(bytes)) == capture.Sha256 ? MemoryMarshal.Cast<byte, short>(bytes).ToArray() : null;
    }

    /// <summary>The reading of the same window, as the board sent it; null: it is not on disk.</summary>
    public byte[]? Reading(string device, uint epoch, long seq)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.QueryFirstOrDefault<byte[]>(
            "SELECT payload FROM readings WHERE device = (SELECT id FROM devices WHERE name = @device) AND epoch = @epoch AND seq = @seq", new { device, epoch = (long)epoch, seq });
    }

    /// <summary>Takes off what is too old, and the oldest of what is too much.</summary>
    public int Retire(CaptureSettings settings, long nowMs)
    {
        lock (database.WriteGate)
        {
            return database.Writer.Execute(
                """
                DELETE FROM captures WHERE received_ms < @before OR id IN (
                    SELECT id FROM (SELECT id, SUM(length(samples)) OVER (ORDER BY id DESC) AS held FROM captures) WHERE held > @bytes)
                """,
                new { before = nowMs - (settings.Days * 86_400_000L), bytes = settings.Megabytes * 1024L * 1024 });
        }
    }

    private sealed class Row
    {
        public long Id { get; set; }

        public string Device { get; set; } = "";

        public long Epoch { get; set; }

        public long Boot { get; set; }

        public long Number { get; set; }

        public long Seq { get; set; }

        public int? Sensor { get; set; }

        public int? SpeedMilliHz { get; set; }

        public long UtcMs { get; set; }

        public long ReceivedMs { get; set; }

        public string Cause { get; set; } = "";

        public string AskedBy { get; set; } = "";

        public int RateHz { get; set; }

        public int NanoG { get; set; }

        public int Count { get; set; }

        public byte[] Sha256 { get; set; } = [];

        public string SpeedFrom { get; set; } = "";

        public Capture ToCapture() => new(
            Id, Device, new CaptureKey((uint)Epoch, (uint)Boot, (uint)Number), Seq, Sensor, SpeedMilliHz, UtcMs, ReceivedMs, Cause, AskedBy, RateHz, NanoG, Count, Convert.ToHexStringLower(Sha256), SpeedFrom);
    }
}
