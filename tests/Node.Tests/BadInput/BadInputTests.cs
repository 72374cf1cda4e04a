using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.ModelTools.Image.Signing;
using AIoT.Embedded.Node.Tests.Measurements;
using AIoT.Embedded.Node.Tests.Models;
using AIoT.Embedded.Node.Tests.Store;
using AIoT.Embedded.Node.Tests.Uplinks;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.BadInput;

/// <summary>
/// A whole board, measuring, and each thing that somebody may say to it and should not: refused, counted for its reason, nothing lost, and the
/// board measures on. How each decoder and check refuses in detail is tested beside it.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private readonly Flash _flash = AppBench.Memory();
    private readonly FakeBroker _broker = new();
    private readonly SlotBench _bench = new();
    private readonly ConfigurationStore _configurations;
    private readonly ModelSlots _models;
    private readonly NodeApp _app;

    public BadInputTests()
    {
        _configurations = new ConfigurationStore(_flash);
        _models = _bench.Start(_flash, out ModelImage image);
        var identity = new DeviceIdentity { Ueid = [EvidenceClaim.RandomUeid, .. new byte[16]], OemId = new byte[16], Key = new byte[32] };
        var configuration = new NodeConfiguration { Device = "fan-1", Broker = "gw", Capture = CaptureMode.Request };
        configuration.Machine.ShaftSpeedMilliHz = 24_667;
        _app = new NodeApp(new NodeParts
        {
            Board = new TestBoard(1),
            Power = new TestPower(),
            Storage = _flash,
            Store = new StoreOptions { SegmentBytes = 1 << 20 },
            Source = new FakeSource(AppBench.Noise(1000).Sample) { MillisecondsARead = 2 },
            Client = _broker,
            Image = image,
            Models = _models,
            Attester = new Attester(identity, new SoftwareKeyProvider(identity.Key), "virtual", "AIoT.Embedded.Node", "0", DebugStatus.Enabled, new byte[16]),
            Configuration = configuration,
            Configurations = _configurations,
            FirstBackOffMilliseconds = 5,
        });
        _broker.OnReading = reading => _broker.Acknowledge(reading.Epoch, reading.Seq);
        _app.Start();
        Wait.Until(() => _app.Uplink.IsConnected && _app.Windows > 3, "a board that measures");
    }

    private enum Counted
    {
        Cursor,
        Malformed,
        TooLong,
        Refused,
        Configuration,
        Model,
    }

    public static TheoryData<string> Cases => [.. All.Keys];

    private static Dictionary<string, (Action<BadInputTests> Say, Counted[] Counts, int Refusal)> All { get; } = new()
    {
        ["a cursor that is no CBOR"] = (t => t._broker.Say([0xFF, 0x00]), [Counted.Cursor], 0),
        ["a cursor that is too long"] = (t => t._broker.Say(new byte[WireLimits.CursorBytes + 1]), [Counted.Cursor], 0),
        ["a cursor with a key twice"] = (t => t._broker.Say([0xA2, 0x01, 0x01, 0x01, 0x01]), [Counted.Cursor], 0),
        ["a forged cursor of another epoch"] = (t => t._broker.Acknowledge(t._app.Store.Epoch ^ 1, 1), [Counted.Cursor], 0),
        ["a forged cursor beyond what was sent"] = (t => t._broker.Acknowledge(t._app.Store.Epoch, 1_000_000), [Counted.Cursor], 0),
        ["a challenge that is no CBOR"] = (t => t.Command(TopicKind.Challenge, [0xFF]), [Counted.Malformed], 0),
        ["a challenge that is too long"] = (t => t.Command(TopicKind.Challenge, new byte[WireLimits.CommandBytes + 1]), [Counted.TooLong], 0),
        ["a challenge with a short nonce"] = (t => t.Command(TopicKind.Challenge, [0xA3, 0x01, 0x01, 0x02, 0x07, 0x03, 0x41, 0x00]), [Counted.Malformed], 0),
        ["a challenge played again"] = (t => t.Challenge(2), [Counted.Refused], 0),
        ["a capture request that is no CBOR"] = (t => t.Command(TopicKind.Capture, [0x1F]), [Counted.Malformed], 0),
        ["a baseline request that is no CBOR"] = (t => t.Command(TopicKind.Baseline, [0xBF, 0xFF]), [Counted.Malformed], 0),
        ["a configuration request that is no CBOR"] = (t => t.Command(TopicKind.Configuration, [0xA1]), [Counted.Malformed], 0),
        ["a configuration that is absurd"] = (t => t.Configure("device = fan-1\nbroker = gw\nperiod = 1000000\n"), [Counted.Refused, Counted.Configuration], 0),
        ["a configuration with another name for the board"] = (t => t.Configure("device = fan-2\nbroker = gw\n"), [Counted.Refused, Counted.Configuration], 0),
        ["a model offer that is no CBOR"] = (t => t.Command(TopicKind.ModelOffer, [0xA1, 0x18]), [Counted.Malformed], 0),
        ["a piece of a model that is no CBOR"] = (t => t.Command(TopicKind.ModelChunk, [0x9F]), [Counted.Malformed], 0),
        ["a piece of a model that was not offered"] = (t => t.Chunk(new ModelOffer(), t._bench.Image(2), 0), [Counted.Refused, Counted.Model], ModelRefusal.NotOffered),
        ["a model that is too large"] = (t => t.Offer(new byte[100_000]), [Counted.Refused, Counted.Model], ModelRefusal.TooLarge),
        ["a model of an older version"] = (t => t.Offer(t._bench.Image(2), version: 1), [Counted.Refused, Counted.Model], ModelRefusal.OlderVersion),
        ["a model without a signature"] = (t => t.Send(ModelImageWriter.Write(SlotBench.Description(2))), [Counted.Model], ModelRefusal.Signature),
        ["a model signed with another key"] = (t => t.Send(Foreign()), [Counted.Model], ModelRefusal.Signature),
        ["a damaged model"] = (t => t.Send(Damaged(t._bench.Image(2))), [Counted.Model], ModelRefusal.Damaged),
        ["another model than was offered"] = (t => t.Send(t._bench.Image(2), SlotBench.Offer(t._bench.Image(3))), [Counted.Model], ModelRefusal.OtherImage),
        ["a model without a self-test"] = (t => t.Send(ModelSigner.Sign(ModelImageWriter.Write(SlotBench.Description(2) with { SelfTestInput = null }), t._bench.Key)), [Counted.Model], ModelRefusal.SelfTest),
    };

    public void Dispose()
    {
        _app.Stop(10_000);
        _bench.Dispose();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void It_is_refused_for_a_counted_reason_nothing_is_lost_and_the_board_measures_on(string name)
    {
        (Action<BadInputTests> say, Counted[] counts, int refusal) = All[name];
        int[] before = [.. counts.Select(Count)];
        int refusals = _models.RefusalsOf(refusal);
        say(this);
        Wait.Until(() => counts.Zip(before).All(c => Count(c.First) > c.Second), $"{name}: counted");
        Assert.Equal(refusals + (refusal == 0 ? 0 : 1), _models.RefusalsOf(refusal));

        long windows = _app.Windows;
        Wait.Until(() => _app.Windows >= windows + 5, "five more windows");
        _app.StopMeasuring(5000);
        Wait.Until(() => Told() == _app.Store.Produced && _app.Store.Acked == _app.Store.Produced, "every reading");
        Assert.Equal(_app.Windows, _app.Store.Produced);
        Assert.Equal((0, 0, 0L, 0), (_app.SensorFaults, _app.Uplink.Reconnects, _app.Store.Refused, _broker.Broken));
        Assert.Equal(1u, _models.Image.Version);
        Assert.False(_models.OnTrial);
    }

    private static byte[] Foreign()
    {
        using SigningKey other = SigningKey.Create();
        return ModelSigner.Sign(ModelImageWriter.Write(SlotBench.Description(2)), other);
    }

    private static byte[] Damaged(byte[] file)
    {
        file[40] ^= 1;
        return file;
    }

    private long Told() => _broker.Readings.Select(reading => reading.Seq).Distinct().LongCount();

    private int Count(Counted what) => what switch
    {
        Counted.Cursor => _app.Uplink.BadMessages,
        Counted.Malformed => _app.Uplink.Commands.CountOf(CommandResult.Malformed),
        Counted.TooLong => _app.Uplink.Commands.CountOf(CommandResult.TooLong),
        Counted.Refused => _app.Uplink.Commands.CountOf(CommandResult.Refused),
        Counted.Configuration => _configurations.Refused,
        _ => _models.Refusals,
    };

    private void Command(int kind, byte[] message) => _broker.Say(message, Topics.Of("fan-1", kind));

    private void Command(int kind, Func<byte[], int, int> encode)
    {
        byte[] buffer = new byte[WireLimits.CommandBytes];
        int length = encode(buffer, 0);
        Assert.NotEqual(0, length);
        Command(kind, buffer[..length]);
    }

    // One at a time: the board takes a command while it carries out another, and drops what is more.
    private void Challenge(int times)
    {
        var challenge = new Challenge { Id = 1, NonceLength = 16 };
        for (int i = 0; i < times; i++)
        {
            int handled = Handled();
            Command(TopicKind.Challenge, challenge.Encode);
            Wait.Until(() => Handled() > handled, "the command is done with");
        }
    }

    private int Handled() => Enumerable.Range(0, CommandResult.Count).Sum(_app.Uplink.Commands.CountOf);

    private void Configure(string text)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);
        Command(TopicKind.Configuration, new ConfigurationRequest { Id = 1, Buffer = bytes, Length = bytes.Length }.Encode);
    }

    private void Offer(byte[] file, uint? version = null) => Command(TopicKind.ModelOffer, SlotBench.Offer(file, version: version).Encode);

    private void Chunk(ModelOffer offer, byte[] file, int first)
    {
        ModelChunk chunk = SlotBench.Chunk(file, offer, first, 400);
        chunk.Id = 1;
        Command(TopicKind.ModelChunk, chunk.Encode);
    }

    private void Send(byte[] file, ModelOffer? offer = null)
    {
        offer ??= SlotBench.Offer(file, version: 2);
        offer.Total = file.Length;
        int handled = Handled();
        Command(TopicKind.ModelOffer, offer.Encode);
        Wait.Until(() => Handled() > handled, "the offer is done with");
        for (int first = 0; first < file.Length; first += 400)
        {
            handled = Handled();
            Chunk(offer, file, first);
            Wait.Until(() => Handled() > handled, "the piece is done with");
        }
    }
}
