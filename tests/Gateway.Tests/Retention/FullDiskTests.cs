using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;

namespace AIoT.Embedded.Gateway.Tests.Retention;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_database_that_may_not_grow_stops_acknowledgements_says_so_and_recovers_by_itself()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new RetentionBench(folder.Path, new RetentionSettings());
        List<string> told = [];
        bench.Monitor.Changed += status => told.Add(status.State);
        bench.Deliver(1, 100);
        await bench.FusedAsync();
        long pages = bench.Database.Writer.ExecuteScalar<long>("PRAGMA page_count");
        bench.Database.Writer.Execute($"PRAGMA max_page_count={pages}");
        bench.Deliver(101, 600);
        await RetentionBench.UntilAsync(() => !bench.Monitor.IsOk, "the alarm is not raised");
        long cursor = bench.Client.Cursors.Max(told => told.Seq);
        Assert.Equal(cursor, bench.Readings.Audit().Readings["fan-1"]);
        StorageStatus status = bench.Monitor.Status;
        Assert.Equal("full", status.State);
        Assert.Contains("is full: make room there", status.Reason);
        Assert.True(status.Refusals > 0);

        bench.Database.Writer.Execute("PRAGMA max_page_count=1000000");
        await SendAgainAsync(bench, 600);
        Assert.True(bench.Monitor.IsOk);
        Assert.Equal(["full", "ok"], told);
        await RetentionBench.UntilAsync(() => bench.Fusion.Waiting == 0, "not all fused");
        Assert.Equal("", Stores.Verify(bench.Database).Reason);
    }

    [Fact]
    public async Task With_too_little_room_left_nothing_is_tried()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new RetentionBench(folder.Path, new RetentionSettings { ReserveMegabytes = int.MaxValue });
        bench.Deliver(1, 10);
        await RetentionBench.UntilAsync(() => !bench.Monitor.IsOk, "the alarm is not raised");
        Assert.Empty(bench.Client.Cursors);
        Assert.Empty(bench.Readings.Audit().Readings);
        Assert.Contains("MB must be: make room there", bench.Monitor.Status.Reason);
    }

    [SkippableFact]
    public async Task A_real_disk_that_runs_full_loses_nothing_that_was_acknowledged_and_goes_on_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        using var disk = new SmallDisk(folder, "size=2m");
        await using var bench = new RetentionBench(disk.Path, new RetentionSettings { ReserveMegabytes = 0 });
        long last = 0;
        while (bench.Monitor.IsOk)
        {
            Assert.True(last < 100_000, "2 MB are not full after 100,000 readings");
            bench.Deliver(last + 1, last + 200);
            last += 200;
            await Task.Delay(5);
        }

        Assert.Equal("full", bench.Monitor.Status.State);
        long acknowledged = bench.Client.Cursors.Max(told => told.Seq);
        Assert.True(acknowledged > 100);
        disk.Remount("size=64m");
        await SendAgainAsync(bench, last, acknowledged + 1);
        await RetentionBench.UntilAsync(() => bench.Fusion.Waiting == 0, "not all fused");
        Assert.True(bench.Monitor.IsOk);
        Assert.Equal((last, 0L), bench.Readings.Audit() is var audit ? (audit.Readings["fan-1"], audit.Duplicates) : default);
        Assert.Equal("", Stores.Verify(bench.Database).Reason);
    }

    /// <summary>What boards do that hear nothing.</summary>
    private static async Task SendAgainAsync(RetentionBench bench, long last, long from = 1)
    {
        for (int tries = 0; bench.Streams.CursorOf("fan-1", 7) < last || bench.Client.Cursors.Max(told => told.Seq) < last; tries++)
        {
            Assert.True(tries < 60, $"only {bench.Streams.CursorOf("fan-1", 7)} of {last} acknowledged");
            bench.Deliver(from, last);
            await Task.Delay(500);
        }
    }
}
