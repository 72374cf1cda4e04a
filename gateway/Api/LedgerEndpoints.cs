using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Api;

/// <summary>Heads and proofs under /api/v1/ledger, in the files' format of the ledger contract.</summary>
public static class LedgerEndpoints
{
    private const int MostHeads = 500;

    public static void Map(RouteGroupBuilder ledger)
    {
        ledger.MapGet("/head", (GatewayDatabase database) => Read(database, connection => LedgerStore.NewestHead(connection), "the ledger has no record yet"));
        ledger.MapGet("/heads", (GatewayDatabase database, int? limit) => Read(database, connection => LedgerStore.NewestHeads(connection, Math.Clamp(limit ?? 50, 1, MostHeads)), ""));
        ledger.MapGet("/records/{id:long}", (long id, GatewayDatabase database) => Read(database, connection => LedgerStore.Record(connection, id), $"no record {id} (any more)"));
        ledger.MapGet("/records/{id:long}/proof", (long id, GatewayDatabase database) => Read(
            database,
            connection => LedgerStore.Prove(connection, id) is { } proof ? new LedgerJson.InclusionFile(1, proof.Record, proof.Path, proof.Head) : null,
            $"no record {id} (any more)"));
        ledger.MapGet("/consistency", (long from, long? to, GatewayDatabase database) => Read(
            database,
            connection => from > 0 && to is null or >= 0 && LedgerStore.ProveGrowth(connection, from, to ?? 0) is { } proof ? new LedgerJson.ConsistencyFile(1, proof.From, proof.To, proof.Path) : null,
            "no head was signed for one of these sizes"));
        ledger.MapGet("/key", (LedgerTree tree) => Results.Text(new string(System.Security.Cryptography.PemEncoding.Write("PUBLIC KEY", tree.Signer.PublicKey)) + "\n", "application/x-pem-file"));
    }

    private static IResult Read<T>(GatewayDatabase database, Func<SqliteConnection, T?> read, string absent)
        where T : class
    {
        using SqliteConnection connection = database.OpenReader();
        return read(connection) is { } value ? Results.Text(LedgerJson.Write(value) + "\n", "application/json") : Problem.NotFound(absent);
    }
}
