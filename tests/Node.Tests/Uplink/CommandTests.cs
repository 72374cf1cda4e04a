using AIoT.Embedded.Node.Tests.Store;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.Uplinks;

public sealed class CommandTests : IDisposable
{
    private const uint Epoch = 5;
    private readonly FakeBroker _broker = new();
    private readonly TestBoard _board = new(1);
    private readonly RingStore _store = RingStore.Open(new Flash(new Random(1)), new StoreOptions { SegmentBytes = 65536 }, Epoch);
    private readonly Uplink _uplink;

    public CommandTests()
        => _uplink = new Uplink(new UplinkOptions { Device = "fan-1", FirstBackOffMilliseconds = 1, LongestBackOffMilliseconds = 2 }, _broker, _store, new NodeClock(_board), _board);

    public void Dispose() => _uplink.Stop(5000);

    [Fact]
    public void A_command_reaches_its_handler_and_is_answered_under_its_number()
    {
        var handler = new TestHandler(TopicKind.Baseline);
        handler.Handler = command =>
        {
            Assert.Equal([1, 2, 3], command.Buffer[..command.Length]);
            (command.Id, command.Text) = (77, "learning");
            return CommandResult.Done;
        };
        _uplink.Commands.Add(handler);
        _uplink.Start();
        Wait.Until(() => _uplink.IsConnected, "a connection");
        _broker.Say([1, 2, 3], Topics.Of("fan-1", TopicKind.Baseline));
        Wait.Until(() => _broker.Answers.Length == 1, "an answer");
        Answer answer = _broker.Answers[0];
        Assert.Equal((Epoch, 1u, TopicKind.Baseline, 77u, CommandResult.Done, "learning"), (answer.Epoch, answer.Boot, answer.Kind, answer.Id, answer.Result, answer.Text));
        Assert.Equal(1, _uplink.Commands.CountOf(CommandResult.Done));
    }

    [Fact]
    public void Bad_commands_of_every_kind_are_counted_by_reason_and_readings_go_on()
    {
        var handler = new TestHandler(TopicKind.Baseline)
        {
            Handler = command => command.Buffer[0] switch
            {
                0 => throw new InvalidOperationException("a handler in a mess"),
                1 => CommandResult.Malformed,
                2 => CommandResult.Refused,
                _ => 12345,
            },
        };
        _uplink.Commands.Add(handler);
        _uplink.Start();
        Wait.Until(() => _uplink.IsConnected, "a connection");
        for (byte first = 0; first < 4; first++)
        {
            _broker.Say([first], Topics.Of("fan-1", TopicKind.Baseline));
            int answers = first + 1;
            Wait.Until(() => _broker.Answers.Length == answers, "an answer");
        }

        _broker.Say([0], Topics.Of("fan-1", TopicKind.ModelOffer));
        Wait.Until(() => _broker.Answers.Length == 5, "an answer");
        _broker.Say(new byte[WireLimits.CommandBytes + 1], Topics.Of("fan-1", TopicKind.Baseline));
        _broker.Say(new byte[3_000_000], Topics.Of("fan-1", TopicKind.Capture));
        _broker.Say([1], "aiot/v1/down/fan-1/format");
        _broker.Say([1], Topics.Of("fan-2", TopicKind.Baseline));
        _broker.Say([1], Topics.Of("fan-1", TopicKind.Evidence));
        Wait.Until(() => _uplink.Commands.CountOf(CommandResult.TooLong) == 2, "both counted");
        Assert.Equal([0, 1, 2, 1, 3, 0], Enumerable.Range(0, CommandResult.Count).Select(_uplink.Commands.CountOf));
        Assert.Equal(1, _uplink.Commands.Failures);
        Assert.Equal([CommandResult.Refused, CommandResult.Malformed, CommandResult.Refused, CommandResult.Refused, CommandResult.Unsupported], _broker.Answers.Select(a => a.Result));

        var reading = new Reading { Epoch = Epoch, Boot = 1, Seq = 1, Rate = 1 };
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        Assert.True(_store.TryAppend(buffer, reading.Encode(buffer, 0)));
        _uplink.Wake();
        Wait.Until(() => _broker.Readings.Length == 1, "the reading");
        Assert.Equal(0, _uplink.Reconnects);
    }

    [Fact]
    public void A_flood_of_commands_is_dropped_and_counted_and_the_last_state_is_sound()
    {
        using var busy = new ManualResetEventSlim();
        var handler = new TestHandler(TopicKind.Challenge)
        {
            Handler = _ =>
            {
                busy.Wait();
                return CommandResult.Done;
            },
        };
        _uplink.Commands.Add(handler);
        _uplink.Start();
        Wait.Until(() => _uplink.IsConnected, "a connection");
        for (int i = 0; i < 1000; i++)
        {
            _broker.Say([1], Topics.Of("fan-1", TopicKind.Challenge));
        }

        busy.Set();
        Wait.Until(() => _uplink.Commands.CountOf(CommandResult.Done) + _uplink.Commands.CountOf(CommandResult.Busy) == 1000, "all accounted for");
        Assert.InRange(_uplink.Commands.CountOf(CommandResult.Done), 2, 3);
    }

    [Fact]
    public void A_handler_goes_on_when_polled_and_knows_a_new_connection()
    {
        int fresh = 0;
        var handler = new TestHandler(TopicKind.Challenge)
        {
            Poller = (isFresh, replies) =>
            {
                fresh += isFresh ? 1 : 0;
                return replies.TryPublish(TopicKind.Evidence, [0xD1, 0x80], 2) ? 5 : 1000;
            },
        };
        _uplink.Commands.Add(handler);
        _uplink.Start();
        Wait.Until(() => _broker.Replies.Length >= 10, "ten pieces");
        Assert.All(_broker.Replies, reply => Assert.Equal((TopicKind.Evidence, 2), (reply.Kind, reply.Message.Length)));
        Assert.Equal(1, fresh);
        _broker.Lose();
        Wait.Until(() => fresh == 2, "a second connection");
    }

    [Fact]
    public void A_handler_publishes_up_only_and_within_the_limit()
    {
        _uplink.Start();
        Wait.Until(() => _uplink.IsConnected, "a connection");
        Assert.False(_uplink.TryPublish(TopicKind.Acknowledgement, new byte[10], 10));
        Assert.False(_uplink.TryPublish(TopicKind.Evidence, new byte[2000], WireLimits.ReplyBytes + 1));
        Assert.False(_uplink.TryPublish(TopicKind.Evidence, new byte[10], 0));
    }

    private sealed class TestHandler(int kind) : ICommandHandler
    {
        public Func<Command, int> Handler { get; set; } = _ => CommandResult.Done;

        public Func<bool, IReplies, int> Poller { get; init; } = (_, _) => 1000;

        public bool Takes(int asked) => asked == kind;

        public int Handle(Command command, IReplies replies) => Handler(command);

        public int Poll(long now, bool fresh, IReplies replies) => Poller(fresh, replies);
    }
}
