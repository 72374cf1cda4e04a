using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>A ledger in a database file, laid out for <see cref="LedgerVerifier"/>: what stands in the columns must be what the record says.</summary>
public static class DatabaseLedger
{
    /// <summary>Opens a database for reading; a copy with no journal beside it is not touched at all, so that it may lie on a read-only disk.</summary>
    public static SqliteConnection Open(string path)
    {
        bool alone = !File.Exists(path + "-wal");
        string source = alone ? new UriBuilder { Scheme = "file", Host = "", Path = Path.GetFullPath(path), Query = "immutable=1" }.Uri.AbsoluteUri : path;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public static LedgerFinding Verify(SqliteConnection connection, LedgerPublicKey key, TreeHead? trusted = null)
    {
        using SqliteTransaction moment = connection.BeginTransaction(deferred: true);
        long retired = LedgerStore.Retired(connection);
        long first = connection.ExecuteScalar<long>("SELECT COALESCE(MIN(id), 0) FROM ledger_records");
        MerkleFrontier start;
        try
        {
            // Records that may go and have not gone yet are checked like the others.
            start = LedgerStore.Frontier(connection, Math.Min(retired, Math.Max(0, first - 1)));
        }
        catch (Exception wrong) when (wrong is InvalidDataException or ArgumentException)
        {
            return new LedgerFinding(0, 0, 1, wrong.Message, null);
        }

        return new LedgerVerifier(key, trusted).Verify(start, Items(connection, start.Size));
    }

    private static IEnumerable<LedgerItem> Items(SqliteConnection connection, long retired)
    {
        using IEnumerator<TreeHead> heads = connection.Query<TreeHead>(
            "SELECT size AS Size, utc_ms AS UtcMs, root AS Root, key_id AS KeyId, signature AS Signature FROM ledger_heads ORDER BY size", buffered: false).GetEnumerator();
        bool more = heads.MoveNext();
        IEnumerable<Row> rows = connection.Query<Row>("""
            SELECT r.id AS Id, machine AS Machine, at_ms AS AtMs, utc_ms AS UtcMs, kind AS Kind, state AS State, body AS Body, r.hash AS Hash, n.hash AS Leaf
            FROM ledger_records r LEFT JOIN ledger_nodes n ON n.level = 0 AND n.position = r.id - 1 WHERE r.id > @retired ORDER BY r.id
            """, new { retired }, buffered: false);
        foreach (Row row in rows)
        {
            for (; more && heads.Current.Size < row.Id; more = heads.MoveNext())
            {
                yield return new LedgerItem.Head(heads.Current);
            }

            yield return new LedgerItem.Entry(row.Id, row.Body, Complaint(row));
        }

        for (; more; more = heads.MoveNext())
        {
            yield return new LedgerItem.Head(heads.Current);
        }
    }

    private static string Complaint(Row row)
    {
        byte[] body = Encoding.UTF8.GetBytes(row.Body);
        if (row.Leaf is null || !MerkleHash.Leaf(body).AsSpan().SequenceEqual(row.Leaf))
        {
            return "its content is not that of its leaf in the tree: it was changed";
        }

        if (!SHA256.HashData(body).AsSpan().SequenceEqual(row.Hash))
        {
            return "the hash beside it is not its own: it was changed";
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(row.Body);
            JsonElement record = json.RootElement;
            return Differs(record, "machine", row.Machine) ?? Differs(record, "kind", row.Kind) ?? Differs(record, "utcMs", row.UtcMs) ?? Differs(record, "to", row.State)
                ?? (record.TryGetProperty("atSeconds", out JsonElement at) && (long)(at.GetDouble() * 1000) != row.AtMs ? "column at_ms is not what the record says" : "");
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            return $"it is no JSON record: {wrong.Message.ReplaceLineEndings(" ")}";
        }
    }

    private static string? Differs(JsonElement record, string name, object column) =>
        record.TryGetProperty(name, out JsonElement value) && !string.Equals(value.ToString(), column.ToString(), StringComparison.OrdinalIgnoreCase)
            ? $"column {name} says {column}, the record {value}" : null;

    private sealed class Row
    {
        public long Id { get; init; }

        public string Machine { get; init; } = "";

        public long AtMs { get; init; }

        public long UtcMs { get; init; }

        public string Kind { get; init; } = "";

        public string State { get; init; } = "";

        public string Body { get; init; } = "";

        public byte[] Hash { get; init; } = [];

        public byte[]? Leaf { get; init; }
    }
}
