using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>Stores over a database, with a ledger key made where there is none.</summary>
public static class Stores
{
    public static LedgerTree Ledger(GatewayDatabase database) => new(database, LedgerKeys.Open(database, Path.GetDirectoryName(database.Path)!), TimeProvider.System);

    public static DecisionStore Decisions(GatewayDatabase database) => new(database, Ledger(database));

    public static FusionStore Fusion(GatewayDatabase database) => Fusion(database, Decisions(database));

    /// <summary>Over a ledger that others write to as well: a ledger has one growing end in a process.</summary>
    public static FusionStore Fusion(GatewayDatabase database, DecisionStore decisions) => new(database, decisions, new AlarmStore(database));

    public static LedgerFinding Verify(GatewayDatabase database, TreeHead? trusted = null)
    {
        using LedgerPublicKey key = LedgerPublicKey.Load(Path.Combine(Path.GetDirectoryName(database.Path)!, FileLedgerSigner.PublicFile));
        using SqliteConnection reader = database.OpenReader();
        return DatabaseLedger.Verify(reader, key, trusted);
    }
}
