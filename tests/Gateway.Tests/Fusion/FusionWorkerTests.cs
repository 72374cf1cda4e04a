using AIoT.Embedded.Gateway.Alarms;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Fusion;

public sealed class FusionWorkerTests
{
    private const int Windows = 200;

    [Fact]
    public async Task Restarts_anywhere_give_the_same_decisions_once_each()
    {
        string[] plain = await RunAsync([]);
        Assert.Equal(3, plain.Length);
        Assert.Equal(plain, await RunAsync([1, 30, 95, 96, 97, 120, 199]));
        Assert.Equal(plain, await RunAsync([110, 111, 112, 113, 114, 115]));
    }

    [Fact]
    public async Task A_disk_that_refuses_delays_a_decision_and_neither_loses_nor_doubles_it()
    {
        using var folder = new TemporaryFolder();
        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        using SqliteConnection other = Refuse(folder, "BEFORE INSERT ON fusion_state");
        Commit(database, 0, Windows);
        await using FusionWorker worker = Start(database, folder);
        await Task.Delay(500);
        Assert.Empty(Stores.Decisions(database).Read(null, 0, 500, false));
        other.Execute("DROP TRIGGER refuse");
        await UntilAsync(worker);
        Assert.Equal(3, Stores.Decisions(database).Read(null, 0, 500, true).Count);
        Assert.Equal(0, Stores.Verify(database).FirstBroken);
        Assert.Single(new AlarmStore(database).Read("fan", 10));
    }

    [Fact]
    public async Task A_disk_that_refuses_readings_is_not_acknowledged_and_recovers_by_itself()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        using (SqliteConnection other = Refuse(folder, "BEFORE INSERT ON readings"))
        {
            bench.Client.Deliver("aiot/v1/up/fan-1/reading", Readings.Encode(1));
            while (bench.Pipeline.Counters.CommitFailures == 0)
            {
                await Task.Delay(10);
            }

            other.Execute("DROP TRIGGER refuse");
        }

        Assert.Empty(bench.Client.Cursors);
        Assert.Equal(0, bench.Streams.CursorOf("fan-1", 7));
        bench.Client.Deliver("aiot/v1/up/fan-1/reading", Readings.Encode(1));
        while (bench.Client.Cursors.IsEmpty)
        {
            await Task.Delay(10);
        }

        Assert.Equal(1, bench.Store.Audit().Readings["fan-1"]);
    }

    private static SqliteConnection Refuse(TemporaryFolder folder, string when)
    {
        var other = new SqliteConnection($"Data Source={folder.File("gateway.db")};Pooling=False");
        other.Open();
        other.Execute($"CREATE TRIGGER refuse {when} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        return other;
    }

    private static async Task<string[]> RunAsync(int[] restarts)
    {
        using var folder = new TemporaryFolder();
        using GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        int from = 0;
        foreach (int to in restarts.Append(Windows))
        {
            Commit(database, from, to);
            await using FusionWorker worker = Start(database, folder);
            await UntilAsync(worker);
            from = to;
        }

        Assert.Equal(0, Stores.Verify(database).FirstBroken);
        return [.. Stores.Decisions(database).Read("fan", 0, 500, true).Select(decision => decision.Body.GetRawText()[..decision.Body.GetRawText().IndexOf("\"previous\"", StringComparison.Ordinal)])];
    }

    private static void Commit(GatewayDatabase database, int from, int to) => new ReadingStore(database).Commit(
        [.. Enumerable.Range(from + 1, to - from).Select(seq => new ReadingRow("fan-1", 7, seq, 1_700_000_000_000 + (seq * 500), Readings.Encode(seq, Math.Clamp((seq - 60) / 60.0, 0.02, 0.97))))],
        [],
        [],
        new Dictionary<string, (long ReceivedMs, byte[] Payload)>());

    private static FusionWorker Start(GatewayDatabase database, TemporaryFolder folder)
    {
        AssetCatalog catalog = AssetFile.Load(folder.Write("assets.yaml", AssetsText.Demo));
        var worker = new FusionWorker(catalog, database, Stores.Fusion(database), new WireCodec(), TimeProvider.System, NullLogger<FusionWorker>.Instance);
        worker.Start();
        return worker;
    }

    /// <summary>Waits until the worker has taken the newest reading.</summary>
    private static async Task UntilAsync(FusionWorker worker)
    {
        for (int tries = 0; worker.Waiting > 0; tries++)
        {
            Assert.True(tries < 2000, $"{worker.Waiting} readings wait");
            await Task.Delay(10);
        }
    }
}
