using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>Raw captures, and those that are still coming.</summary>
public sealed class CaptureTables : SchemaStep
{
    public override string Name => "2026-11-22 captures";

    public override void Take(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(
        """
        CREATE TABLE captures (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            device TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            boot INTEGER NOT NULL,
            number INTEGER NOT NULL,
            -- the reading of the same window; 0: none
            seq INTEGER NOT NULL,
            -- from that reading; null: it is not there
            sensor INTEGER,
            speed_mhz INTEGER,
            utc_ms INTEGER NOT NULL,
            received_ms INTEGER NOT NULL,
            cause TEXT NOT NULL,
            asked_by TEXT NOT NULL,
            rate_hz INTEGER NOT NULL,
            nano_g INTEGER NOT NULL,
            -- int16, little-endian
            samples BLOB NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
        );
        CREATE UNIQUE INDEX captures_key ON captures (device, epoch, boot, number);
        CREATE INDEX captures_age ON captures (received_ms);
        -- A board holds one capture: after a restart of the gateway it is asked for it again.
        CREATE TABLE captures_arriving (
            device TEXT PRIMARY KEY,
            epoch INTEGER NOT NULL,
            boot INTEGER NOT NULL,
            number INTEGER NOT NULL
        ) WITHOUT ROWID;
        """,
        transaction: transaction);
}
