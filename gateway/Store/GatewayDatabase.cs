using AIoT.Embedded.Gateway.Timing;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Store;

/// <summary>
/// The gateway's SQLite file: WAL with synchronous=FULL, one writing connection behind <see cref="WriteGate"/>.
/// One process at a time holds a folder.
/// </summary>
public sealed class GatewayDatabase : IDisposable
{
    private const string FileName = "gateway.db";
    private const int Damaged = 11;
    private const int NoDatabase = 26;
    private readonly string _connectionString;
    private readonly FileStream _lockFile;

    private GatewayDatabase(string path, string connectionString, FileStream lockFile, SqliteConnection writer)
    {
        Path = path;
        _connectionString = connectionString;
        _lockFile = lockFile;
        Writer = writer;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The writing connection; hold <see cref="WriteGate"/> while using it.</summary>
    public SqliteConnection Writer { get; }

    public Lock WriteGate { get; } = new();

    /// <summary>How long what takes.</summary>
    public PhaseTimes Times { get; } = new();

    /// <summary>Opens or makes <c>gateway.db</c> in a folder.</summary>
    /// <exception cref="Assets.UsageException">The folder can't be used, or another gateway uses it.</exception>
    public static GatewayDatabase Open(string folder)
    {
        FileStream? lockFile = null;
        SqliteConnection? writer = null;
        try
        {
            Directory.CreateDirectory(folder);
            lockFile = Lock(folder);
            string path = System.IO.Path.Combine(folder, FileName);
            string connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString();
            writer = Connect(connectionString);
            Execute(writer, "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON;");
            SchemaMigration.Run(writer, path);
            return new GatewayDatabase(path, connectionString, lockFile, writer);
        }
        catch (Exception wrong)
        {
            writer?.Dispose();
            lockFile?.Dispose();
            if (wrong is not (SqliteException or IOException or UnauthorizedAccessException))
            {
                throw;
            }

            if (wrong is SqliteException { SqliteErrorCode: Damaged or NoDatabase })
            {
                throw new Assets.UsageException($"{System.IO.Path.Combine(folder, FileName)}: the database is damaged: {wrong.Message.ReplaceLineEndings(" ")}: replace it with `aiot-gateway restore BACKUP --replace`");
            }

            throw new Assets.UsageException($"{folder}: the data folder can't be used: {wrong.Message.ReplaceLineEndings(" ")}: give a folder that is writable and in no other use with --data");
        }
    }

    /// <summary>A further connection, for what is no transaction (<see cref="WalKeeper"/>); the caller disposes of it.</summary>
    internal SqliteConnection OpenWriter()
    {
        SqliteConnection connection = Connect(_connectionString);
        Execute(connection, "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;");
        return connection;
    }

    /// <summary>A connection of its own for reading; the caller disposes of it.</summary>
    public SqliteConnection OpenReader()
    {
        SqliteConnection connection = Connect(_connectionString);
        Execute(connection, "PRAGMA query_only=ON;");
        return connection;
    }

    public void Dispose()
    {
        lock (WriteGate)
        {
            Writer.Dispose();
        }

        Times.Dispose();
        _lockFile.Dispose();
    }

    internal static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static FileStream Lock(string folder)
    {
        string path = System.IO.Path.Combine(folder, "gateway.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new Assets.UsageException($"{folder}: another gateway uses this data folder: stop it, or give another folder with --data");
        }
    }

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }
}
