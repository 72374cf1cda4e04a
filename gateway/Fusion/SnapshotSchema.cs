using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What fusion remembered of a machine behind some of its records: where a replay begins.</summary>
public sealed class SnapshotSchema : SchemaStep
{
    public override string Name => "2026-11-22 snapshots";

    public override void Take(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(
        """
        CREATE TABLE fusion_snapshots (
            machine TEXT NOT NULL,
            record INTEGER NOT NULL,
            -- The reading that made the record due: what comes behind it is replayed.
            reading INTEGER NOT NULL,
            state TEXT NOT NULL,
            PRIMARY KEY (machine, record)
        ) WITHOUT ROWID;
        """,
        transaction: transaction);
}
