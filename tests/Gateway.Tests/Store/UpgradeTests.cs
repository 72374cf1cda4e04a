using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Store;

/// <summary>A data folder that a gateway of schema 2 left behind, and what a newer gateway makes of it.</summary>
public sealed class UpgradeTests
{
    [Fact]
    public void An_older_folder_keeps_its_readings_streams_decisions_and_ledger()
    {
        using var folder = new TemporaryFolder();
        OldFolder.Lay(folder.Path);
        Dictionary<string, long> before = Counts(folder.File("gateway.db"));
        using (GatewayDatabase database = GatewayDatabase.Open(folder.Path))
        {
            var store = new ReadingStore(database);
            StreamRow[] streams = [.. store.LoadStreams().OrderBy(stream => stream.Device)];
            Assert.Equal([("b0", 32L), ("b1", 32L)], streams.Select(stream => (stream.Device, stream.Cursor)));
            Assert.Equal(64, store.Audit().Readings.Values.Sum());
            LedgerTree ledger = Stores.Ledger(database);
            Assert.Equal(2, ledger.Size);
            LedgerFinding finding = Stores.Verify(database);
            Assert.True(finding.Ok, finding.Reason);
            Assert.Equal(2, finding.Records);
            using SqliteConnection reader = database.OpenReader();
            Assert.Equal(64, ReadingStore.ReadAfter(reader, 0, 1000).Count(row => new WireCodec().TryReadReading(row.Payload, out _, out _)));
        }

        Dictionary<string, long> after = Counts(folder.File("gateway.db"));
        Assert.All(before, table => Assert.Equal(table.Value, after[table.Key]));
    }

    [Fact]
    public void An_older_folder_ends_with_the_same_tables_as_a_new_one()
    {
        using var old = new TemporaryFolder();
        using var fresh = new TemporaryFolder();
        OldFolder.Lay(old.Path);
        GatewayDatabase.Open(old.Path).Dispose();
        GatewayDatabase.Open(fresh.Path).Dispose();
        Assert.Equal(Tables(fresh.File("gateway.db")), Tables(old.File("gateway.db")));
    }

    [Fact]
    public void Every_step_is_taken_once_in_order_of_its_name()
    {
        using var folder = new TemporaryFolder();
        using SqliteConnection file = OpenFile(folder.File("gateway.db"));
        var taken = new List<string>();
        SchemaMigration.Run(file, "gateway.db", [new Noted("2026-01-02 b", taken)]);
        SchemaMigration.Run(file, "gateway.db", [new Noted("2026-01-01 a", taken), new Noted("2026-01-02 b", taken), new Noted("2026-01-03 c", taken)]);
        SchemaMigration.Run(file, "gateway.db", [new Noted("2026-01-01 a", taken), new Noted("2026-01-02 b", taken), new Noted("2026-01-03 c", taken)]);
        Assert.Equal(["2026-01-02 b", "2026-01-01 a", "2026-01-03 c"], taken);
    }

    [Fact]
    public void A_step_that_fails_leaves_nothing_behind_and_is_tried_again()
    {
        using var folder = new TemporaryFolder();
        using SqliteConnection file = OpenFile(folder.File("gateway.db"));
        var taken = new List<string>();
        var wrong = new Noted("2026-01-02 b", taken, "CREATE TABLE half (id INTEGER); SELECT * FROM nowhere;");
        Assert.Throws<SqliteException>(() => SchemaMigration.Run(file, "gateway.db", [new Noted("2026-01-01 a", taken), wrong]));
        Assert.Equal(["2026-01-01 a"], file.Query<string>("SELECT name FROM schema_steps"));
        Assert.Equal(0, file.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'"));
        SchemaMigration.Run(file, "gateway.db", [new Noted("2026-01-01 a", taken), new Noted("2026-01-02 b", taken)]);
        Assert.Equal(["2026-01-01 a", "2026-01-02 b", "2026-01-02 b"], taken);
    }

    [Fact]
    public void A_folder_of_a_newer_gateway_is_refused()
    {
        using var folder = new TemporaryFolder();
        GatewayDatabase.Open(folder.Path).Dispose();
        using (SqliteConnection file = OpenFile(folder.File("gateway.db")))
        {
            file.Execute("INSERT INTO schema_steps (name) VALUES ('2099-01-01 teleport')");
        }

        Assert.Contains("newer gateway (step '2099-01-01 teleport')", Assert.Throws<UsageException>(() => GatewayDatabase.Open(folder.Path)).Message);
        using (SqliteConnection file = OpenFile(folder.File("gateway.db")))
        {
            file.Execute("PRAGMA user_version=4");
        }

        Assert.Contains("newer gateway (schema 4)", Assert.Throws<UsageException>(() => GatewayDatabase.Open(folder.Path)).Message);
    }

    [Fact]
    public void Steps_have_names_of_their_own_that_begin_with_their_day()
    {
        string[] names = [.. SchemaSteps.All().Select(step => step.Name)];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^20[0-9]{2}-[01][0-9]-[0-3][0-9] [a-z0-9 -]+$", name));
    }

    private static SqliteConnection OpenFile(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static Dictionary<string, long> Counts(string path)
    {
        using SqliteConnection file = OpenFile(path);
        return file.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table'").ToList().ToDictionary(name => name, name => file.ExecuteScalar<long>($"SELECT COUNT(*) FROM {name}"));
    }

    /// <summary>What there is, without the spaces of the sentences that made it.</summary>
    private static string[] Tables(string path)
    {
        using SqliteConnection file = OpenFile(path);
        return [.. file.Query<(string Type, string Name, string? Sql)>("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
            .Select(row => $"{row.Type} {row.Name}: {string.Concat((row.Sql ?? "").Where(c => !char.IsWhiteSpace(c) && c != '"')).Replace("IFNOTEXISTS", "", StringComparison.Ordinal)}")];
    }

    private sealed class Noted(string name, List<string> taken, string sql = "") : SchemaStep
    {
        public override string Name => name;

        public override void Take(SqliteConnection writer, SqliteTransaction transaction)
        {
            taken.Add(name);
            if (sql.Length > 0)
            {
                writer.Execute(sql, transaction: transaction);
            }
        }
    }
}
