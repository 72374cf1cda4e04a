using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>Who boards are, what they may run, and what they have shown.</summary>
public sealed class DeviceIdentitySchema : SchemaStep
{
    public override string Name => "2026-11-22 devices identities and evidence";

    public override void Take(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(
        """
        CREATE TABLE device_identities (
            device TEXT PRIMARY KEY,
            -- Taken for good: a retired board's stays here.
            ueid BLOB NOT NULL UNIQUE,
            oem_id BLOB NOT NULL,
            hardware TEXT NOT NULL,
            level TEXT NOT NULL,
            -- Sealed under the key in devices.key; null once the board is retired.
            key BLOB,
            -- A key that the board is to change to; it is the board's once evidence under it has come.
            next_key BLOB,
            enrolled_ms INTEGER NOT NULL,
            enrolled_by TEXT NOT NULL,
            boot_count INTEGER,
            boot_seed BLOB,
            boot_uptime_s INTEGER,
            attested_ms INTEGER
        ) WITHOUT ROWID;
        CREATE TABLE device_claims (
            hash BLOB PRIMARY KEY,
            -- Empty: for any board.
            device TEXT NOT NULL,
            created_ms INTEGER NOT NULL,
            created_by TEXT NOT NULL,
            expires_ms INTEGER NOT NULL,
            used_ms INTEGER,
            used_for TEXT
        ) WITHOUT ROWID;
        CREATE TABLE device_nonces (
            nonce BLOB PRIMARY KEY,
            device TEXT NOT NULL,
            issued_ms INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL,
            used INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE reference_values (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('firmware', 'model', 'configuration')),
            -- Of the release: the firmware's or the model's.
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            -- Empty: of any hardware model.
            hardware TEXT NOT NULL,
            added_ms INTEGER NOT NULL,
            added_by TEXT NOT NULL,
            UNIQUE (kind, hash, hardware)
        );
        -- Every result, with the evidence; the record in the ledger tells the result for good.
        CREATE TABLE attestations (
            id INTEGER PRIMARY KEY,
            device TEXT NOT NULL,
            utc_ms INTEGER NOT NULL,
            record INTEGER NOT NULL,
            evidence BLOB NOT NULL
        );
        CREATE INDEX attestations_device ON attestations (device, id);
        """,
        transaction: transaction);
}
