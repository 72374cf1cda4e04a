using System.Text.Json;
using AIoT.Embedded.Gateway.Ledger;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>Decisions, as records of the ledger.</summary>
public sealed class DecisionStore(Store.GatewayDatabase database, LedgerTree ledger)
{
    public LedgerTree Ledger => ledger;

    /// <summary>Adds a record to a transaction, behind the ledger's newest.</summary>
    /// <returns>Its id, the SHA-256 of its body in hex, and the record as it was written.</returns>
    public (long Id, string Hash, DecisionRecord Record) Append(SqliteTransaction transaction, DecisionRecord record)
    {
        DecisionRecord linked = record with { Previous = ledger.Previous };
        string body = JsonSerializer.Serialize(linked, GatewayJson.Options);
        (long id, string hash) = ledger.Append(transaction, new LedgerEntry(
            record.Machine, (long)(record.AtSeconds * 1000), record.UtcMs, record.Kind, record.To.ToString().ToLowerInvariant(), body));
        return (id, hash, linked);
    }

    /// <summary>Newest first.</summary>
    /// <param name="machine">Null: all machines.</param>
    /// <param name="before">Only ids below; 0: from the newest.</param>
    public IReadOnlyList<StoredDecision> Read(string? machine, long before, int limit, bool changesOnly)
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<(long Id, string Body, byte[] Hash)>("""
            SELECT id, body, hash FROM ledger_records
            WHERE kind IN ('state', 'periodic') AND (@machine IS NULL OR machine = @machine) AND (@before = 0 OR id < @before) AND (@changesOnly = 0 OR kind = 'state')
            ORDER BY id DESC LIMIT @limit
            """, new { machine, before, limit, changesOnly }).Select(row => new StoredDecision(row.Id, Parse(row.Body), Convert.ToHexStringLower(row.Hash)))];
    }

    /// <returns>Null: there is no such record (any more), or it is no decision.</returns>
    public StoredDecision? Find(long id)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.Query<(string Body, byte[] Hash)>("SELECT body, hash FROM ledger_records WHERE id = @id AND kind IN ('state', 'periodic')", new { id })
            .Select(row => new StoredDecision(id, Parse(row.Body), Convert.ToHexStringLower(row.Hash))).FirstOrDefault();
    }

    private static JsonElement Parse(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
