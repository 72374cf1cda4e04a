using System.Text.Json;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>Explanations as records of the ledger, each found by the decision that it explains.</summary>
public sealed class ExplanationStore(GatewayDatabase database, LedgerTree ledger)
{
    /// <summary>Adds what explains one decision, in one transaction that is on disk on return.</summary>
    public void Append(IReadOnlyList<ExplanationRecord> records)
    {
        lock (database.WriteGate)
        {
            try
            {
                using SqliteTransaction transaction = database.Writer.BeginTransaction();
                foreach (ExplanationRecord record in records)
                {
                    string body = JsonSerializer.Serialize(record with { Previous = ledger.Previous }, GatewayJson.Options);
                    (long id, _) = ledger.Append(transaction, new LedgerEntry(record.Machine, (long)(record.AtSeconds * 1000), record.UtcMs, ExplanationRecord.KindName, "", body));
                    database.Writer.Execute("INSERT INTO explanations (decision, record) VALUES (@Decision, @id)", new { record.Decision, id }, transaction);
                }

                ledger.Seal(transaction);
                transaction.Commit();
                ledger.Committed();
            }
            catch
            {
                ledger.RolledBack();
                throw;
            }
        }
    }

    /// <summary>The records that explain a decision: number and body.</summary>
    public IReadOnlyList<(long Id, JsonElement Body)> Of(long decision)
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<(long Id, string Body)>(
            "SELECT r.id, r.body FROM explanations e JOIN ledger_records r ON r.id = e.record WHERE e.decision = @decision ORDER BY r.id", new { decision })
            .Select(row => (row.Id, JsonSerializer.Deserialize<JsonElement>(row.Body)))];
    }

    /// <summary>Changes of state behind the newest that is explained, oldest first: what a stop came between.</summary>
    /// <param name="limit">The newest so many.</param>
    public IReadOnlyList<long> Unexplained(int limit)
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<long>("""
            SELECT id FROM ledger_records WHERE kind = 'state' AND id > COALESCE((SELECT MAX(decision) FROM explanations), 0) ORDER BY id DESC LIMIT @limit
            """, new { limit }).Reverse()];
    }
}
