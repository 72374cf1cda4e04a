using System.Threading.Channels;
using AIoT.Embedded.Gateway.Devices.Evidence;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Wire;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Releases;

/// <summary>The courier on a thread of its own, between the broker and the disk.</summary>
public sealed partial class ReleaseWorker : BackgroundService, IMessageRoute
{
    private const int QueueLength = 1024;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(500);
    private readonly Channel<Action> _queue = Channel.CreateBounded<Action>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly IServiceProvider _services;
    private readonly OfferBook _book;
    private readonly AttestationWorker _attestation;
    private readonly IMessageClient _client;
    private readonly ILogger<ReleaseWorker> _logger;
    private bool _again;
    private long _dropped;

    /// <param name="services">For ingest, which knows this as one of its routes.</param>
    public ReleaseWorker(IServiceProvider services, OfferBook book, ModelLibrary library, ReleaseSettings settings, AttestationWorker attestation, IMessageClient client, TimeProvider time, ILogger<ReleaseWorker> logger)
    {
        (_services, _book, _attestation, _client, _logger) = (services, book, attestation, client, logger);
        Courier = new Courier(book, library, settings, time, (device, kind, command) => _client.IsReady && _client.Publish(Topics.Of(device, kind), command), () => _services.GetRequiredService<IngestPipeline>().Waiting);
    }

    /// <summary>Counters may be read from any thread.</summary>
    public Courier Courier { get; }

    /// <summary>Messages dropped because too many came at once: the board is asked again.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public IReadOnlyList<string> Filters { get; } = [Topics.AllModelReports, Topics.AllAnswers];

    public bool TryTake(InboundMessage message)
    {
        string device;
        if (message.Topic.EndsWith("/model", StringComparison.Ordinal) && Topics.Parse(message.Topic, out device) == TopicKind.ModelReport)
        {
            Post(() =>
            {
                if (Courier.Take(device, message.Payload))
                {
                    _attestation.Ask(device);
                }
            });
            return true;
        }

        if (message.Topic.EndsWith("/answer", StringComparison.Ordinal) && Topics.Parse(message.Topic, out device) == TopicKind.Answer)
        {
            var answer = new Answer();
            if (answer.TryDecode(message.Payload, 0, message.Payload.Length) && answer.Kind is TopicKind.ModelOffer or TopicKind.ModelChunk)
            {
                Post(() => Courier.Answered(device, answer));
                return true;
            }
        }

        return false;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _book.Changed += OnChanged;
        try
        {
            Task<bool> more = _queue.Reader.WaitToReadAsync(stoppingToken).AsTask();
            while (!stoppingToken.IsCancellationRequested)
            {
                // A message, or time for what is due.
                await Task.WhenAny(more, Task.Delay(Courier.IsBusy ? Step : Idle, stoppingToken));
                Work();
                more = more.IsCompleted ? _queue.Reader.WaitToReadAsync(stoppingToken).AsTask() : more;
            }
        }
        finally
        {
            _book.Changed -= OnChanged;
        }
    }

    private void Work()
    {
        try
        {
            if (_again)
            {
                Courier.Reload();
                _again = false;
            }

            while (_queue.Reader.TryRead(out Action? act))
            {
                act();
            }

            Courier.Tick();
        }
        catch (SqliteException wrong)
        {
            // What boards have said is asked of them again; what is on disk counts.
            _again = true;
            LogDiskRefused(wrong.Message);
        }
    }

    private void OnChanged() => Post(Courier.Reload);

    private void Post(Action act)
    {
        if (!_queue.Writer.TryWrite(act))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    [LoggerMessage(LogLevel.Error, "The disk refused what was to be kept of offers ({Reason}): boards will be asked again")]
    private partial void LogDiskRefused(string reason);
}
