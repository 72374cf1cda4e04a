using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Ingest;

public sealed class StreamTableTests
{
    private static readonly Dictionary<string, (long ReceivedMs, byte[] Payload)> NoHealth = [];

    [Fact]
    public void Commits_failures_and_restarts_in_any_order_leave_disk_and_cursor_in_step()
    {
        var random = new Random(TestData.Seed);
        using var folder = new TemporaryFolder();
        GatewayDatabase database = GatewayDatabase.Open(folder.Path);
        try
        {
            var store = new ReadingStore(database);
            var streams = new StreamTable(store);
            var onDisk = new HashSet<long>();
            List<ReadingRow> batch = [];
            for (int step = 0; step < 600; step++)
            {
                int what = random.Next(20);
                if (what < 16)
                {
                    long seq = random.Next(1, 120);
                    bool known = onDisk.Contains(seq) || batch.Any(row => row.Seq == seq);
                    Arrival arrival = streams.Add("fan-1", 7, seq, step, out _);
                    Assert.True(arrival == (known ? Arrival.Duplicate : Arrival.New), $"seed {TestData.Seed}, step {step}: {seq} is {arrival}");
                    if (arrival == Arrival.New)
                    {
                        batch.Add(new ReadingRow("fan-1", 7, seq, step, [1, 2, 3]));
                    }
                }
                else if (what < 18)
                {
                    store.Commit(batch, streams.TakeChanged(), [], NoHealth);
                    onDisk.UnionWith(batch.Select(row => row.Seq));
                    batch.Clear();
                }
                else
                {
                    // The transaction failed (18), or the process died and a new one opens the file (19): the batch was never acknowledged.
                    batch.Clear();
                    if (what == 19)
                    {
                        database.Dispose();
                        database = GatewayDatabase.Open(folder.Path);
                        store = new ReadingStore(database);
                        streams = new StreamTable(store);
                    }
                    else
                    {
                        streams.Reload();
                    }

                    long cursor = 0;
                    while (onDisk.Contains(cursor + 1))
                    {
                        cursor++;
                    }

                    Assert.True(streams.CursorOf("fan-1", 7) == cursor, $"seed {TestData.Seed}, step {step}: cursor {streams.CursorOf("fan-1", 7)}, plain {cursor}");
                }
            }

            store.Commit(batch, streams.TakeChanged(), [], NoHealth);
            onDisk.UnionWith(batch.Select(row => row.Seq));
            (IReadOnlyDictionary<string, long> readings, long duplicates) = store.Audit();
            Assert.Equal(onDisk.Count, readings["fan-1"]);
            Assert.Equal(0, duplicates);
        }
        finally
        {
            database.Dispose();
        }
    }
}
