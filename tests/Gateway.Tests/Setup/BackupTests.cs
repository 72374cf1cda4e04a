using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Ledger;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using Dapper;

namespace AIoT.Embedded.Gateway.Tests.Setup;

public sealed class BackupTests
{
    [SkippableFact]
    public async Task A_backup_beside_a_running_gateway_is_sound_and_a_restored_one_goes_on()
    {
        using var folder = new TemporaryFolder();
        using var broker = new PrivateBroker();
        string data = folder.File("data"), copy = folder.File("backup"), other = folder.File("other");
        Assert.Equal(0, (await Cli.RunAsync("init", "--data", data, "--broker", $"127.0.0.1:{broker.Port}", "--http", "127.0.0.1:0", "--loopback-without-key")).Code);
        File.WriteAllText(Path.Combine(data, "assets.yaml"), AssetsText.Demo);
        using (GatewayProcess gateway = await GatewayProcess.StartAsync("--data", data))
        {
            using var board = new BoardDouble(broker.Port, "fan-1", resendMs: 300);
            for (int i = 0; i < 150; i++)
            {
                board.Produce(seq => Readings.Encode(seq, Math.Clamp((seq - 40) / 40.0, 0.02, 0.97)));
            }

            await board.AllAcknowledgedAsync(TimeSpan.FromSeconds(20));
            (int code, string output, string error) = await Cli.RunAsync("backup", copy, "--data", data);
            Assert.True(code == 0, output + error);
            Assert.Contains("150 readings", output);
            Assert.Equal(0, (await Cli.RunAsync("ledger", "verify", copy, "--key", Path.Combine(data, "ledger.pub"))).Code);
            Assert.Contains("a gateway runs on this data folder", (await Cli.RunAsync("restore", copy, "--data", data, "--replace")).Error);
            for (int i = 0; i < 50; i++)
            {
                board.Produce(seq => Readings.Encode(seq));
            }

            await board.AllAcknowledgedAsync(TimeSpan.FromSeconds(20));
            Assert.Equal(0, await gateway.StopAsync());
        }

        Assert.Contains("there is a database already", (await Cli.RunAsync("restore", copy, "--data", data)).Error);
        (int restored, _, string complaint) = await Cli.RunAsync("restore", copy, "--data", other);
        Assert.True(restored == 0, complaint);
        Assert.Equal(0, (await Cli.RunAsync("ledger", "verify", other, "--key", Path.Combine(data, "ledger.pub"))).Code);
        using GatewayDatabase database = GatewayDatabase.Open(other);
        Assert.Equal("restore", database.Writer.ExecuteScalar<string>("SELECT kind FROM ledger_records ORDER BY id DESC LIMIT 1"));
        Assert.Equal(150, database.Writer.ExecuteScalar<long>("SELECT COUNT(*) FROM readings"));
    }

    /// <summary>Decisions that a model counted in are explained and replayed with its file.</summary>
    [Fact]
    public async Task A_backup_brings_the_models_along()
    {
        using var bench = new LedgerBench(3, 4);
        string copy = bench.File("backup"), other = bench.File("other");
        new Gateway.Models.ModelRegistry(bench.Folder).Keep("/models/a.onnx", [1, 2, 3], 5);
        Assert.Equal(0, (await Cli.RunAsync("backup", copy, "--data", bench.Folder)).Code);
        Assert.Equal(0, (await Cli.RunAsync("restore", copy, "--data", other)).Code);
        Gateway.Models.RegisteredModel kept = Assert.Single(new Gateway.Models.ModelRegistry(other).LoadAll());
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(new Gateway.Models.ModelRegistry(other).PathOf(kept)));
    }

    [Fact]
    public async Task A_damaged_backup_is_refused()
    {
        using var bench = new LedgerBench(3, 4);
        string copy = bench.File("backup");
        Assert.Equal(0, (await Cli.RunAsync("backup", copy, "--data", bench.Folder)).Code);
        string database = Path.Combine(copy, "gateway.db");
        byte[] bytes = File.ReadAllBytes(database);
        bytes[^3000] ^= 1;
        File.WriteAllBytes(database, bytes);
        Assert.Contains("is not as it was copied", (await Cli.RunAsync("restore", copy, "--data", bench.File("other"))).Error);
        File.Delete(database);
        Assert.Contains("is missing", (await Cli.RunAsync("restore", copy, "--data", bench.File("other"))).Error);
        Assert.Contains("this folder is not empty", (await Cli.RunAsync("backup", copy, "--data", bench.Folder)).Error);
    }

    [Fact]
    public async Task A_backup_under_load_is_of_one_moment_and_holds_all_that_was_acknowledged_before()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("data"), copy = folder.File("backup");
        Directory.CreateDirectory(data);
        using var stop = new CancellationTokenSource();
        await using var bench = new RetentionBench(data, new RetentionSettings());
        long delivered = 0;
        Task load = Task.Run(() =>
        {
            for (long seq = 1; !stop.IsCancellationRequested; seq++)
            {
                bench.Client.Deliver("aiot/v1/up/fan-1/reading", Readings.Encode(seq, seq % 400 < 200 ? 0.97 : 0.02));
                delivered = seq;
            }
        });
        await RetentionBench.UntilAsync(() => bench.Client.Cursors.Count > 20, "nothing is acknowledged");
        long acknowledged = bench.Client.Cursors.Max(cursor => cursor.Seq);
        (int code, string output, string error) = await Cli.RunAsync("backup", copy, "--data", data);
        await stop.CancelAsync();
        await load;
        Assert.True(code == 0, output + error);
        Assert.Contains("the ledger verifies", output);
        using GatewayDatabase database = GatewayDatabase.Open(copy);
        (long cursor, long last, long committed) = database.Writer.QuerySingle<(long, long, long)>("SELECT cursor, last_seq, committed FROM streams");
        Assert.InRange(cursor, acknowledged, delivered);
        Assert.Equal((cursor, cursor), (last, committed));
        Assert.Equal(cursor, database.Writer.ExecuteScalar<long>("SELECT COUNT(*) FROM readings"));
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_in_one_line_and_nothing_is_overwritten()
    {
        using var bench = new LedgerBench(3, 4);
        string file = bench.File("file"), empty = bench.File("empty"), copy = bench.File("backup");
        File.WriteAllText(file, "not a backup");
        Directory.CreateDirectory(empty);
        Assert.Equal(0, (await Cli.RunAsync("backup", copy, "--data", bench.Folder)).Code);
        byte[] before = File.ReadAllBytes(Path.Combine(bench.Folder, "gateway.db"));
        foreach (string wrong in new[] { file, empty, bench.File("nowhere"), bench.Folder, "/dev/null", Path.Combine(copy, "gateway.db") })
        {
            (int code, _, string error) = await Cli.RunAsync("restore", wrong, "--data", bench.Folder, "--replace");
            Assert.True(code == 2 && error.Count(c => c == '\n') == 1 && error.Contains("this is no backup of a gateway", StringComparison.Ordinal), $"{wrong}: {code} {error}");
        }

        Assert.Contains("there is a database already", (await Cli.RunAsync("restore", copy, "--data", bench.Folder)).Error);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(bench.Folder, "gateway.db")));
        Assert.Empty(Directory.EnumerateFiles(bench.Folder, "*.replaced-*"));
    }
}
