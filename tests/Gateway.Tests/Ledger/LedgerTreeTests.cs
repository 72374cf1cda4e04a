using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Ledger;

public sealed class LedgerTreeTests
{
    [Fact]
    public void A_database_of_a_gateway_without_a_ledger_keeps_its_decisions_and_gets_a_signed_tree_over_them()
    {
        using var folder = new TemporaryFolder();
        List<string> bodies = WriteVersionOne(folder.File("gateway.db"), 11);
        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        LedgerTree tree = Stores.Ledger(database);
        Assert.Equal(11, tree.Size);
        Assert.Equal(bodies, database.Writer.Query<string>("SELECT body FROM ledger_records ORDER BY id"));
        Assert.Equal(NaiveTree.Root([.. bodies.Select(Encoding.UTF8.GetBytes)]), LedgerStore.NewestHead(database.Writer)!.Root);
        LedgerBench.Append(database, tree, 3);
        LedgerFinding finding = Stores.Verify(database);
        Assert.Equal((14L, ""), (finding.Records, finding.Reason));
    }

    [Fact]
    public void A_database_with_a_hole_in_its_decisions_is_not_made_to_look_whole()
    {
        using var folder = new TemporaryFolder();
        WriteVersionOne(folder.File("gateway.db"), 11);
        using (var raw = new SqliteConnection($"Data Source={folder.File("gateway.db")};Pooling=False"))
        {
            raw.Open();
            raw.Execute("DROP TRIGGER decisions_stay; DELETE FROM decisions WHERE id = 5; CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'no'); END");
        }

        Assert.Contains("decision 5 is missing", Assert.Throws<UsageException>(() => GatewayDatabase.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_transaction_that_fails_leaves_the_tree_as_it_was()
    {
        using var folder = new TemporaryFolder();
        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        LedgerTree tree = Stores.Ledger(database);
        LedgerBench.Append(database, tree, 3);
        string previous = tree.Previous;
        using (SqliteTransaction transaction = database.Writer.BeginTransaction())
        {
            tree.Append(transaction, new LedgerEntry("m", 0, 0, "state", "alarm", "{}"));
            tree.Seal(transaction);
        }

        tree.RolledBack();
        Assert.Equal((3L, previous), (tree.Size, tree.Previous));
        LedgerBench.Append(database, tree, 2);
        LedgerFinding finding = Stores.Verify(database);
        Assert.Equal((5L, ""), (finding.Records, finding.Reason));
    }

    [Fact]
    public void The_key_file_is_its_owners_alone_and_a_lost_or_foreign_key_stops_the_gateway()
    {
        using var folder = new TemporaryFolder();
        using (GatewayDatabase database = GatewayDatabase.Open(folder.Path))
        {
            LedgerBench.Append(database, Stores.Ledger(database), 1);
        }

        string key = folder.File("ledger.key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        AssertRefused("others may read the ledger's key");
        File.Delete(key);
        AssertRefused("the ledger's key is not there");
        FileLedgerSigner.Create(folder.Path).Dispose();
        AssertRefused("is signed by key");

        void AssertRefused(string message)
        {
            using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
            Assert.Contains(message, Assert.Throws<UsageException>(() => Stores.Ledger(database)).Message);
        }
    }

    /// <summary>What a gateway of schema 1 left: the chain of hashes without a tree.</summary>
    private static List<string> WriteVersionOne(string path, int records)
    {
        List<string> bodies = [];
        using var raw = new SqliteConnection($"Data Source={path};Pooling=False");
        raw.Open();
        raw.Execute(Schema.Tables);
        string previous = LedgerTree.Genesis;
        for (int id = 1; id <= records; id++)
        {
            string body = JsonSerializer.Serialize(new { version = 1, machine = "fan", kind = "periodic", atSeconds = id * 1.0, utcMs = id, to = "normal", previous });
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(body));
            raw.Execute("INSERT INTO decisions (machine, at_ms, utc_ms, kind, state, body, hash) VALUES ('fan', @at, @id, 'periodic', 'normal', @body, @hash)", new { at = id * 1000, id, body, hash });
            previous = Convert.ToHexStringLower(hash);
            bodies.Add(body);
        }

        raw.Execute("PRAGMA user_version=1");
        return bodies;
    }
}
