using System.Threading.Channels;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Timing;
using AIoT.Embedded.Wire;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Ingest;

/// <summary>
/// Broker to disk to cursor: messages wait in a bounded queue, go to disk in batches, and only then are boards told.
/// A message that is lost before its batch is on disk comes again, because its board has heard no cursor.
/// </summary>
public sealed partial class IngestPipeline : IAsyncDisposable
{
    private const int QueueLength = 16_384;
    private const int UsualBatch = 2_000;

    /// <summary>Where that many wait, a transaction and a flush for more of them.</summary>
    private const int LargestBatch = 8_000;
    private const int PoisonBytes = 2048;
    private const string Name = "ingest";
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<InboundMessage> _queue = Channel.CreateBounded<InboundMessage>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly ReadingStore _store;
    private readonly IWireCodec _codec;
    private readonly IMessageClient _client;
    private readonly TimeProvider _time;
    private readonly ILogger<IngestPipeline> _logger;
    private readonly StreamTable _streams;
    private readonly StorageMonitor? _storage;
    private readonly IMessageRoute[] _routes;
    private readonly IngestBatch _batch = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private long _received, _handled, _committed, _duplicates, _health, _poison, _tooFarAhead, _shed, _commits, _commitFailures, _cursors;

    public IngestPipeline(ReadingStore store, IWireCodec codec, IMessageClient client, StreamTable streams, TimeProvider time, ILogger<IngestPipeline> logger, StorageMonitor? storage = null, IEnumerable<IMessageRoute>? routes = null)
    {
        _routes = [.. routes ?? []];
        _storage = storage;
        _store = store;
        _codec = codec;
        _client = client;
        _streams = streams;
        _time = time;
        _logger = logger;
    }

    /// <summary>Raised after each commit that brought readings.</summary>
    public event Action? ReadingsCommitted;

    /// <summary>Raised after each commit that brought a board's word about itself.</summary>
    public event Action<string>? BoardSpoke;

    public IngestCounters Counters => new(
        Volatile.Read(ref _received), Volatile.Read(ref _handled), Volatile.Read(ref _committed), Volatile.Read(ref _duplicates), Volatile.Read(ref _health), Volatile.Read(ref _poison), Volatile.Read(ref _tooFarAhead),
        Volatile.Read(ref _shed), Volatile.Read(ref _commits), Volatile.Read(ref _commitFailures), Volatile.Read(ref _cursors));

    /// <summary>Messages waiting.</summary>
    public int Waiting => _queue.Reader.Count;

    public void Start()
    {
        _client.Received += OnReceived;
        _work = Task.Run(() => WorkAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Received -= OnReceived;
        _queue.Writer.TryComplete();
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    /// <summary>On the network thread: a full queue holds the broker back, for a while.</summary>
    private void OnReceived(InboundMessage message)
    {
        foreach (IMessageRoute route in _routes)
        {
            if (route.TryTake(message))
            {
                return;
            }
        }

        Interlocked.Increment(ref _received);
        if (_queue.Writer.TryWrite(message))
        {
            return;
        }

        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            patience.CancelAfter(LongestHold);
            _queue.Writer.WriteAsync(message, patience.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception gone) when (gone is OperationCanceledException or ChannelClosedException)
        {
            Interlocked.Increment(ref _shed);
        }
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stop))
            {
                if (_queue.Reader.Count < UsualBatch)
                {
                    await Task.Delay(Linger, _time, stop);
                }

                if (!TakeBatch())
                {
                    await Task.Delay(PauseAfterFailure, _time, stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what is still queued is not acknowledged and comes again.
        }
    }

    /// <returns>False when the disk refused the batch.</returns>
    private bool TakeBatch()
    {
        _batch.Clear();
        long begin = Phase.Now;
        int taken = 0;
        int most = Math.Clamp(_queue.Reader.Count, UsualBatch, LargestBatch);
        for (; taken < most && _queue.Reader.TryRead(out InboundMessage message); taken++)
        {
            Sort(message);
        }

        _store.Times.Sorted.Since(begin);
        if (_batch.NeedsDisk)
        {
            if (!TryCommit())
            {
                Interlocked.Increment(ref _commitFailures);
                _streams.Reload();
                return false;
            }

            Interlocked.Increment(ref _commits);
            Interlocked.Add(ref _committed, _batch.Readings.Count);
            Interlocked.Add(ref _poison, _batch.Poison.Count);
        }

        begin = Phase.Now;
        Acknowledge();
        _store.Times.Cursors.Since(begin);
        NoteTold();
        if (_batch.Readings.Count > 0)
        {
            ReadingsCommitted?.Invoke();
        }

        foreach (string device in _batch.Health.Keys)
        {
            BoardSpoke?.Invoke(device);
        }

        Interlocked.Add(ref _handled, taken);
        return true;
    }

    private bool TryCommit()
    {
        if (_storage is { } storage && !storage.MayWrite(Name))
        {
            return false;
        }

        try
        {
            _store.Commit(_batch.Readings, _streams.TakeChanged(), _batch.Poison, _batch.Health);
            _storage?.Worked(Name);
            return true;
        }
        catch (SqliteException wrong)
        {
            _storage?.Failed(Name, wrong);
            if (_storage is null or { IsOk: true })
            {
                LogCommitFailed(wrong.Message);
            }

            return false;
        }
    }

    private void Sort(InboundMessage message)
    {
        int kind = Topics.Parse(message.Topic, out string device);
        if (kind is not (TopicKind.Reading or TopicKind.Health))
        {
            Refuse(message, "the topic is none of the wire contract");
            return;
        }

        bool isHealth = kind == TopicKind.Health;
        int limit = isHealth ? WireLimits.HealthBytes : WireLimits.ReadingBytes;
        if (message.Payload.Length > limit)
        {
            Refuse(message, $"{message.Payload.Length} bytes: the limit is {limit}");
            return;
        }

        string reason;
        if (isHealth)
        {
            if (_codec.TryReadHealth(message.Payload, out BoardHealth health, out reason))
            {
                SortHealth(device, health, message);
                return;
            }
        }
        else if (_codec.TryReadKey(message.Payload, out long epoch, out long seq, out reason))
        {
            SortReading(device, epoch, seq, message);
            return;
        }

        Refuse(message, reason);
    }

    private void SortReading(string device, long epoch, long seq, InboundMessage message)
    {
        switch (_streams.Add(device, epoch, seq, message.ReceivedMs, out bool told))
        {
            case Arrival.New:
                _batch.Readings.Add(new ReadingRow(device, epoch, seq, message.ReceivedMs, message.Payload));
                break;
            case Arrival.Duplicate:
                Interlocked.Increment(ref _duplicates);
                break;
            case Arrival.TooFarAhead:
                Interlocked.Increment(ref _tooFarAhead);
                break;
            case Arrival.TooManyEpochs:
                Refuse(message, $"this board has had {StreamTable.MostEpochs} store epochs, and this is another");
                break;
        }

        if (told)
        {
            _batch.Tell.Add((device, epoch));
        }
    }

    private void SortHealth(string device, BoardHealth health, InboundMessage message)
    {
        Interlocked.Increment(ref _health);
        _batch.Health[device] = (message.ReceivedMs, message.Payload);
        long missing = _streams.AcknowledgedBefore(device, health.Epoch, health.Acked);
        if (missing > 0)
        {
            LogElsewhere(device, missing);
        }
    }

    private void Refuse(InboundMessage message, string reason) =>
        _batch.Poison.Add(new PoisonRow(message.ReceivedMs, message.Topic, reason, message.Payload.Length > PoisonBytes ? message.Payload[..PoisonBytes] : message.Payload));

    private void NoteTold()
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (ReadingRow row in _batch.Readings)
        {
            _store.Times.Told.Add(now - row.ReceivedMs);
        }
    }

    private void Acknowledge()
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach ((string device, long epoch) in _batch.Tell)
        {
            if (_client.Publish(Topics.Acknowledgement(device), _codec.WriteCursor(epoch, _streams.CursorOf(device, epoch), now)))
            {
                Interlocked.Increment(ref _cursors);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The disk refused a batch ({Reason}): nothing of it is acknowledged, boards will send it again")]
    private partial void LogCommitFailed(string reason);

    [LoggerMessage(LogLevel.Warning, "{Device}: {Missing} readings were acknowledged by an earlier store and are not in this one")]
    private partial void LogElsewhere(string device, long missing);
}
