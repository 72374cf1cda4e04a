using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Ingest;

public sealed class IngestPipelineTests
{
    private static readonly string Fan = Topics.Reading("fan-1");

    [Fact]
    public async Task A_cursor_follows_the_commit_and_waits_at_a_gap()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        foreach (long seq in new long[] { 1, 2, 4, 5 })
        {
            bench.Client.Deliver(Fan, Readings.Encode(seq));
        }

        await bench.SettleAsync();
        Assert.Equal(("fan-1", 7u, 2L), bench.Client.Cursors.Last());
        Assert.Equal(1, bench.Streams.Snapshot().Single().Missing);
        bench.Client.Deliver(Fan, Readings.Encode(3));
        await bench.SettleAsync();
        Assert.Equal(("fan-1", 7u, 5L), bench.Client.Cursors.Last());
        Assert.Equal(0, bench.Streams.Snapshot().Single().Missing);
    }

    [Fact]
    public async Task A_board_that_has_not_heard_is_told_again()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        bench.Client.Deliver(Fan, Readings.Encode(1));
        await bench.SettleAsync();
        int told = bench.Client.Cursors.Count;
        bench.Client.Deliver(Fan, Readings.Encode(1));
        await bench.SettleAsync();
        Assert.Equal(told + 1, bench.Client.Cursors.Count);
        Assert.Equal(1, bench.Pipeline.Counters.Duplicates);
        Assert.Equal(1, bench.Store.Audit().Readings["fan-1"]);
    }

    [Fact]
    public async Task Epochs_of_one_board_are_streams_of_their_own()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        bench.Client.Deliver(Fan, Readings.Encode(1, epoch: 7));
        bench.Client.Deliver(Fan, Readings.Encode(1, epoch: 0xFFFFFFFF));
        await bench.SettleAsync();
        Assert.Equal(2, bench.Store.Audit().Readings["fan-1"]);
        Assert.Equal([7u, 0xFFFFFFFF], bench.Client.Cursors.Select(cursor => cursor.Epoch).Order());
    }

    [Fact]
    public async Task A_board_that_was_acknowledged_by_a_store_that_is_gone_is_not_held_up()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        bench.Client.Deliver(Topics.Health("fan-1"), Readings.EncodeHealth(produced: 1_000_003, acked: 1_000_000));
        for (long seq = 1_000_001; seq <= 1_000_003; seq++)
        {
            bench.Client.Deliver(Fan, Readings.Encode(seq));
        }

        await bench.SettleAsync();
        Assert.Equal(("fan-1", 7u, 1_000_003L), bench.Client.Cursors.Last());
        Assert.Equal(1_000_000, bench.Streams.Snapshot().Single().Elsewhere);
    }

    [Theory]
    [InlineData("aiot/v1/up/fan-1/readings", "the topic is none of the wire contract")]
    [InlineData("aiot/v1/up/Fan/reading", "the topic is none of the wire contract")]
    [InlineData("aiot/v1/up/'; DROP TABLE readings; --/reading", "the topic is none of the wire contract")]
    [InlineData("aiot/v1/down/fan-1/ack", "the topic is none of the wire contract")]
    public async Task A_message_under_another_topic_is_kept_aside_with_the_reason(string topic, string reason)
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        bench.Client.Deliver(topic, Readings.Encode(1));
        await bench.SettleAsync();
        PoisonRow row = Assert.Single(bench.Store.LastPoison(10));
        Assert.Equal(reason, row.Reason);
        Assert.Equal(topic, row.Topic);
        Assert.Empty(bench.Store.Audit().Readings);
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_refused_unread_and_kept_in_part()
    {
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        bench.Client.Deliver(Fan, new byte[100_000]);
        await bench.SettleAsync();
        PoisonRow row = Assert.Single(bench.Store.LastPoison(10));
        Assert.Equal("100000 bytes: the limit is 1024", row.Reason);
        Assert.Equal(2048, row.Payload.Length);
    }

    [Fact]
    public async Task Junk_among_good_readings_harms_none_of_them()
    {
        int junk = TestData.LongMode ? 1_000_000 : 5_000;
        var random = new Random(TestData.Seed);
        using var folder = new TemporaryFolder();
        await using var bench = new IngestBench(folder.Path);
        byte[] good = Readings.Encode(1);
        long seq = 0;
        for (int i = 0; i < junk; i++)
        {
            byte[] bytes = random.Next(3) switch
            {
                0 => RandomBytes(random),
                1 => [.. good.AsSpan(0, random.Next(good.Length))],
                _ => Mutated(good, random),
            };
            bench.Client.Deliver(random.Next(2) == 0 ? Topics.Reading("junk") : Topics.Health("junk"), bytes);
            if (i % 50 == 0)
            {
                bench.Client.Deliver(Fan, Readings.Encode(++seq));
            }
        }

        await bench.SettleAsync();
        Assert.True(bench.Client.Cursors.Last(cursor => cursor.Device == "fan-1").Seq == seq, $"seed {TestData.Seed}");
        Assert.True(bench.Pipeline.Counters.Poison > junk / 2, $"seed {TestData.Seed}: {bench.Pipeline.Counters}");
        (IReadOnlyDictionary<string, long> readings, long duplicates) = bench.Store.Audit();
        Assert.Equal(seq, readings["fan-1"]);
        Assert.Equal(0, duplicates);
        Assert.InRange(bench.Store.LastPoison(ReadingStore.PoisonKept + 1).Count, 1, ReadingStore.PoisonKept);
    }

    private static byte[] RandomBytes(Random random)
    {
        byte[] bytes = new byte[random.Next(0, 300)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutated(byte[] good, Random random)
    {
        byte[] bytes = [.. good];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }
}
