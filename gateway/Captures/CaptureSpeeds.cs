using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>A capture says where its speed is from.</summary>
public sealed class CaptureSpeeds : SchemaStep
{
    public override string Name => "2026-11-23 capture speeds";

    public override void Take(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(
        """
        -- reading, input, configured; empty: unknown
        ALTER TABLE captures ADD COLUMN speed_from TEXT NOT NULL DEFAULT '';
        UPDATE captures SET speed_from = 'reading' WHERE speed_mhz > 0;
        """,
        transaction: transaction);
}
