using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>Reads a ledger in a database: the gateway's own, or a copy.</summary>
public static class LedgerStore
{
    private const string HeadColumns = "size AS Size, utc_ms AS UtcMs, root AS Root, key_id AS KeyId, signature AS Signature";

    public static TreeHead? NewestHead(SqliteConnection connection) =>
        connection.Query<TreeHead>($"SELECT {HeadColumns} FROM ledger_heads ORDER BY size DESC LIMIT 1").FirstOrDefault();

    public static IReadOnlyList<TreeHead> NewestHeads(SqliteConnection connection, int limit) =>
        connection.Query<TreeHead>($"SELECT {HeadColumns} FROM ledger_heads ORDER BY size DESC LIMIT @limit", new { limit }).AsList();

    /// <summary>The smallest head that covers at least <paramref name="size"/> records.</summary>
    public static TreeHead? HeadCovering(SqliteConnection connection, long size) =>
        connection.Query<TreeHead>($"SELECT {HeadColumns} FROM ledger_heads WHERE size >= @size ORDER BY size LIMIT 1", new { size }).FirstOrDefault();

    public static LedgerRecord? Record(SqliteConnection connection, long id) =>
        connection.Query<LedgerRecord>("SELECT id AS Id, body AS Body FROM ledger_records WHERE id = @id", new { id }).FirstOrDefault();

    /// <summary>The oldest records that have gone at the end of their term.</summary>
    public static long Retired(SqliteConnection connection) => connection.ExecuteScalar<long>("SELECT COALESCE(MAX(retired), 0) FROM ledger_retention");

    public static MerkleFrontier Frontier(SqliteConnection connection, long size) =>
        new(size, MerkleProver.Frontier(size).Select(subtree => Node(connection, subtree.Level, subtree.Position)));

    /// <summary>A record with its path to the newest head.</summary>
    /// <returns>Null: there is no such record, or it has gone at the end of its term.</returns>
    public static InclusionProof? Prove(SqliteConnection connection, long id)
    {
        using SqliteTransaction moment = connection.BeginTransaction(deferred: true);
        TreeHead? head = NewestHead(connection);
        LedgerRecord? record = Record(connection, id);
        return head is null || record is null || record.Id > head.Size ? null : new InclusionProof(record, Prover(connection).Inclusion(record.Id - 1, head.Size), head);
    }

    /// <summary>Between two sizes that have heads.</summary>
    /// <param name="to">0: the newest.</param>
    public static ConsistencyProof? ProveGrowth(SqliteConnection connection, long from, long to)
    {
        using SqliteTransaction moment = connection.BeginTransaction(deferred: true);
        TreeHead? first = HeadCovering(connection, from);
        TreeHead? second = to == 0 ? NewestHead(connection) : HeadCovering(connection, to);
        return first is null || second is null || first.Size != from || (to != 0 && second.Size != to) || second.Size < first.Size
            ? null
            : new ConsistencyProof(first, second, Prover(connection).Consistency(first.Size, second.Size));
    }

    private static MerkleProver Prover(SqliteConnection connection) => new((level, position) => Node(connection, level, position));

    private static byte[] Node(SqliteConnection connection, int level, long position) =>
        connection.ExecuteScalar<byte[]>("SELECT hash FROM ledger_nodes WHERE level = @level AND position = @position", new { level, position })
        ?? throw new InvalidDataException($"the ledger's subtree ({level}, {position}) is not on disk");
}
