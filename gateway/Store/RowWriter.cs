using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AIoT.Embedded.Gateway.Store;

/// <summary>
/// One statement for many rows, its parameters bound by position: a command looks each of them up by name, and boxes each value, for every
/// row. Belongs to the transaction that its connection has open.
/// </summary>
internal sealed class RowWriter : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public RowWriter(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    /// <param name="position">From 1.</param>
    public RowWriter Bind(int position, long value)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_bind_int64(_statement, position, value), _database);
        return this;
    }

    /// <param name="position">From 1.</param>
    public RowWriter Bind(int position, ReadOnlySpan<byte> value)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_bind_blob(_statement, position, value), _database);
        return this;
    }

    /// <exception cref="SqliteException">The row was refused.</exception>
    public void Write()
    {
        int code = raw.sqlite3_step(_statement);
        int after = raw.sqlite3_reset(_statement);
        SqliteException.ThrowExceptionForRC(code is raw.SQLITE_DONE or raw.SQLITE_ROW ? after : code, _database);
    }

    public void Dispose() => _statement.Dispose();
}
