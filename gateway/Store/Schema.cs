namespace AIoT.Embedded.Gateway.Store;

/// <summary>The tables, version 1.</summary>
public static class Schema
{
    public const string Tables = """
        CREATE TABLE devices (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        );
        -- One row a store epoch of a board; moves in the same transaction as its readings.
        CREATE TABLE streams (
            device INTEGER NOT NULL REFERENCES devices(id),
            epoch INTEGER NOT NULL,
            cursor INTEGER NOT NULL,
            first_seq INTEGER NOT NULL,
            last_seq INTEGER NOT NULL,
            committed INTEGER NOT NULL,
            duplicates INTEGER NOT NULL,
            elsewhere INTEGER NOT NULL,
            first_received_ms INTEGER NOT NULL,
            last_received_ms INTEGER NOT NULL,
            PRIMARY KEY (device, epoch)
        ) WITHOUT ROWID;
        -- In order of arrival: fusion follows it, and appending is what a disk likes.
        CREATE TABLE readings (
            id INTEGER PRIMARY KEY,
            device INTEGER NOT NULL REFERENCES devices(id),
            epoch INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            received_ms INTEGER NOT NULL,
            payload BLOB NOT NULL
        );
        CREATE UNIQUE INDEX readings_key ON readings (device, epoch, seq);
        CREATE TABLE poison (
            id INTEGER PRIMARY KEY,
            received_ms INTEGER NOT NULL,
            topic TEXT NOT NULL,
            reason TEXT NOT NULL,
            payload BLOB NOT NULL
        );
        -- The last health message of each board.
        CREATE TABLE board_health (
            device INTEGER PRIMARY KEY REFERENCES devices(id),
            received_ms INTEGER NOT NULL,
            payload BLOB NOT NULL
        );
        -- What fusion knows, and up to which reading: written together with what it concluded.
        CREATE TABLE fusion_position (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            reading INTEGER NOT NULL
        );
        CREATE TABLE fusion_state (
            machine TEXT PRIMARY KEY,
            state TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE trend (
            machine TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            utc_ms INTEGER NOT NULL,
            health REAL NOT NULL,
            velocity REAL NOT NULL,
            fault REAL NOT NULL,
            state INTEGER NOT NULL,
            PRIMARY KEY (machine, at_ms)
        ) WITHOUT ROWID;
        CREATE TABLE alarms (
            id INTEGER PRIMARY KEY,
            machine TEXT NOT NULL,
            class TEXT NOT NULL,
            sensor TEXT NOT NULL,
            raised_ms INTEGER NOT NULL,
            raised_utc_ms INTEGER NOT NULL,
            returned_ms INTEGER,
            returned_utc_ms INTEGER,
            decision INTEGER NOT NULL
        );
        CREATE INDEX alarms_machine ON alarms (machine, id);
        -- Append-only; hash = SHA-256(previous hash, body).
        CREATE TABLE decisions (
            id INTEGER PRIMARY KEY,
            machine TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            utc_ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            body TEXT NOT NULL,
            hash BLOB NOT NULL
        );
        CREATE INDEX decisions_machine ON decisions (machine, id);
        CREATE TRIGGER decisions_kept BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
        CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
        """;
}
