using AIoT.Embedded.Gateway.Ingest;
using FsCheck;
using FsCheck.Fluent;
using TestData = AIoT.Embedded.Tests.Common.TestData;

namespace AIoT.Embedded.Gateway.Tests.Ingest;

public sealed class SequenceTrackerTests
{
    private static readonly int Cases = TestData.LongMode ? 1_000_000 : 2_000;

    [Fact]
    public void Any_order_any_repetition_and_any_loss_with_resending_keep_each_number_once_and_the_cursor_right()
    {
        var random = new Random(TestData.Seed);
        for (int run = 0; run < Cases; run++)
        {
            int count = random.Next(1, 40);
            var tracker = new SequenceTracker(0, []);
            var kept = new HashSet<long>();
            for (int step = 0; kept.Count < count; step++)
            {
                Assert.True(step < 10_000, $"seed {TestData.Seed}, run {run}: {kept.Count} of {count}");
                long seq = random.Next(1, count + 1);
                if (random.Next(4) == 0)
                {
                    continue;
                }

                Arrival arrival = tracker.Add(seq);
                Assert.True(arrival == (kept.Add(seq) ? Arrival.New : Arrival.Duplicate), $"seed {TestData.Seed}, run {run}: {seq} is {arrival}");
                Assert.True(tracker.Cursor == PlainCursor(kept), $"seed {TestData.Seed}, run {run}: cursor {tracker.Cursor}, kept {string.Join(",", kept.Order())}");
            }

            Assert.Equal(count, tracker.Cursor);
            Assert.Equal(0, tracker.Ahead);
        }
    }

    [Fact]
    public void A_tracker_rebuilt_from_what_is_kept_goes_on_as_if_nothing_had_happened()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Math.Min(Cases, 100_000)), Prop.ForAll<byte[], byte>((before, next) =>
        {
            var tracker = new SequenceTracker(0, []);
            var kept = new HashSet<long>();
            foreach (byte seq in before)
            {
                tracker.Add(seq + 1);
                kept.Add(seq + 1);
            }

            var rebuilt = new SequenceTracker(tracker.Cursor, kept.Where(seq => seq > tracker.Cursor));
            return rebuilt.Cursor == tracker.Cursor && rebuilt.Add(next + 1) == tracker.Add(next + 1) && rebuilt.Cursor == tracker.Cursor && rebuilt.Ahead == tracker.Ahead;
        }));
    }

    [Fact]
    public void A_number_that_no_board_can_have_given_is_not_kept()
    {
        var tracker = new SequenceTracker(10, []);
        Assert.Equal(Arrival.TooFarAhead, tracker.Add(11 + SequenceTracker.Window));
        Assert.Equal(Arrival.New, tracker.Add(10 + SequenceTracker.Window));
        Assert.Equal(10, tracker.Cursor);
    }

    [Fact]
    public void What_an_earlier_store_acknowledged_is_given_up_and_counted_once()
    {
        var tracker = new SequenceTracker(0, []);
        tracker.Add(101);
        tracker.Add(99);
        Assert.Equal(99, tracker.GiveUpTo(100));
        Assert.Equal(101, tracker.Cursor);
        Assert.Equal(0, tracker.GiveUpTo(100));
        Assert.Equal(Arrival.New, tracker.Add(102));
    }

    private static long PlainCursor(HashSet<long> kept)
    {
        long cursor = 0;
        while (kept.Contains(cursor + 1))
        {
            cursor++;
        }

        return cursor;
    }
}
