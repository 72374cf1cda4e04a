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
}
