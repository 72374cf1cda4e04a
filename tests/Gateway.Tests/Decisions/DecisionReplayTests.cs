using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Decisions;

public sealed class DecisionReplayTests
{
    private const int Windows = 220;

    [Fact]
    public async Task Every_decision_comes_out_again_to_the_byte_from_the_readings_on_disk()
    {
        using var folder = new TemporaryFolder();
        long[] ids = await RunAsync(folder);
        Assert.True(ids.Length > 15, $"{ids.Length} decisions");
        foreach (long id in ids)
        {
            ReplayFinding finding = Replay(folder, id);
            Assert.True(finding.Same, $"decision {id}: {finding.Reason}");
        }

        // Behind the first change of state fusion's memory is kept: a replay need not begin at the machine's first reading.
        Assert.InRange(Replay(folder, ids[^1]).FromRecord, 1, ids[^1] - 1);
        (int code, string output, _) = await Cli.RunAsync("decisions", "replay", $"{ids[^1]}", "--data", folder.Path);
        Assert.Equal(0, code);
        Assert.Matches($"^the same: record {ids[^1]} comes out to the byte, from what was remembered behind record [0-9]+, [0-9]+ readings and [0-9]+ records\n$", output);
    }

    [Fact]
    public async Task A_reading_that_was_changed_later_shows_and_one_that_is_gone_is_no_accusation()
    {
        using var folder = new TemporaryFolder();
        long[] ids = await RunAsync(folder);
        string rests = $"(SELECT json_extract(body, '$.inputs[0].toSeq') - 1 FROM ledger_records WHERE id = {ids[^1]})";
        Change(folder, $"UPDATE readings SET payload = (SELECT payload FROM readings WHERE seq = 30) WHERE seq = {rests}");
        Assert.True(Replay(folder, ids[2]).Same);
        ReplayFinding changed = Replay(folder, ids[^1]);
        Assert.False(changed.Same);
        Assert.Matches("^record [0-9]+ comes out otherwise: .*now ", changed.Reason);
        (int code, string output, _) = await Cli.RunAsync("decisions", "replay", $"{ids[^1]}", "--data", folder.Path);
        Assert.Equal(1, code);
        Assert.StartsWith("OTHERWISE: ", output);

        Change(folder, $"DELETE FROM readings WHERE seq = {rests}");
        ReplayFinding gone = Replay(folder, ids[^1]);
        Assert.Null(gone.Same);
        Assert.Matches("^of the readings [0-9]+ to [0-9]+ of fan-1 that record [0-9]+ rests on, [0-9]+ are no longer on disk$", gone.Reason);
        (code, output, _) = await Cli.RunAsync("decisions", "replay", "999999", "--data", folder.Path);
        Assert.Equal((2, "can't be told: there is no decision 999999 (any more)\n"), (code, output));
    }

    [Fact]
    public async Task Other_thresholds_than_those_of_the_time_are_named()
    {
        using var folder = new TemporaryFolder();
        long[] ids = await RunAsync(folder);
        folder.Write("assets.yaml", Assets.Replace("recordSeconds: 5", "recordSeconds: 5, alarmOn: 0.9", StringComparison.Ordinal));
        Assert.Contains("thresholds", Replay(folder, ids[0]).Reason);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(2)]
    public async Task Decisions_come_out_again_where_boards_were_attested_put_aside_and_let_back_and_models_came_and_went(int attestedAt)
    {
        using var folder = new TemporaryFolder();
        AssetCatalog catalog = AssetFile.Load(folder.Write("assets.yaml", Assets.Replace("count}", "ignore}", StringComparison.Ordinal)));
        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        var standings = new ToldStandings();
        standings.Tell("pump-1", DeviceStanding.Enrolled);
        standings.Tell("pump-2", DeviceStanding.Attested, result: 1);
        var models = new ChangingModels();
        var worker = new FusionWorker(catalog, database, Stores.Fusion(database), new WireCodec(), TimeProvider.System, NullLogger<FusionWorker>.Instance, models, standings: standings);
        worker.Start();
        for (int i = 1; i <= 160; i++)
        {
            // Between two readings, so that each change meets one of them.
            switch (i)
            {
                case var at when at == attestedAt: standings.Tell("pump-1", DeviceStanding.Attested, result: 2); break;
                case 50: models.Counting = "first"; break;
                case 70: standings.Tell("pump-2", DeviceStanding.Attested, result: 3); break;
                case 83: standings.Tell("pump-1", DeviceStanding.Quarantined, "image-hash"); break;
                case 97: models.Counting = "second"; break;
                case 111: standings.Tell("pump-1", DeviceStanding.Attested, result: 4); break;
                case 131: models.Counting = ""; break;
            }

            long now = 1_700_000_000_000 + (i * 500);
            byte[] sick = Readings.Encode(i, Math.Clamp((i - 60) / 60.0, 0.02, 0.97), 1 + (0.1 * Math.Sin(i))), sound = Readings.Encode(i, 0.03, 0.9);
            new ReadingStore(database).Commit([new ReadingRow("pump-1", 7, i, now, sick), new ReadingRow("pump-2", 7, i, now + 1, sound)], [], [], new Dictionary<string, (long ReceivedMs, byte[] Payload)>());
            worker.Wake();
            for (int tries = 0; worker.Taken < 2 * i; tries++)
            {
                Assert.True(tries < 4000, $"{worker.Waiting} readings wait");
                await Task.Delay(1);
            }
        }

        await worker.DisposeAsync();
        StoredDecision[] made = [.. Stores.Decisions(database).Read("pump", 0, 500, false)];
        Assert.Equal(["", "first", "second"], made.Select(decision => decision.Body.GetProperty("ensemble").GetString()!).Distinct().Order());
        Assert.Contains(made, decision => decision.Body.TryGetProperty("ensembleBefore", out JsonElement before) && before.GetString() == "first");
        Assert.Contains(made, decision => decision.Body.GetProperty("trust").EnumerateArray().Any(board => board.TryGetProperty("was", out JsonElement was) && was.GetString() == "attested"));
        using SqliteConnection connection = Gateway.Ledger.DatabaseLedger.Open(folder.File("gateway.db"));
        foreach (StoredDecision decision in made)
        {
            ReplayFinding finding = new DecisionReplay(catalog, new WireCodec(), id => new ChangingModels { Counting = id }).Replay(connection, decision.Id);
            Assert.True(finding.Same, $"decision {decision.Id}: {finding.Reason}");
        }
    }

    /// <summary>Two models that say other things, over the windows of both sensors.</summary>
    private sealed class ChangingModels : IEnsemble
    {
        public volatile string Counting = "";

        public bool HasModels => Counting.Length > 0;

        public string Of(string machine) => Counting;

        public IReadOnlyDictionary<string, double>? Score(MachineAsset machine, int sensor, IReadOnlyList<int[]?> features, ScoreModel meaning, IReadOnlyDictionary<string, double> board)
        {
            double outer = features.OfType<int[]>().Average(values => values[6]) / (Counting == "first" ? 2000.0 : 4000.0);
            return Counting.Length == 0 ? null : new Dictionary<string, double> { ["normal"] = 1 - Math.Clamp(outer, 0, 1), ["outer race"] = Math.Clamp(outer, 0, 1) };
        }
    }

    private static string Assets => AssetsText.Demo.Replace("{unattested: count}", "{recordSeconds: 5, unattested: count}", StringComparison.Ordinal);

    private static ReplayFinding Replay(TemporaryFolder folder, long id)
    {
        using SqliteConnection connection = Gateway.Ledger.DatabaseLedger.Open(folder.File("gateway.db"));
        using var models = new RegistryModels(new ModelRegistry(folder.Path));
        return new DecisionReplay(AssetFile.Load(folder.File("assets.yaml")), new WireCodec(), models.Find).Replay(connection, id);
    }

    private static void Change(TemporaryFolder folder, string sql)
    {
        using var raw = new SqliteConnection($"Data Source={folder.File("gateway.db")};Pooling=False");
        raw.Open();
        raw.Execute(sql);
    }

    /// <summary>A fan that gets a fault and loses it, over two runs of the gateway.</summary>
    private static async Task<long[]> RunAsync(TemporaryFolder folder)
    {
        AssetCatalog catalog = AssetFile.Load(folder.Write("assets.yaml", Assets));
        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        int from = 0;
        foreach (int to in new[] { 97, Windows })
        {
            ReadingRow[] rows = [.. Enumerable.Range(from + 1, to - from).Select(seq => new ReadingRow(
                "fan-1", 7, seq, 1_700_000_000_000 + (seq * 500), Readings.Encode(seq, Math.Clamp(Math.Min((seq - 60) / 60.0, (200 - seq) / 20.0), 0.02, 0.97), 1 + (0.1 * Math.Sin(seq)))))];
            new ReadingStore(database).Commit(rows, [], [], new Dictionary<string, (long ReceivedMs, byte[] Payload)>());
            await using var worker = new FusionWorker(catalog, database, Stores.Fusion(database), new WireCodec(), TimeProvider.System, NullLogger<FusionWorker>.Instance);
            worker.Start();
            for (int tries = 0; worker.Waiting > 0; tries++)
            {
                Assert.True(tries < 2000, $"{worker.Waiting} readings wait");
                await Task.Delay(10);
            }

            from = to;
        }

        return [.. Stores.Decisions(database).Read("fan", 0, 500, false).Select(decision => decision.Id).Order()];
    }
}
