using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Hil.Demo.Audit;

/// <summary>Counts the readings in the gateway's database file, with no help from the gateway.</summary>
public sealed class DiskAudit : IDisposable
{
    private readonly SqliteConnection _database;

    /// <summary>Opens a database that nobody writes any more.</summary>
    public DiskAudit(string file)
    {
        _database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        _database.Open();
    }

    /// <summary>What the disk holds of a board's store.</summary>
    /// <param name="device">The board.</param>
    /// <param name="epoch">Its store's epoch.</param>
    /// <param name="produced">The last number that the store has given out.</param>
    public DiskCount Count(string device, uint epoch, long produced)
    {
        const string Mine = "FROM readings NOT INDEXED WHERE device = (SELECT id FROM devices WHERE name = $device)";
        long rows = Ask($"SELECT COUNT(*) {Mine}", device, epoch, produced);
        long kept = Ask($"SELECT COUNT(DISTINCT seq) {Mine} AND epoch = $epoch AND seq BETWEEN 1 AND $produced", device, epoch, produced);
        long distinct = Ask($"SELECT COUNT(*) FROM (SELECT DISTINCT epoch, seq {Mine})", device, epoch, produced);
        return new DiskCount(kept, rows - distinct, distinct - kept);
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private long Ask(string sql, string device, uint epoch, long produced)
    {
        using SqliteCommand command = _database.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$device", device);
        command.Parameters.AddWithValue("$epoch", (long)epoch);
        command.Parameters.AddWithValue("$produced", produced);
        return (long)command.ExecuteScalar()!;
    }
}
