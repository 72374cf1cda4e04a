using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
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
