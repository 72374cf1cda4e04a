using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Security;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Alarms;

/// <summary>Alarms, what hides them and what was done to them, on disk. What writes belongs to a transaction of its caller, who holds the write gate.</summary>
public sealed class AlarmStore(GatewayDatabase database)
{
    private const string Columns = """
        SELECT a.id, a.machine, a.class, a.sensor, a.raised_ms, a.raised_utc_ms, a.returned_ms, a.returned_utc_ms, a.decision, a.priority, a.state, a.acknowledged_by,
               a.acknowledged_utc_ms, a.superseded_by, v.verdict, v.fault, v.who, v.utc_ms, v.comment
        FROM alarms a LEFT JOIN alarm_verdicts v ON v.alarm = a.id
        """;

    private SqliteConnection Writer => database.Writer;

    /// <summary>Newest first.</summary>
    /// <param name="machine">Null: all machines.</param>
    public IReadOnlyList<AlarmRow> Read(string? machine, int limit)
    {
        using SqliteConnection reader = database.OpenReader();
        return Rows(reader, null, "WHERE @machine IS NULL OR a.machine = @machine ORDER BY a.id DESC LIMIT @limit", new { machine, limit });
    }

    /// <summary>Those that are not over, oldest first.</summary>
    public IReadOnlyList<AlarmRow> Open()
    {
        using SqliteConnection reader = database.OpenReader();
        return Rows(reader, null, "WHERE a.state <> 'normal' ORDER BY a.id", null);
    }

    public AlarmRow? Find(long id)
    {
        using SqliteConnection reader = database.OpenReader();
        return Find(reader, null, id);
    }

    /// <summary>What was done, newest first.</summary>
    /// <param name="alarm">Null: to all.</param>
    public IReadOnlyList<AlarmOperation> Operations(long? alarm, int limit)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.Query<AlarmOperation>("""
            SELECT id AS Id, alarm AS Alarm, machine AS Machine, operation AS Operation, utc_ms AS UtcMs, who AS "By", key_id AS KeyId, comment AS Comment, from_state AS "From", to_state AS "To", record AS Record
            FROM alarm_operations WHERE @alarm IS NULL OR alarm = @alarm ORDER BY id DESC LIMIT @limit
            """, new { alarm, limit }).AsList();
    }

    /// <summary>Verdicts with the readings that they are about, in order of the alarms.</summary>
    public IReadOnlyList<AlarmLabel> Labels()
    {
        using SqliteConnection reader = database.OpenReader();
        return Labels(reader);
    }

    /// <inheritdoc cref="Labels()"/>
    public static IReadOnlyList<AlarmLabel> Labels(SqliteConnection reader) =>
        [.. reader.Query("""
            SELECT v.alarm, a.machine, a.class, a.decision, a.raised_utc_ms, v.verdict, v.fault, v.who, v.utc_ms, v.comment, v.inputs
            FROM alarm_verdicts v JOIN alarms a ON a.id = v.alarm ORDER BY v.alarm
            """).Select(row => new AlarmLabel(
                row.alarm, row.machine, row.@class, row.decision, row.raised_utc_ms, new AlarmVerdict(row.verdict, row.fault, row.who, row.utc_ms, row.comment),
                JsonSerializer.Deserialize<List<DecisionInput>>((string)row.inputs, GatewayJson.Options)!))];

    /// <summary>Alarms raised since a time.</summary>
    public (long All, long Since) Count(long sinceUtcMs)
    {
        using SqliteConnection reader = database.OpenReader();
        return (reader.ExecuteScalar<long>("SELECT COUNT(*) FROM alarms"), reader.ExecuteScalar<long>("SELECT COUNT(*) FROM alarms WHERE raised_utc_ms >= @sinceUtcMs", new { sinceUtcMs }));
    }

    /// <summary>A new alarm; one of the same machine that returned and was not yet acknowledged goes over into it.</summary>
    /// <returns>Its id, and the ids of those that it takes the place of.</returns>
    internal (long Id, IReadOnlyList<long> Superseded) Raise(SqliteTransaction transaction, MachineAsset machine, string cause, string sensor, long atMs, long utcMs, long decision)
    {
        long id = Writer.ExecuteScalar<long>("""
            INSERT INTO alarms (machine, class, sensor, raised_ms, raised_utc_ms, decision, priority, latched) VALUES (@machine, @cause, @sensor, @atMs, @utcMs, @decision, @priority, @latched) RETURNING id
            """, new { machine = machine.Id, cause, sensor, atMs, utcMs, decision, priority = Text(machine.Criticality), latched = machine.LatchAlarms }, transaction);
        List<long> superseded = Writer.Query<long>(
            "UPDATE alarms SET state = 'normal', superseded_by = @id WHERE machine = @machine AND id <> @id AND state <> 'normal' RETURNING id", new { id, machine = machine.Id }, transaction).AsList();
        return (id, superseded);
    }

    /// <summary>An alarm's cause has gone.</summary>
    internal void Return(SqliteTransaction transaction, long id, long atMs, long utcMs)
    {
        AlarmRow? row = Find(Writer, transaction, id);
        if (row is null)
        {
            return;
        }

        bool latched = Writer.ExecuteScalar<bool>("SELECT latched FROM alarms WHERE id = @id", new { id }, transaction);
        string state = Text(AlarmCycle.Return(row.Under, latched, row.Hidden is not null));
        Writer.Execute("UPDATE alarms SET returned_ms = @atMs, returned_utc_ms = @utcMs, state = @state WHERE id = @id", new { id, atMs, utcMs, state }, transaction);
    }

    internal AlarmRow? Find(SqliteTransaction transaction, long id) => Find(Writer, transaction, id);

    /// <summary>The alarms of a machine that are not over.</summary>
    internal IReadOnlyList<AlarmRow> Open(SqliteTransaction transaction, string machine) =>
        Rows(Writer, transaction, "WHERE a.machine = @machine AND a.state <> 'normal' ORDER BY a.id", new { machine });

    internal void SetState(SqliteTransaction transaction, long id, AlarmState state) =>
        Writer.Execute("UPDATE alarms SET state = @state WHERE id = @id", new { id, state = Text(state) }, transaction);

    internal void SetAcknowledged(SqliteTransaction transaction, long id, string by, long? utcMs) =>
        Writer.Execute("UPDATE alarms SET acknowledged_by = @by, acknowledged_utc_ms = @utcMs WHERE id = @id", new { id, by, utcMs }, transaction);

    internal void Cover(SqliteTransaction transaction, string machine, AlarmCover cover) => Writer.Execute(
        "INSERT OR REPLACE INTO alarm_covers (machine, kind, who, since_utc_ms, until_utc_ms, comment) VALUES (@machine, @kind, @By, @SinceUtcMs, @UntilUtcMs, @Comment)",
        new { machine, kind = Text(cover.State), cover.By, cover.SinceUtcMs, cover.UntilUtcMs, cover.Comment },
        transaction);

    internal void Uncover(SqliteTransaction transaction, string machine, AlarmState kind) =>
        Writer.Execute("DELETE FROM alarm_covers WHERE machine = @machine AND kind = @kind", new { machine, kind = Text(kind) }, transaction);

    internal IReadOnlyList<AlarmCover> Covers(SqliteTransaction transaction, string machine) =>
        [.. CoversOf(Writer, transaction, machine).Select(entry => entry.Cover)];

    /// <summary>Machines whose shelf's time is over.</summary>
    public IReadOnlyList<string> ShelvesOver(long utcMs)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.Query<string>("SELECT machine FROM alarm_covers WHERE kind = 'shelved' AND until_utc_ms <= @utcMs", new { utcMs }).AsList();
    }

    /// <summary>What hides each machine's alarms.</summary>
    public IReadOnlyDictionary<string, AlarmCover> Covers()
    {
        using SqliteConnection reader = database.OpenReader();
        return Worst(CoversOf(reader, null, null));
    }

    internal long Keep(SqliteTransaction transaction, AlarmRecord record, string request, long ledgerRecord) => Writer.ExecuteScalar<long>("""
        INSERT INTO alarm_operations (alarm, machine, operation, utc_ms, who, key_id, comment, from_state, to_state, request, record)
        VALUES (@Alarm, @Machine, @Operation, @UtcMs, @By, @KeyId, @Comment, @from, @to, @request, @ledgerRecord) RETURNING id
        """, new { record.Alarm, record.Machine, record.Operation, record.UtcMs, record.By, record.KeyId, record.Comment, from = Text(record.From), to = Text(record.To), request = request.Length > 0 ? request : null, ledgerRecord }, transaction);

    internal bool IsKnown(SqliteTransaction transaction, Caller who, string request) => request.Length > 0
        && Writer.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM alarm_operations WHERE key_id = @KeyId AND request = @request)", new { who.KeyId, request }, transaction);

    internal void SetVerdict(SqliteTransaction transaction, long alarm, AlarmVerdict verdict, IReadOnlyList<DecisionInput> inputs, long record) => Writer.Execute(
        "INSERT OR REPLACE INTO alarm_verdicts (alarm, verdict, fault, who, utc_ms, comment, inputs, record) VALUES (@alarm, @Verdict, @Fault, @By, @UtcMs, @Comment, @inputs, @record)",
        new { alarm, verdict.Verdict, verdict.Fault, verdict.By, verdict.UtcMs, verdict.Comment, inputs = JsonSerializer.Serialize(inputs, GatewayJson.Options), record },
        transaction);

    /// <summary>The readings that a decision rests on; empty where its record has reached its term.</summary>
    internal IReadOnlyList<DecisionInput> InputsOf(SqliteTransaction transaction, long decision)
    {
        string? body = Writer.QueryFirstOrDefault<string>("SELECT body FROM ledger_records WHERE id = @decision", new { decision }, transaction);
        if (body is null)
        {
            return [];
        }

        using JsonDocument document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("inputs", out JsonElement inputs) ? inputs.Deserialize<List<DecisionInput>>(GatewayJson.Options)! : [];
    }

    private static AlarmRow? Find(SqliteConnection connection, SqliteTransaction? transaction, long id) => Rows(connection, transaction, "WHERE a.id = @id", new { id }).FirstOrDefault();

    private static List<AlarmRow> Rows(SqliteConnection connection, SqliteTransaction? transaction, string rest, object? parameters)
    {
        IReadOnlyDictionary<string, AlarmCover> covers = Worst(CoversOf(connection, transaction, null));
        return [.. connection.Query($"{Columns} {rest}", parameters, transaction).Select(row =>
        {
            AlarmState under = State((string)row.state);
            AlarmCover? cover = under == AlarmState.Normal ? null : covers.GetValueOrDefault((string)row.machine);
            return new AlarmRow(
                row.id, row.machine, row.@class, row.sensor, row.raised_ms, row.raised_utc_ms, row.returned_ms, row.returned_utc_ms, row.decision, Enum.Parse<Criticality>((string)row.priority, ignoreCase: true),
                cover?.State ?? under, under, row.acknowledged_by, row.acknowledged_utc_ms, row.superseded_by, cover,
                row.verdict is null ? null : new AlarmVerdict(row.verdict, row.fault, row.who, row.utc_ms, row.comment));
        })];
    }

    private static IEnumerable<(string Machine, AlarmCover Cover)> CoversOf(SqliteConnection connection, SqliteTransaction? transaction, string? machine) => connection
        .Query("SELECT machine, kind, who, since_utc_ms, until_utc_ms, comment FROM alarm_covers WHERE @machine IS NULL OR machine = @machine", new { machine }, transaction)
        .Select(row => ((string)row.machine, new AlarmCover(State((string)row.kind), row.who, row.since_utc_ms, row.until_utc_ms, row.comment)));

    private static Dictionary<string, AlarmCover> Worst(IEnumerable<(string Machine, AlarmCover Cover)> covers) =>
        covers.GroupBy(entry => entry.Machine).ToDictionary(group => group.Key, group => group.MaxBy(entry => entry.Cover.State).Cover);

    private static AlarmState State(string text) => Enum.Parse<AlarmState>(text, ignoreCase: true);

    private static string Text<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
