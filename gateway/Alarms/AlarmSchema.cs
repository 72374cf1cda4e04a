using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>What alarms need beside the table that raises and returns were kept in.</summary>
public sealed class AlarmSchema : SchemaStep
{
    private const string Tables = """
        ALTER TABLE alarms ADD COLUMN priority TEXT NOT NULL DEFAULT 'medium';
        -- Below what hides it: unacknowledged, acknowledged, returned, latched..., normal.
        ALTER TABLE alarms ADD COLUMN state TEXT NOT NULL DEFAULT 'unacknowledged';
        ALTER TABLE alarms ADD COLUMN latched INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE alarms ADD COLUMN acknowledged_utc_ms INTEGER;
        ALTER TABLE alarms ADD COLUMN acknowledged_by TEXT NOT NULL DEFAULT '';
        ALTER TABLE alarms ADD COLUMN superseded_by INTEGER;
        -- Alarms that returned before there was anything to acknowledge them with call for nobody now.
        UPDATE alarms SET state = 'normal' WHERE returned_ms IS NOT NULL;
        CREATE INDEX alarms_open ON alarms (machine) WHERE state <> 'normal';
        CREATE INDEX alarms_raised ON alarms (raised_utc_ms);
        -- What hides a machine's alarms; a row for each kind (shelved, suppressed, outOfService).
        CREATE TABLE alarm_covers (
            machine TEXT NOT NULL,
            kind TEXT NOT NULL,
            who TEXT NOT NULL,
            since_utc_ms INTEGER NOT NULL,
            until_utc_ms INTEGER,
            comment TEXT NOT NULL,
            PRIMARY KEY (machine, kind)
        ) WITHOUT ROWID;
        CREATE TABLE alarm_operations (
            id INTEGER PRIMARY KEY,
            alarm INTEGER REFERENCES alarms(id),
            machine TEXT NOT NULL,
            operation TEXT NOT NULL,
            utc_ms INTEGER NOT NULL,
            who TEXT NOT NULL,
            key_id TEXT NOT NULL,
            comment TEXT NOT NULL,
            from_state TEXT NOT NULL,
            to_state TEXT NOT NULL,
            request TEXT,
            record INTEGER NOT NULL
        );
        CREATE INDEX alarm_operations_alarm ON alarm_operations (alarm, id);
        CREATE UNIQUE INDEX alarm_operations_request ON alarm_operations (key_id, request) WHERE request IS NOT NULL;
        CREATE TABLE alarm_verdicts (
            alarm INTEGER PRIMARY KEY REFERENCES alarms(id),
            verdict TEXT NOT NULL,
            fault TEXT NOT NULL,
            who TEXT NOT NULL,
            utc_ms INTEGER NOT NULL,
            comment TEXT NOT NULL,
            -- The readings that the alarm's decision rests on, as JSON: kept when the decision's record reaches its term.
            inputs TEXT NOT NULL,
            record INTEGER NOT NULL
        );
        """;

    public override string Name => "2026-11-22 alarms";

    public override void Take(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(Tables, transaction: transaction);
}
