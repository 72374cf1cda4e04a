using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Store;

/// <summary>
/// One change of the database's tables, in a file of its own under the room that it belongs to. Steps are found by their type, ordered by
/// <see cref="Name"/>, and taken once: each in one transaction that also writes its name into the table schema_steps. A step that is in a
/// release is never changed or removed: what is wrong with it is put right by a later one.
/// </summary>
public abstract class SchemaStep
{
    /// <summary>Day and subject: <c>2026-11-22 alarms</c>. The order of names is the order of steps.</summary>
    public abstract string Name { get; }

    /// <summary>Changes tables and rows. Foreign keys are enforced.</summary>
    public abstract void Take(SqliteConnection writer, SqliteTransaction transaction);
}
