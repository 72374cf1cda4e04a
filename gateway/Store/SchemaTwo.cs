namespace AIoT.Embedded.Gateway.Store;

/// <summary>From version 1 to 2: the decisions become the ledger's records, with a Merkle tree over them; readings may be retired.</summary>
internal static class SchemaTwo
{
    public const string Tables = """
        DROP TRIGGER decisions_kept;
        DROP TRIGGER decisions_stay;
        ALTER TABLE decisions RENAME TO ledger_records;
        -- Records of one kind are found without reading the others.
        CREATE INDEX ledger_records_kind ON ledger_records (kind, id);
        -- Full subtrees: level 0 are the records' leaf hashes, position = id - 1.
        CREATE TABLE ledger_nodes (
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (level, position)
        ) WITHOUT ROWID;
        CREATE TABLE ledger_heads (
            size INTEGER PRIMARY KEY,
            utc_ms INTEGER NOT NULL,
            root BLOB NOT NULL CHECK (length(root) = 32),
            key_id BLOB NOT NULL CHECK (length(key_id) = 32),
            signature BLOB NOT NULL CHECK (length(signature) = 64)
        );
        -- How many of the oldest records have reached the end of their term: only those may go.
        CREATE TABLE ledger_retention (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            retired INTEGER NOT NULL
        );
        INSERT INTO ledger_retention (id, retired) VALUES (1, 0);
        -- Readings that retention has taken off the disk, by stream.
        CREATE TABLE retired_readings (
            device INTEGER NOT NULL REFERENCES devices(id),
            epoch INTEGER NOT NULL,
            readings INTEGER NOT NULL,
            PRIMARY KEY (device, epoch)
        ) WITHOUT ROWID;
        """;

    /// <summary>Set once the tree over the old records stands.</summary>
    public const string Guards = """
        CREATE TRIGGER ledger_records_kept BEFORE UPDATE ON ledger_records BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER ledger_records_stay BEFORE DELETE ON ledger_records WHEN OLD.id > (SELECT retired FROM ledger_retention)
            BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER ledger_nodes_kept BEFORE UPDATE ON ledger_nodes BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER ledger_nodes_stay BEFORE DELETE ON ledger_nodes BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER ledger_heads_kept BEFORE UPDATE ON ledger_heads BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER ledger_heads_stay BEFORE DELETE ON ledger_heads BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        CREATE TRIGGER ledger_retention_grows BEFORE UPDATE ON ledger_retention WHEN NEW.retired < OLD.retired
            BEGIN SELECT RAISE(ABORT, 'retired records do not come back'); END;
        CREATE TRIGGER ledger_retention_stays BEFORE DELETE ON ledger_retention BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
        """;
}
