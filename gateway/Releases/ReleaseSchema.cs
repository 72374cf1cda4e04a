using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>Model images, the keys that may have signed them, and how far boards have come with what was offered to them.</summary>
public sealed class ReleaseSchema : SchemaStep
{
    public override string Name => "2026-11-22 releases";

    public override void Take(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(
        """
        CREATE TABLE model_keys (
            -- First 8 bytes of the SHA-256 of x and y.
            id BLOB PRIMARY KEY,
            key BLOB NOT NULL CHECK (length(key) = 64),
            name TEXT NOT NULL,
            added_ms INTEGER NOT NULL,
            added_by TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE model_images (
            hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
            model TEXT NOT NULL,
            version INTEGER NOT NULL,
            file BLOB NOT NULL,
            added_ms INTEGER NOT NULL,
            added_by TEXT NOT NULL
        );
        CREATE TABLE model_offers (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL REFERENCES model_images(hash),
            state TEXT NOT NULL CHECK (state IN ('canary', 'rolling', 'done', 'stopped')),
            reason TEXT NOT NULL,
            made_ms INTEGER NOT NULL,
            made_by TEXT NOT NULL,
            changed_ms INTEGER NOT NULL
        );
        CREATE TABLE model_offer_boards (
            offer INTEGER NOT NULL REFERENCES model_offers(id),
            device TEXT NOT NULL,
            canary INTEGER NOT NULL,
            state TEXT NOT NULL,
            detail TEXT NOT NULL,
            -- Of the board's last report before the offer: one more means that it went back.
            fallbacks INTEGER,
            changed_ms INTEGER NOT NULL,
            PRIMARY KEY (offer, device)
        ) WITHOUT ROWID;
        -- The last report of each board that said something new.
        CREATE TABLE model_reports (
            device TEXT PRIMARY KEY,
            received_ms INTEGER NOT NULL,
            payload BLOB NOT NULL
        ) WITHOUT ROWID;
        """,
        transaction: transaction);
}
