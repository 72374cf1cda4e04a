using System.Text;
using AIoT.Embedded.Gateway.Ledger;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Store;

/// <summary>
/// Brings a database to what this gateway writes, each step in one transaction. Versions 1 and 2 were numbered (PRAGMA user_version); since
/// version 3 steps have names (<see cref="SchemaStep"/>), so that rooms grow without knowing of each other.
/// </summary>
internal static class SchemaMigration
{
    /// <summary>The version that says: the table schema_steps tells.</summary>
    public const int Named = 3;

    /// <exception cref="Assets.UsageException">A newer gateway wrote the file.</exception>
    public static void Run(SqliteConnection writer, string path) => Run(writer, path, SchemaSteps.All());

    /// <exception cref="Assets.UsageException">A newer gateway wrote the file.</exception>
    public static void Run(SqliteConnection writer, string path, IReadOnlyList<SchemaStep> steps)
    {
        long version = writer.ExecuteScalar<long>("PRAGMA user_version");
        if (version > Named)
        {
            throw Newer(path, $"schema {version}");
        }

        if (version < 1)
        {
            Step(writer, 1, transaction => writer.Execute(Schema.Tables, transaction: transaction));
        }

        if (version < 2)
        {
            Step(writer, 2, transaction =>
            {
                writer.Execute(SchemaTwo.Tables, transaction: transaction);
                PlantTree(writer, transaction);
                writer.Execute(SchemaTwo.Guards, transaction: transaction);
            });
        }

        if (version < Named)
        {
            Step(writer, Named, transaction => writer.Execute("CREATE TABLE schema_steps (name TEXT PRIMARY KEY) WITHOUT ROWID", transaction: transaction));
        }

        HashSet<string> taken = [.. writer.Query<string>("SELECT name FROM schema_steps")];
        if (taken.FirstOrDefault(name => steps.All(step => step.Name != name)) is { } unknown)
        {
            throw Newer(path, $"step '{unknown}'");
        }

        foreach (SchemaStep step in steps.Where(step => !taken.Contains(step.Name)))
        {
            using SqliteTransaction transaction = writer.BeginTransaction();
            step.Take(writer, transaction);
            writer.Execute("INSERT INTO schema_steps (name) VALUES (@Name)", new { step.Name }, transaction);
            transaction.Commit();
        }
    }

    private static Assets.UsageException Newer(string path, string what) =>
        new($"{path}: a newer gateway ({what}) has written this: use that version, or another folder with --data");

    private static void Step(SqliteConnection writer, int version, Action<SqliteTransaction> step)
    {
        using SqliteTransaction transaction = writer.BeginTransaction();
        step(transaction);
        writer.Execute($"PRAGMA user_version={version}", transaction: transaction);
        transaction.Commit();
    }

    /// <summary>The tree over the records that a gateway without one wrote.</summary>
    private static void PlantTree(SqliteConnection writer, SqliteTransaction transaction)
    {
        var frontier = new MerkleFrontier();
        foreach ((long id, string body) in writer.Query<(long, string)>("SELECT id, body FROM ledger_records ORDER BY id", transaction: transaction, buffered: true))
        {
            if (id != frontier.Size + 1)
            {
                throw new Assets.UsageException($"decision {frontier.Size + 1} is missing in the database: put back a backup that is whole; the gateway does not build a ledger over a gap");
            }

            frontier.Append(MerkleHash.Leaf(Encoding.UTF8.GetBytes(body)), (level, position, hash) =>
                writer.Execute("INSERT INTO ledger_nodes (level, position, hash) VALUES (@level, @position, @hash)", new { level, position, hash }, transaction));
        }
    }
}
