using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Models;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Decisions;

/// <summary>
/// Makes a decision again from the readings on disk, from what fusion remembered behind an earlier record of the machine, and compares the
/// bytes. Boards stand as each record says, models are those that it names, and all records between must come out the same too.
/// </summary>
public sealed class DecisionReplay(AssetCatalog catalog, IWireCodec codec, Func<string, IEnsemble?> models)
{
    /// <param name="connection">The gateway's database, or a copy.</param>
    public ReplayFinding Replay(SqliteConnection connection, long id)
    {
        using SqliteTransaction moment = connection.BeginTransaction(deferred: true);
        string? machineId = connection.QueryFirstOrDefault<string>("SELECT machine FROM ledger_records WHERE id = @id AND kind IN ('state', 'periodic')", new { id }, moment);
        if (machineId is null)
        {
            return Unknown($"there is no decision {id} (any more)");
        }

        if (catalog.Machines.FirstOrDefault(machine => machine.Id == machineId) is not { } asset)
        {
            return Unknown($"the assets do not name machine `{machineId}`");
        }

        (long record, long reading, string? state) = connection.QueryFirstOrDefault<(long Record, long Reading, string? State)>(
            "SELECT record, reading, state FROM fusion_snapshots WHERE machine = @machineId AND record < @id ORDER BY record DESC LIMIT 1", new { machineId, id }, moment);
        string[] devices = [.. asset.Sensors.Select(sensor => sensor.Device).Distinct()];
        if (state is null && connection.ExecuteScalar<long>("SELECT COUNT(*) FROM retired_readings r JOIN devices d ON d.id = r.device WHERE d.name IN @devices", new { devices }, moment) > 0)
        {
            return Unknown("the readings from the machine's beginning are no longer on disk, and nothing that fusion remembered lies before the decision");
        }

        (long Id, string Body)[] wanted = [.. connection.Query<(long, string)>(
            "SELECT id, body FROM ledger_records WHERE machine = @machineId AND kind IN ('state', 'periodic') AND id > @record AND id <= @id ORDER BY id", new { machineId, record, id }, moment)];
        var run = new Run(catalog, asset, models, state is null ? new MachineMemory() : JsonSerializer.Deserialize<MachineMemory>(state, GatewayJson.Options)!, [.. wanted.Select(entry => Parsed(entry.Body))]);
        long taken = 0;
        int made = 0;
        if ((run.Expect(wanted[0]) ?? Missing(connection, moment, wanted[0])) is { } early)
        {
            return new ReplayFinding(null, early, record, 0, 0);
        }

        foreach ((long _, string device, long receivedMs, byte[] payload) in connection.Query<(long, string, long, byte[])>(
            "SELECT r.id, d.name, r.received_ms, r.payload FROM readings r JOIN devices d ON d.id = r.device WHERE r.id > @reading AND d.name IN @devices ORDER BY r.id", new { reading, devices }, moment, buffered: false))
        {
            if (!codec.TryReadReading(payload, out SensorReading read, out _) || !catalog.TryFind(device, read.Sensor, out MachineAsset machine, out SensorAsset sensor) || machine.Id != machineId)
            {
                continue;
            }

            taken++;
            if (run.Take(sensor, read, payload, receivedMs) is not { } again)
            {
                continue;
            }

            string difference = Difference(wanted[made].Body, again);
            if (difference.Length > 0)
            {
                return new ReplayFinding(false, $"record {wanted[made].Id} comes out otherwise: {difference}", record, taken, made);
            }

            if (++made == wanted.Length)
            {
                return new ReplayFinding(true, "", record, taken, made);
            }

            if ((run.Expect(wanted[made]) ?? Missing(connection, moment, wanted[made])) is { } why)
            {
                return new ReplayFinding(null, why, record, taken, made);
            }
        }

        return new ReplayFinding(null, $"the readings that record {wanted[made].Id} rests on are not (all) on disk any more", record, taken, made);

        static ReplayFinding Unknown(string why) => new(null, why, 0, 0, 0);
    }

    /// <returns>Which readings that a record rests on are gone; null: none.</returns>
    private static string? Missing(SqliteConnection connection, SqliteTransaction moment, (long Id, string Body) wanted)
    {
        foreach (DecisionInput input in Parsed(wanted.Body).Inputs)
        {
            long there = connection.ExecuteScalar<long>(
                "SELECT COUNT(*) FROM readings WHERE device = (SELECT id FROM devices WHERE name = @Device) AND epoch = @Epoch AND seq BETWEEN @FromSeq AND @ToSeq", input, moment);
            if (there < input.Count)
            {
                return $"of the readings {input.FromSeq} to {input.ToSeq} of {input.Device} that record {wanted.Id} rests on, {input.Count - there} are no longer on disk";
            }
        }

        return null;
    }

    /// <returns>The members that differ, with what they were and what they are; empty: not one byte does.</returns>
    private static string Difference(string body, DecisionRecord again)
    {
        using JsonDocument recorded = JsonDocument.Parse(body);
        string made = JsonSerializer.Serialize(again with { Previous = recorded.RootElement.GetProperty("previous").GetString()! }, GatewayJson.Options);
        if (made == body)
        {
            return "";
        }

        using JsonDocument replayed = JsonDocument.Parse(made);
        List<string> members = [];
        foreach (JsonProperty member in replayed.RootElement.EnumerateObject())
        {
            string now = member.Value.GetRawText(), then = recorded.RootElement.TryGetProperty(member.Name, out JsonElement old) ? old.GetRawText() : "nothing";
            if (now != then)
            {
                members.Add($"{member.Name} {Short(then)}, now {Short(now)}");
            }
        }

        return members.Count > 0 ? string.Join("; ", members.Take(4)) + (members.Count > 4 ? $" and {members.Count - 4} more" : "") : "its members are the same and their order is not";
    }

    private static DecisionRecord Parsed(string body) => JsonSerializer.Deserialize<DecisionRecord>(body, GatewayJson.Options)!;

    private static string Short(string json) => json.Length <= 60 ? json : json[..57] + "...";

    /// <summary>Fusion of one machine, told what each next record says of its boards and of the model that counted.</summary>
    private sealed class Run
    {
        private readonly AssetCatalog _catalog;
        private readonly Func<string, IEnsemble?> _models;
        private readonly ReplayedStandings _standings = new();
        private readonly ReplayedEnsemble _ensemble = new();
        private readonly MachineFusion _machine;
        private DecisionRecord? _wanted;

        public Run(AssetCatalog catalog, MachineAsset asset, Func<string, IEnsemble?> models, MachineMemory memory, IReadOnlyList<DecisionRecord> wanted)
        {
            _catalog = catalog;
            _models = models;
            // A gateway that does not ask how its boards stand writes nothing of it.
            _machine = new MachineFusion(asset, catalog, memory, _ensemble, wanted.Any(record => record.Trust.Count > 0) ? _standings : null);
        }

        /// <returns>Why the record can't be made again; null: it can.</returns>
        public string? Expect((long Id, string Body) wanted)
        {
            DecisionRecord record = Parsed(wanted.Body);
            if (record.Version < 2)
            {
                return $"record {wanted.Id} is of an older gateway (version {record.Version}), which wrote less";
            }

            if (record.Version > DecisionRecord.Newest)
            {
                return $"record {wanted.Id} is of a newer gateway (version {record.Version})";
            }

            _wanted = record;
            _standings.Set([.. record.Trust.Select(Before)], before: true);
            string model = record.EnsembleBefore ?? record.Ensemble;
            return !_ensemble.Set(record.Ensemble, _models) ? Absent(record.Ensemble)
                : _ensemble.Set(model, _models) ? null
                : Absent(model);

            string Absent(string id) => $"the model `{id}` that counted in record {wanted.Id} is not here any more";
        }

        /// <summary>Records before version 3 do not say how a board stood up to a change: what fusion remembers of the record before does.</summary>
        private DecisionTrust Before(DecisionTrust board) =>
            _wanted!.Version < 3 && _machine.Memory.Sensors.GetValueOrDefault(board.Sensor)?.Trust is { } then ? board with { Was = then.Standing } : board;

        /// <summary>The last of the readings that the record rests on: what changed, changed at this one.</summary>
        private bool Decides(SensorAsset sensor, SensorReading reading, long receivedMs)
        {
            long Since(string id) => _machine.Memory.Sensors.TryGetValue(id, out SensorEvidence? evidence) ? evidence.SinceCount : 0;
            return _wanted!.UtcMs == receivedMs && _wanted.Inputs.Any(input => input.Sensor == sensor.Id && input.ToSeq == reading.Seq && input.Epoch == reading.Epoch)
                && _wanted.Inputs.Sum(input => input.Count) == _machine.Asset.Sensors.Sum(each => Since(each.Id)) + 1;
        }

        public DecisionRecord? Take(SensorAsset sensor, SensorReading reading, byte[] payload, long receivedMs)
        {
            if (Decides(sensor, reading, receivedMs))
            {
                _standings.Set(_wanted!.Trust);
                _ensemble.Set(_wanted.Ensemble, _models);
            }

            DecisionRecord? record = FusionStep.Take(_machine, _catalog, sensor, reading, payload, receivedMs, _wanted!.Version).Record;
            if (record is not null)
            {
                // As the live fusion did, so that the memory stays the same.
                FusionSnapshot.Of(_machine.Memory, record.Kind == "state", 0);
            }

            return record;
        }
    }
}
