using System.Threading.Channels;
using AIoT.Embedded.Gateway.Sparkplug.Payloads;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>
/// A Sparkplug B 3.0 edge node: the gateway is the node, its boards are the devices.
/// One loop does everything, so births, data and deaths leave in one order and share one counter.
/// </summary>
public sealed partial class EdgeNode
{
    /// <summary>The node's one command; never aliased (tck-id-operational-behavior-data-commands-rebirth-name-aliases).</summary>
    public const string RebirthName = "Node Control/Rebirth";

    private const string BirthNumberName = "bdSeq";
    private const int WaitingMessages = 256;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly EdgeNodeOptions _options;
    private readonly SparkplugTopics _topics;
    private readonly IEdgeSource _source;
    private readonly IBirthNumbers _numbers;
    private readonly Func<IEdgeTransport> _connect;
    private readonly TimeProvider _time;
    private readonly ILogger<EdgeNode> _logger;
    private readonly HostClock _host = new();

    /// <exception cref="ArgumentException">An id of the options is not one that Sparkplug allows.</exception>
    public EdgeNode(
        EdgeNodeOptions options, IEdgeSource source, IBirthNumbers numbers, Func<IEdgeTransport> connect, TimeProvider time, ILogger<EdgeNode> logger)
    {
        _options = options;
        _topics = new SparkplugTopics(options.Group, options.Node);
        if (options.PrimaryHost is { } host)
        {
            _ = SparkplugTopics.HostState(host);
        }

        _source = source;
        _numbers = numbers;
        _connect = connect;
        _time = time;
        _logger = logger;
    }

    /// <summary>Connects, and connects again, until told to stop; then it says its death and leaves.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        TimeSpan pause = FirstPause;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await ConnectionAsync(stop))
                {
                    pause = FirstPause;
                }
            }
            catch (IOException wrong)
            {
                LogLost(wrong.Message);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, _options.LongestPause.Ticks));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            // Full jitter: a hundred gateways don't come back to a broker in one moment.
            await Task.Delay(pause * (0.5 + (0.5 * Random.Shared.NextDouble())), _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One CONNECT and what follows.</summary>
    /// <returns>True when the node left by its own will.</returns>
    private async Task<bool> ConnectionAsync(CancellationToken stop)
    {
        int number = _numbers.Next();
        byte[] death = PayloadCodec.Write(new Payload(Now(), null, [BirthNumber(number, 0)]));
        var incoming = Channel.CreateBounded<(string Topic, byte[] Payload)>(new BoundedChannelOptions(WaitingMessages) { FullMode = BoundedChannelFullMode.DropOldest });
        await using IEdgeTransport transport = _connect();
        transport.Received += (topic, payload) => incoming.Writer.TryWrite((topic, payload));
        transport.Lost += reason => incoming.Writer.TryComplete(new IOException(reason));
        await transport.ConnectAsync(_topics.NodeDeath, death, stop);
        List<string> filters = [_topics.NodeCommand, _topics.DeviceCommands];
        if (_options.PrimaryHost is { } host)
        {
            filters.Add(SparkplugTopics.HostState(host));
        }

        await transport.SubscribeAsync(filters, stop);
        var session = new EdgeSession(_options, _topics, _source, transport, number, _host, _time, _logger);
        try
        {
            bool born = false;
            if (_options.PrimaryHost is null)
            {
                session.Birth();
                born = true;
            }
            else
            {
                LogWaiting(_options.PrimaryHost);
            }

            while (true)
            {
                await WaitAsync(incoming.Reader, stop);
                bool rebirth = false;
                while (incoming.Reader.TryRead(out (string Topic, byte[] Payload) message))
                {
                    switch (session.Hear(message.Topic, message.Payload))
                    {
                        case EdgeOrder.Rebirth:
                            rebirth = true;
                            break;
                        case EdgeOrder.HostOnline:
                            rebirth |= !born;
                            born = true;
                            break;
                        case EdgeOrder.HostOffline when born:
                            LogHostGone(_options.PrimaryHost!);
                            await LeaveAsync(transport, death);
                            return true;
                        default:
                            break;
                    }
                }

                if (born && rebirth)
                {
                    session.Birth();
                }
                else if (born)
                {
                    session.Report();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await LeaveAsync(transport, death);
            throw;
        }
    }

    /// <summary>Says the death itself: with a proper DISCONNECT the broker doesn't (tck-id-operational-behavior-edge-node-intentional-disconnect-ndeath).</summary>
    private async Task LeaveAsync(IEdgeTransport transport, byte[] death)
    {
        transport.Publish(_topics.NodeDeath, death, qos: 1);
        await transport.DisconnectAsync();
    }

    private async Task WaitAsync(ChannelReader<(string Topic, byte[] Payload)> incoming, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_options.Interval);
        try
        {
            if (!await incoming.WaitToReadAsync(patience.Token))
            {
                throw new IOException("the connection is gone");
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Nothing has come: time to report.
        }
    }

    internal static Metric BirthNumber(int number, long at) => new(BirthNumberName, MetricType.Int64, (long)number, at);

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    [LoggerMessage(LogLevel.Warning, "Sparkplug: no connection: {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(LogLevel.Information, "Sparkplug: connected, waiting for the primary host {Host}")]
    private partial void LogWaiting(string host);

    [LoggerMessage(LogLevel.Warning, "Sparkplug: the primary host {Host} is offline: said the node's death, and wait")]
    private partial void LogHostGone(string host);
}
