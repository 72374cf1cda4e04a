using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Tests.Ledger;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;

namespace AIoT.Embedded.Gateway.Tests.Retention;

public sealed class RetentionTests
{
    private const long Day = 86_400_000;
    private const long Start = 1_700_000_000_000;

    [Fact]
    public async Task Readings_go_by_age_and_neither_the_newest_nor_a_gaps_far_side_do()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new RetentionBench(folder.Path, new RetentionSettings { ReadingDays = 10 });
        bench.Deliver(1, 2500, receivedMs: Start);
        bench.Deliver(2502, 2510, receivedMs: Start);
        bench.Deliver(1, 50, "pump-1", Start + (5 * Day));
        await bench.FusedAsync();
        bench.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(Start + (9 * Day));
        Assert.Equal(0, bench.Worker.RetireReadings());
        bench.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(Start + (11 * Day));
        Assert.Equal(2500, bench.Worker.RetireReadings());
        (IReadOnlyDictionary<string, long> left, _) = bench.Readings.Audit();
        Assert.Equal((9L, 50L), (left["fan-1"], left["pump-1"]));
        Assert.Equal(2500, bench.Readings.Retired());

        // The gap closes over what is still there, and nothing that went is taken for new.
        bench.Deliver(2501, 2501, receivedMs: Start + (11 * Day));
        bench.Deliver(7, 7, receivedMs: Start + (11 * Day));
        await bench.FusedAsync();
        bench.Streams.Reload();
        Assert.Equal(2510, bench.Streams.CursorOf("fan-1", 7));
        Assert.Equal(10, bench.Readings.Audit().Readings["fan-1"]);
        bench.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(Start + (90 * Day));
        bench.Worker.RetireReadings();
        Assert.Equal(1, bench.Readings.Audit().Readings.Values.Sum());
    }

    [Fact]
    public async Task Readings_go_by_size_and_the_ledger_stays()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new RetentionBench(folder.Path, new RetentionSettings { DatabaseMegabytes = 1 });
        LedgerBench.Append(bench.Database, bench.Ledger, 100);
        bench.Deliver(1, 6000);
        await bench.FusedAsync();
        Assert.True(bench.Monitor.UsedBytes() > 1 << 20);
        Assert.True(bench.Worker.RetireReadings() > 1000);
        Assert.InRange(bench.Monitor.UsedBytes(), 1 << 19, 1 << 20);
        Assert.Equal(6000, bench.Readings.Retired() + bench.Readings.Audit().Readings["fan-1"]);
        Assert.Equal(bench.Monitor.Status.RetiredReadings, bench.Readings.Retired());
        Assert.Equal("", Stores.Verify(bench.Database).Reason);
        Assert.True(Stores.Verify(bench.Database).Records >= 100);
    }

    [Fact]
    public async Task The_ledgers_oldest_records_go_after_their_term_with_a_signed_word_and_the_rest_still_verifies()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new RetentionBench(folder.Path, new RetentionSettings { LedgerDays = 1 });
        LedgerBench.Append(bench.Database, bench.Ledger, 700);
        TreeHead old = LedgerStore.NewestHead(bench.Database.Writer)!;
        bench.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(Start + (182 * Day));
        Assert.Equal(0, bench.Worker.RetireRecords());
        bench.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(Start + (184 * Day));
        Assert.Equal(700, bench.Worker.RetireRecords());
        LedgerBench.Append(bench.Database, bench.Ledger, 5);
        LedgerFinding finding = Stores.Verify(bench.Database);
        Assert.Equal((7L, 700L, ""), (finding.Records, finding.Retired, finding.Reason));
        Assert.NotNull(LedgerStore.ProveGrowth(bench.Database.Writer, old.Size, 0));
        Assert.Null(LedgerStore.Prove(bench.Database.Writer, 700));
        Assert.NotNull(LedgerStore.Prove(bench.Database.Writer, 703));

        // One that goes before its time is missed.
        bench.Database.Writer.Execute("UPDATE ledger_retention SET retired = 701; DELETE FROM ledger_records WHERE id = 701");
        Assert.Contains("no record says that they reached the end of their term", Stores.Verify(bench.Database).Reason);
    }

    [Fact]
    public async Task An_export_after_records_have_gone_verifies()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new RetentionBench(folder.Path, new RetentionSettings());
        LedgerBench.Append(bench.Database, bench.Ledger, 13);
        bench.Clock.Now = DateTimeOffset.FromUnixTimeMilliseconds(Start + (201 * Day));
        Assert.Equal(13, bench.Worker.RetireRecords());
        using var text = new StringWriter();
        Assert.Equal(1, LedgerExport.Write(bench.Database.Writer, text));
        using LedgerPublicKey key = LedgerPublicKey.Of(bench.Ledger.Signer);
        using var input = new StringReader(text.ToString());
        LedgerFinding finding = LedgerExport.Verify(input, key, null);
        Assert.Equal((1L, 13L, ""), (finding.Records, finding.Retired, finding.Reason));
    }
}
