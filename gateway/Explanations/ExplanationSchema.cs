using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>Which ledger records explain a decision, and what each sensor looked like when it was learnt.</summary>
public sealed class ExplanationSchema : SchemaStep
{
    public override string Name => "2026-11-22 explanations";

    public override void Take(SqliteConnection writer, SqliteTransaction transaction) => writer.Execute(
        """
        CREATE TABLE explanations (
            decision INTEGER NOT NULL,
            record INTEGER NOT NULL,
            PRIMARY KEY (decision, record)
        ) WITHOUT ROWID;
        CREATE TABLE healthy_windows (
            sensor TEXT NOT NULL,
            -- Names of the features in order: what other names mean can't be compared.
            recipe TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            first_seq INTEGER NOT NULL,
            last_seq INTEGER NOT NULL,
            features TEXT NOT NULL,
            PRIMARY KEY (sensor, recipe)
        ) WITHOUT ROWID;
        """,
        transaction: transaction);
}
