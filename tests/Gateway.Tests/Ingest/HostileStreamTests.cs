using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Ingest;

/// <summary>Boards that are broken or worse, clocks that are set, a disk that hangs.</summary>
public sealed class HostileStreamTests
{
    private const long Now = 1_800_000_000_000;
    private static readonly string Fan = Topics.Reading("fan-1");

    [Fact]
    public async Task Numbers_run_on_past_32_bits_and_epoch_and_boot_reach_their_ends()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        const long edge = 1L << 32;
        bench.Client.Deliver(Topics.Health("fan-1"), Readings.EncodeHealth(edge - 3, edge - 3, uint.MaxValue, uint.MaxValue));
        await bench.SettleAsync();
        for (long seq = edge - 2; seq <= edge + 2; seq++)
        {
            bench.Client.Deliver(Fan, Readings.Encode(seq, epoch: uint.MaxValue, boot: uint.MaxValue, uptimeMs: 1));
        }

        await bench.SettleAsync();
        Assert.Equal(("fan-1", uint.MaxValue, edge + 2), bench.Client.Cursors.Last());
        Assert.Equal(5, bench.Store.Audit().Readings["fan-1"]);
        bench.Streams.Reload();
        Assert.Equal(edge + 2, bench.Streams.CursorOf("fan-1", uint.MaxValue));
    }

    [Fact]
    public async Task A_board_that_jumps_to_any_number_is_told_nothing_untrue_and_harms_no_other()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        const long last = (1L << 53) - 1;
        for (long seq = 1; seq <= 100; seq++)
        {
            bench.Client.Deliver(Fan, Readings.Encode(seq, uptimeMs: 1));
            bench.Client.Deliver(Topics.Reading("wild"), Readings.Encode(last - (seq * 1_000_003), uptimeMs: 1));
        }

        await bench.SettleAsync();
        Assert.Equal(100, bench.Pipeline.Counters.TooFarAhead);
        Assert.Equal(100, bench.Client.Cursors.Where(cursor => cursor.Device == "fan-1").Max(cursor => cursor.Seq));
        Assert.DoesNotContain(bench.Client.Cursors, cursor => cursor.Device == "wild" && cursor.Seq > 0);
        Assert.False(bench.Store.Audit().Readings.ContainsKey("wild"));
    }

    [Fact]
    public async Task A_board_that_draws_epochs_without_end_fills_neither_memory_nor_disk()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        for (uint epoch = 1; epoch <= StreamTable.MostEpochs + 500; epoch++)
        {
            bench.Client.Deliver(Fan, Readings.Encode(1, epoch: epoch));
            bench.Client.Deliver(Topics.Health("fan-1"), Readings.EncodeHealth(5, 5, epoch + 1_000_000));
        }

        bench.Client.Deliver(Topics.Reading("pump-1"), Readings.Encode(1, epoch: 9_999));
        bench.Client.Deliver(Fan, Readings.Encode(2, epoch: 3));
        await bench.SettleAsync();
        Assert.Equal(StreamTable.MostEpochs + 1, bench.Streams.Snapshot().Count);
        Assert.Contains("store epochs, and this is another", bench.Store.LastPoison(1)[0].Reason);
        Assert.Contains(("fan-1", 3u, 2L), bench.Client.Cursors);
        Assert.Contains(("pump-1", 9_999u, 1L), bench.Client.Cursors);
        bench.Streams.Reload();
        Assert.Equal(StreamTable.MostEpochs + 1, bench.Streams.Snapshot().Count);
    }

    [Fact]
    public async Task A_clock_that_is_set_forth_and_back_loses_nothing_and_changes_no_order()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        var random = new Random(TestData.Seed);
        for (long seq = 1; seq <= 500; seq++)
        {
            bench.Client.Deliver(Fan, Readings.Encode(seq), random.Next(3) switch { 0 => 0, 1 => Now, _ => 253_402_300_799_999 });
        }

        await bench.SettleAsync();
        Assert.Equal(("fan-1", 7u, 500L), bench.Client.Cursors.Last());
        using var reader = bench.Database.OpenReader();
        Assert.Equal(Enumerable.Range(1, 500).Select(seq => (long)seq), ReadingStore.ReadAfter(reader, 0, 1000).Select(reading => reading.Seq));
    }

    [Fact]
    public async Task A_storm_of_duplicates_writes_nothing_and_each_batch_tells_the_board_once()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        byte[] first = Readings.Encode(1);
        bench.Client.Deliver(Fan, first);
        await bench.SettleAsync();
        long commits = bench.Pipeline.Counters.Commits;
        for (int i = 0; i < 20_000; i++)
        {
            bench.Client.Deliver(Fan, first);
        }

        await bench.SettleAsync();
        Assert.Equal((commits, 20_000L), (bench.Pipeline.Counters.Commits, bench.Pipeline.Counters.Duplicates));
        Assert.True(bench.Client.Cursors.Count < 2_000, $"{bench.Client.Cursors.Count} cursors");
        Assert.Equal(1, bench.Store.Audit().Readings["fan-1"]);
    }

    [Fact]
    public async Task A_message_of_the_longest_size_is_taken_and_one_byte_more_is_not()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        byte[] longest = Padded(Readings.Encode(1), WireLimits.ReadingBytes), tooLong = Padded(Readings.Encode(2), WireLimits.ReadingBytes + 1);
        bench.Client.Deliver(Fan, longest);
        bench.Client.Deliver(Fan, tooLong);
        await bench.SettleAsync();
        Assert.Equal((1L, 1L), (bench.Pipeline.Counters.Committed, bench.Pipeline.Counters.Poison));
        Assert.Contains("1025 bytes: the limit is 1024", bench.Store.LastPoison(1)[0].Reason);
        using var reader = bench.Database.OpenReader();
        Assert.Equal(longest, ReadingStore.ReadAfter(reader, 0, 10).Single().Payload);
    }

    [Fact]
    public async Task A_disk_that_hangs_holds_the_sender_back_in_bounded_memory_and_all_is_taken_when_it_goes_on()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        const long all = 40_000;
        int most = 0;
        Task sender;
        bench.Database.WriteGate.Enter();
        try
        {
            sender = Task.Run(() =>
            {
                for (long seq = 1; seq <= all; seq++)
                {
                    bench.Client.Deliver(Fan, Readings.Encode(seq));
                    most = Math.Max(most, bench.Pipeline.Waiting);
                }
            });
            for (int tries = 0; tries < 2000 && bench.Pipeline.Waiting < 16_384; tries++)
            {
                Thread.Sleep(10);
            }

            Assert.False(sender.IsCompleted);
            Assert.Empty(bench.Client.Cursors);
        }
        finally
        {
            bench.Database.WriteGate.Exit();
        }

        // Whatever was shed after five seconds the board would send again.
        await sender;
        await bench.SettleAsync();
        for (int again = 0; again < 3 && bench.Streams.CursorOf("fan-1", 7) < all; again++)
        {
            for (long seq = bench.Streams.CursorOf("fan-1", 7) + 1; seq <= all; seq++)
            {
                bench.Client.Deliver(Fan, Readings.Encode(seq));
            }

            await bench.SettleAsync();
        }

        Assert.InRange(most, 8_000, 16_384);
        Assert.Equal(("fan-1", 7u, all), bench.Client.Cursors.Last());
        Assert.Equal((all, 0L), bench.Store.Audit() is var audit ? (audit.Readings["fan-1"], audit.Duplicates) : default);
    }

    /// <summary>With the contract's padding (key 23).</summary>
    private static byte[] Padded(byte[] map, int length)
    {
        int pad = length - map.Length - 4;
        return [(byte)(map[0] + 1), .. map[1..], 23, 0x59, (byte)(pad >> 8), (byte)pad, .. new byte[pad]];
    }
}
