using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>The decisions' chain: each row's hash is the SHA-256 of a body that names the hash before it.</summary>
public sealed class DecisionStore
{
    /// <summary>What the first record names as its predecessor.</summary>
    public static readonly string Genesis = new('0', 64);

    private readonly Store.GatewayDatabase _database;

    public DecisionStore(Store.GatewayDatabase database)
    {
        _database = database;
        using SqliteConnection reader = database.OpenReader();
        byte[]? last = reader.QueryFirstOrDefault<byte[]>("SELECT hash FROM decisions ORDER BY id DESC LIMIT 1");
        LastHash = last is null ? Genesis : Convert.ToHexStringLower(last);
    }

    /// <summary>Hash of the newest record, hex.</summary>
    public string LastHash { get; private set; }

    /// <summary>Adds a record to a transaction; the chain moves on with <see cref="Moved"/> once that is on disk.</summary>
    /// <returns>The row's id and hash.</returns>
    public (long Id, string Hash) Append(SqliteTransaction transaction, DecisionRecord record)
    {
        string body = JsonSerializer.Serialize(record, GatewayJson.Options);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(body));
        long id = _database.Writer.ExecuteScalar<long>(
            "INSERT INTO decisions (machine, at_ms, utc_ms, kind, state, body, hash) VALUES (@Machine, @at, @UtcMs, @Kind, @state, @body, @hash) RETURNING id",
            new { record.Machine, at = (long)(record.AtSeconds * 1000), record.UtcMs, record.Kind, state = record.To.ToString().ToLowerInvariant(), body, hash },
            transaction);
        return (id, Convert.ToHexStringLower(hash));
    }

    /// <summary>The transaction that brought the chain to <paramref name="hash"/> is on disk.</summary>
    public void Moved(string hash) => LastHash = hash;

    /// <summary>Newest first.</summary>
    /// <param name="machine">Null: all machines.</param>
    /// <param name="before">Only ids below; 0: from the newest.</param>
    public IReadOnlyList<StoredDecision> Read(string? machine, long before, int limit, bool changesOnly)
    {
        using SqliteConnection reader = _database.OpenReader();
        return [.. reader.Query<(long Id, string Body, byte[] Hash)>("""
            SELECT id, body, hash FROM decisions
            WHERE (@machine IS NULL OR machine = @machine) AND (@before = 0 OR id < @before) AND (@changesOnly = 0 OR kind = 'state')
            ORDER BY id DESC LIMIT @limit
            """, new { machine, before, limit, changesOnly }).Select(row => new StoredDecision(row.Id, Parse(row.Body), Convert.ToHexStringLower(row.Hash)))];
    }

    /// <summary>Walks the chain.</summary>
    /// <returns>The number of records, and the id of the first that doesn't fit; 0: all fit.</returns>
    public (long Records, long FirstBroken) Verify()
    {
        using SqliteConnection reader = _database.OpenReader();
        string previous = Genesis;
        long records = 0;
        foreach ((long id, string body, byte[] hash) in reader.Query<(long, string, byte[])>("SELECT id, body, hash FROM decisions ORDER BY id", buffered: false))
        {
            records++;
            if (!SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan().SequenceEqual(hash) || Parse(body).GetProperty("previous").GetString() != previous)
            {
                return (records, id);
            }

            previous = Convert.ToHexStringLower(hash);
        }

        return (records, 0);
    }

    private static JsonElement Parse(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
