using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>How boards stand. Boards that have only sent readings are in the table <c>devices</c> and have no row here.</summary>
public sealed class DeviceSchema : SchemaStep
{
    public override string Name => "2026-11-22 devices";

    public override void Take(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(
        """
        CREATE TABLE device_standings (
            device TEXT PRIMARY KEY,
            standing TEXT NOT NULL CHECK (standing IN ('pending', 'enrolled', 'attested', 'quarantined', 'retired')),
            since_ms INTEGER NOT NULL,
            reason TEXT NOT NULL,
            -- The ledger record of the newest attestation result.
            result INTEGER
        ) WITHOUT ROWID;
        """,
        transaction: transaction);
}
