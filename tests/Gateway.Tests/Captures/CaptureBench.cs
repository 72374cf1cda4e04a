using System.Threading.Channels;
using AIoT.Embedded.Gateway.Captures;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AIoT.Embedded.Gateway.Tests.Captures;

/// <summary>The room of captures over a folder, with boards at the other end of a link that a test can cut.</summary>
internal sealed class CaptureBench : IAsyncDisposable
{
    private readonly Link _link;

    public CaptureBench(string folder, CaptureSettings? settings = null, IShaftSpeeds? speeds = null)
    {
        _link = new Link(this);
        Database = GatewayDatabase.Open(folder);
        Readings = new ReadingStore(Database);
        Store = new CaptureStore(Database);
        var monitor = new StorageMonitor(Database, new RetentionSettings { ReserveMegabytes = 0 }, TimeProvider.System, NullLogger<StorageMonitor>.Instance);
        Inbox = new CaptureInbox(
            _link, Store, Readings, new WireCodec(), monitor, settings ?? new CaptureSettings { Patience = TimeSpan.FromMilliseconds(200), Tries = 8 }, TimeProvider.System, NullLogger<CaptureInbox>.Instance, speeds);
        Inbox.Moved += status => Statuses.Writer.TryWrite(status);
        Inbox.StartAsync(default).GetAwaiter().GetResult();
    }

    public GatewayDatabase Database { get; }

    public ReadingStore Readings { get; }

    public CaptureStore Store { get; }

    public CaptureInbox Inbox { get; }

    public Dictionary<string, CapturingBoard> Boards { get; } = [];

    public Channel<CaptureStatus> Statuses { get; } = Channel.CreateUnbounded<CaptureStatus>();

    public CapturingBoard Add(string device, Func<int, short> wave)
    {
        var board = new CapturingBoard(device, Deliver, wave);
        Boards[device] = board;
        return board;
    }

    public void Deliver(string topic, byte[] payload) => Inbox.TryTake(new InboundMessage(topic, payload, 1_700_000_000_000));

    public async Task<CaptureStatus> UntilAsync(string state)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            CaptureStatus status = await Statuses.Reader.ReadAsync(patience.Token);
            if (status.State == state)
            {
                return status;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Inbox.DisposeAsync();
        Database.Dispose();
    }

    private sealed class Link(CaptureBench bench) : IMessageClient
    {
        public event Action<InboundMessage>? Received { add { } remove { } }

        public event Action? Ready { add { } remove { } }

        public event Action<string>? Lost { add { } remove { } }

        public bool IsReady => true;

        public void Start(IReadOnlyList<string> filters)
        {
        }

        public bool Publish(string topic, ReadOnlySpan<byte> payload)
        {
            if (bench.Boards.TryGetValue(topic.Split('/')[3], out CapturingBoard? board))
            {
                board.Hear(payload.ToArray());
            }

            return true;
        }

        public void Dispose()
        {
        }
    }
}
