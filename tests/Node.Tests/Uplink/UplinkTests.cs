using AIoT.Embedded.Node.Tests.Store;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.Uplinks;

public sealed class UplinkTests : IDisposable
{
    private const uint Epoch = 5;
    private readonly FakeBroker _broker = new();
    private readonly TestBoard _board = new(1);
    private readonly Flash _flash = new(new Random(1));
    private readonly NodeClock _clock;
    private readonly RingStore _store;
    private Uplink? _uplink;

    public UplinkTests()
    {
        _clock = new NodeClock(_board);
        _store = RingStore.Open(_flash, new StoreOptions { SegmentBytes = 65536 }, Epoch);
    }

    public void Dispose() => _uplink?.Stop(5000);

    [Fact]
    public void Readings_go_in_order_and_no_more_than_64_are_on_the_way()
    {
        Produce(200);
        Start(resend: 60_000);
        Wait.Until(() => _broker.Readings.Length == 64, "64 readings");
        Thread.Sleep(50);
        Assert.Equal(Enumerable.Range(1, 64).Select(i => (long)i), _broker.Readings.Select(r => r.Seq));

        _broker.Acknowledge(Epoch, 10);
        Wait.Until(() => _broker.Readings.Length == 74, "ten more");
        Thread.Sleep(50);
        Assert.Equal(74, _broker.Readings[^1].Seq);
        Assert.Equal(10, _store.Acked);
        Assert.Equal(0, _uplink!.Resent);
    }

    [Fact]
    public void Silence_makes_the_board_send_again_from_the_oldest()
    {
        Produce(3);
        Start(resend: 100);
        Wait.Until(() => _broker.Readings.Length >= 6, "a second time");
        Assert.Equal([1L, 2, 3, 1, 2, 3], _broker.Readings.Take(6).Select(r => r.Seq));
        Assert.True(_uplink!.Resent >= 3);

        _broker.Acknowledge(Epoch, 3);
        Wait.Until(() => _store.Acked == 3, "the acknowledgement");
        int sent = _broker.Readings.Length;
        Thread.Sleep(300);
        Assert.InRange(_broker.Readings.Length, sent, sent + 3);
    }

    [Fact]
    public void A_new_connection_makes_the_board_send_again_from_the_oldest()
    {
        Produce(5);
        Start(resend: 60_000);
        Wait.Until(() => _broker.Readings.Length == 5, "five readings");
        _broker.Acknowledge(Epoch, 2);
        Wait.Until(() => _store.Acked == 2, "the acknowledgement");

        _broker.Lose();

        Wait.Until(() => _broker.Readings.Length == 8, "the rest again");
        Assert.Equal([3L, 4, 5], _broker.Readings.Skip(5).Select(r => r.Seq));
        Assert.Equal(1, _uplink!.Reconnects);
    }

    [Fact]
    public void Forged_foreign_malformed_and_oversized_cursors_are_counted_and_change_nothing()
    {
        Produce(3);
        Start(resend: 60_000);
        Wait.Until(() => _broker.Readings.Length == 3, "three readings");

        _broker.Acknowledge(Epoch + 1, 2);
        _broker.Acknowledge(Epoch, 4);
        _broker.Acknowledge(Epoch, long.MaxValue >> 10);
        _broker.Say([]);
        _broker.Say([0xA1, 0x01]);
        _broker.Say(new byte[WireLimits.CursorBytes + 1]);
        _broker.Say(new byte[1_000_000]);
        Wait.Until(() => _uplink!.BadMessages == 7, "seven bad messages");
        Assert.Equal(0, _store.Acked);
        Assert.Equal(0, _clock.UtcMilliseconds);
        _broker.Say(FakeBroker.Cursor(Epoch, 3), "aiot/v1/down/pump-1/ack");
        _broker.Acknowledge(Epoch, 1);
        Wait.Until(() => _store.Acked == 1, "a true one");
        Assert.Equal(7, _uplink!.BadMessages);
    }

    [Fact]
    public void A_cursor_beyond_what_was_sent_drops_nothing()
    {
        Start(resend: 60_000);
        Produce(100);
        Wait.Until(() => _broker.Readings.Length == 64, "64 readings");
        _broker.Acknowledge(Epoch, 65);
        _broker.Acknowledge(Epoch, 100);
        Wait.Until(() => _uplink!.BadMessages == 2, "two bad cursors");
        Assert.Equal(0, _store.Acked);
        _broker.Acknowledge(Epoch, 64);
        Wait.Until(() => _broker.Readings.Length == 100, "the rest");
        _broker.Acknowledge(Epoch, 100);
        Wait.Until(() => _store.Acked == 100, "the acknowledgement");
    }

    [Fact]
    public void What_an_earlier_life_sent_can_be_acknowledged_in_this_one()
    {
        Produce(100);
        Start(resend: 60_000);
        Wait.Until(() => _broker.Readings.Length == 64, "64 readings");
        _broker.Acknowledge(Epoch, 90);
        Wait.Until(() => _store.Acked == 90, "the acknowledgement");
    }

    [Fact]
    public void The_clock_follows_the_gateway_and_an_old_cursor_cannot_set_it_back()
    {
        Produce(2);
        Start(resend: 60_000);
        Wait.Until(() => _broker.Readings.Length == 2, "two readings");
        Assert.Equal(0, _clock.UtcMilliseconds);

        _broker.Acknowledge(Epoch, 1, NodeClock.Earliest - 1);
        Wait.Until(() => _store.Acked == 1, "the acknowledgement");
        Assert.Equal(0, _clock.UtcMilliseconds);

        long time = NodeClock.Earliest + 10_000_000;
        _broker.Acknowledge(Epoch, 1, time);
        Wait.Until(() => _clock.UtcMilliseconds >= time, "the clock");
        _broker.Acknowledge(Epoch, 1, time - NodeClock.LongestStepBackMilliseconds - 5000);
        Wait.Until(() => _uplink!.BadMessages == 2, "refused times");
        Assert.True(_clock.UtcMilliseconds >= time);
    }

    [Fact]
    public void A_board_without_a_broker_tries_less_and_less_often()
    {
        _broker.Refuses = true;
        Start(resend: 1000, firstBackOff: 20, longestBackOff: 200);
        Wait.Until(() => _broker.Connects >= 5, "five attempts");
        Assert.True(_uplink!.Failures >= 4);
        Assert.False(_uplink.IsConnected);
        _broker.Refuses = false;
        Produce(1);
        Wait.Until(() => _broker.Readings.Length >= 1, "a reading");
    }

    [Fact]
    public void Waits_between_attempts_double_with_jitter_up_to_a_longest_one()
    {
        var backOff = new BackOff(_board, 1000, 60_000);
        foreach (int full in new[] { 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000 })
        {
            Assert.InRange(backOff.Next(), full / 2, full);
        }

        backOff.Reset();
        Assert.InRange(backOff.Next(), 500, 1000);
    }

    [Fact]
    public void A_broker_that_never_answers_the_subscription_is_left()
    {
        _broker.AnswersSubscriptions = false;
        Produce(1);
        Start(resend: 1000, subscribeTimeout: 50);
        Wait.Until(() => _broker.Connects >= 3, "three connections");
        Assert.Empty(_broker.Readings);
        _broker.AnswersSubscriptions = true;
        Wait.Until(() => _broker.Readings.Length >= 1, "a reading");
    }

    [Fact]
    public void A_broker_that_confirms_nothing_is_left_before_its_messages_fill_the_memory()
    {
        _broker.Confirms = false;
        Produce(64);
        Start(resend: 10, confirmTimeout: 300);
        Wait.Until(() => _broker.Connects >= 2, "a second connection");
        Assert.InRange(_broker.Readings.Length, 128, 128 * _broker.Connects);
        _broker.Confirms = true;
        _broker.Acknowledge(Epoch, 64);
        Wait.Until(() => _store.Acked == 64, "the acknowledgement");
    }

    [Fact]
    public void Whatever_the_network_throws_everything_arrives_in_the_end()
    {
        var random = new Random(TestData.Seed);
        var committed = new SortedSet<long>();
        _broker.Trouble = () =>
        {
            lock (random)
            {
                switch (random.Next(12))
                {
                    case 0:
                        throw new IOException("network");
                    case 1:
                        throw new InvalidOperationException("a client in a mess");
                    case 2:
                        _broker.Lose();
                        break;
                }
            }
        };
        _broker.OnReading = reading =>
        {
            lock (random)
            {
                committed.Add(reading.Seq);
                long cursor = 0;
                while (committed.Contains(cursor + 1))
                {
                    cursor++;
                }

                if (random.Next(3) == 0)
                {
                    _broker.Acknowledge(Epoch, cursor);
                }
            }
        };
        Start(resend: 30, firstBackOff: 1, longestBackOff: 5);
        for (int i = 0; i < 300; i++)
        {
            Produce(1);
        }

        Wait.Until(() => _store.Acked == 300, $"all acknowledged (seed {TestData.Seed})");
        Assert.Equal(300, committed.Count);
        Assert.Equal(0, _broker.Broken);
    }

    [Fact]
    public void A_reading_that_the_flash_has_spoilt_travels_as_an_empty_one_with_its_number()
    {
        Produce(3);
        _flash.Spoil(name => name.EndsWith(".seg", StringComparison.Ordinal), 8);
        Start(resend: 60_000);
        Wait.Until(() => _broker.Readings.Length == 3, "three readings");
        Assert.Equal([1L, 2, 3], _broker.Readings.Select(r => r.Seq));
        Assert.Contains(_broker.Readings, r => (r.Flags & ReadingFlags.LostOnFlash) != 0 && r.FeatureCount == 0 && r.Epoch == Epoch);
    }

    [Fact]
    public void Health_tells_the_counters()
    {
        Produce(3);
        Start(resend: 60_000, health: 20);
        Wait.Until(() => _broker.Readings.Length == 3, "three readings");
        _broker.Acknowledge(Epoch, 2);
        _broker.Say([1]);
        Wait.Until(() => _broker.Healths is [.., { Acked: 2, Errors: 1 }], "health");
        Health health = _broker.Healths[^1];
        Assert.Equal((Epoch, 1u, 3L, 0L, "0.1.0", 12345L), (health.Epoch, health.Boot, health.Produced, health.Refused, health.Firmware, health.Free));
    }

    [Fact]
    public void A_name_that_is_no_device_is_refused()
        => Assert.Throws<ArgumentException>(() => new Uplink(new UplinkOptions { Device = "Fan 1" }, _broker, _store, _clock, _board));

    private void Start(int resend, int firstBackOff = 5, int longestBackOff = 20, int subscribeTimeout = 10_000, int health = 60_000, int confirmTimeout = 30_000)
    {
        var options = new UplinkOptions
        {
            Device = "fan-1",
            ResendMilliseconds = resend,
            FirstBackOffMilliseconds = firstBackOff,
            LongestBackOffMilliseconds = longestBackOff,
            SubscribeTimeoutMilliseconds = subscribeTimeout,
            HealthMilliseconds = health,
            ConfirmTimeoutMilliseconds = confirmTimeout,
        };
        _uplink = new Uplink(options, _broker, _store, _clock, _board);
        _uplink.Start();
    }

    private void Produce(int count)
    {
        var reading = new Reading { Epoch = Epoch, Boot = 1, Rate = 12800, FeatureCount = 30 };
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        for (int i = 0; i < count; i++)
        {
            reading.Seq = _store.Produced + 1;
            Assert.True(_store.TryAppend(buffer, reading.Encode(buffer, 0)));
            _uplink?.Wake();
        }
    }
}
