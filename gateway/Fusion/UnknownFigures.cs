using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>A trend point may lack figures: nobody could be judged by then. SQLite takes a NOT NULL away only with the table.</summary>
public sealed class UnknownFigures : SchemaStep
{
    public override string Name => "2026-11-23 unknown figures";

    public override void Take(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(
        """
        ALTER TABLE trend RENAME TO trend_before;
        CREATE TABLE trend (
            machine TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            utc_ms INTEGER NOT NULL,
            -- null: no sensor could be judged by
            health REAL,
            velocity REAL,
            fault REAL,
            state INTEGER NOT NULL,
            PRIMARY KEY (machine, at_ms)
        ) WITHOUT ROWID;
        INSERT INTO trend SELECT machine, at_ms, utc_ms, health, velocity, fault, state FROM trend_before;
        DROP TABLE trend_before;
        """,
        transaction: transaction);
}
