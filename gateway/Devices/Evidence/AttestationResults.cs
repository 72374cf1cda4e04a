using System.Text.Json;
using AIoT.Embedded.Gateway.Api.Description;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices.Evidence;

/// <summary>Attestation results as they are kept, newest first.</summary>
public sealed class AttestationResults(GatewayDatabase database)
{
    /// <param name="Id">The ledger record: what decisions name.</param>
    /// <param name="Evidence">The token, hex.</param>
    public sealed record Result(long Id, long UtcMs, [property: JsonOf(typeof(AttestationRecord))] JsonElement? Record, string Evidence);

    public IReadOnlyList<Result> Of(string device, int limit)
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<(long Id, long UtcMs, string? Body, byte[] Evidence)>(
            """
            SELECT a.record, a.utc_ms, r.body, a.evidence FROM attestations a LEFT JOIN ledger_records r ON r.id = a.record
            WHERE a.device = @device ORDER BY a.id DESC LIMIT @limit
            """, new { device, limit }).Select(row => new Result(row.Id, row.UtcMs, Parse(row.Body), Convert.ToHexStringLower(row.Evidence)))];
    }

    private static JsonElement? Parse(string? body)
    {
        if (body is null)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.Clone();
    }
}
