using System.Text;
using AIoT.Embedded.Gateway.Ledger;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Store;

/// <summary>Brings a database to the version that this gateway writes, each step in one transaction.</summary>
internal static class SchemaMigration
{
    public const int Newest = 2;

    /// <exception cref="Assets.UsageException">A newer gateway wrote the file.</exception>
    public static void Run(SqliteConnection writer, string path)
    {
        long version = writer.ExecuteScalar<long>("PRAGMA user_version");
        if (version > Newest)
        {
            throw new Assets.UsageException($"{path}: a newer gateway (schema {version}) has written this: use that version, or another folder with --data");
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
    }

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
