using System.Text.Json;
using AIoT.Embedded.Gateway.Commands;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Ledger;

/// <summary>A ledger of a few records, closed, for tests that tamper with its file.</summary>
public sealed class LedgerBench : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="batches">Records of each transaction: each ends with a head.</param>
    public LedgerBench(params int[] batches)
    {
        using GatewayDatabase database = GatewayDatabase.Open(_folder.Path);
        LedgerTree tree = Stores.Ledger(database);
        foreach (int records in batches)
        {
            Append(database, tree, records);
        }
    }

    public string Folder => _folder.Path;

    public string Database => _folder.File("gateway.db");

    public string PublicKey => _folder.File("ledger.pub");

    public static void Append(GatewayDatabase database, LedgerTree tree, int records)
    {
        lock (database.WriteGate)
        {
            using SqliteTransaction transaction = database.Writer.BeginTransaction();
            for (int i = 0; i < records; i++)
            {
                long id = tree.Size + i + 1;
                string body = JsonSerializer.Serialize(new { version = 1, machine = $"m{id % 3}", kind = "periodic", atSeconds = id * 60.0, utcMs = 1_700_000_000_000 + id, to = "normal", fault = id / 100.0, previous = tree.Previous });
                tree.Append(transaction, new LedgerEntry($"m{id % 3}", id * 60_000, 1_700_000_000_000 + id, "periodic", "normal", body));
            }

            tree.Seal(transaction);
            transaction.Commit();
            tree.Committed();
        }
    }

    public string File(string name) => _folder.File(name);

    /// <summary>Whoever holds the file can do what the triggers forbid.</summary>
    public void Tamper(string sql)
    {
        using var raw = new SqliteConnection($"Data Source={Database};Pooling=False");
        raw.Open();
        foreach (string trigger in raw.Query<string>("SELECT name FROM sqlite_master WHERE type = 'trigger'").AsList())
        {
            raw.Execute($"DROP TRIGGER {trigger}");
        }

        raw.Execute(sql);
    }

    public SqliteConnection Raw()
    {
        var raw = new SqliteConnection($"Data Source={Database};Pooling=False");
        raw.Open();
        return raw;
    }

    /// <summary>The command itself, as a stranger runs it.</summary>
    public async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = await GatewayCommand.RunAsync(["ledger", .. arguments], output, errors);
        Assert.Equal(code == 2, errors.ToString().Length > 0);
        return (code, output.ToString() + errors);
    }

    public Task<(int Code, string Said)> VerifyAsync(string file, params string[] more) => RunAsync(["verify", file, "--key", PublicKey, .. more]);

    public void Dispose() => _folder.Dispose();

}
