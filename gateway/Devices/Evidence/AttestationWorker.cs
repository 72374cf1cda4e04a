using System.Threading.Channels;
using AIoT.Embedded.Gateway.Devices.Enrolling;
using AIoT.Embedded.Gateway.Devices.References;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices.Evidence;

/// <summary>The challenger on a thread of its own, between the broker and the disk.</summary>
public sealed partial class AttestationWorker : BackgroundService, IMessageRoute
{
    private const int QueueLength = 1024;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);
    private readonly Channel<Action<Challenger>> _queue = Channel.CreateBounded<Action<Challenger>>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly DeviceRegistry _registry;
    private readonly ReferenceBook _references;
    private readonly IMessageClient _client;
    private readonly ILogger<AttestationWorker> _logger;
    private readonly Challenge _challenge = new();
    private readonly byte[] _buffer = new byte[WireLimits.CommandBytes];
    private uint _id;
    private long _dropped, _missed;

    public AttestationWorker(
        DeviceRegistry registry, DeviceStore store, Appraiser appraiser, StoredNonces nonces, ReferenceBook references, DeviceSettings settings, IMessageClient client, TimeProvider time, ILogger<AttestationWorker> logger)
    {
        (_registry, _references, _client, _logger) = (registry, references, client, logger);
        Challenger = new Challenger(registry, store, appraiser, nonces, settings, time, Send);
    }

    /// <summary>Counters may be read from any thread.</summary>
    public Challenger Challenger { get; }

    /// <summary>Messages dropped because too many came at once.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public IReadOnlyList<string> Filters { get; } = [Topics.AllEvidence, Topics.AllAnswers];

    public bool TryTake(InboundMessage message)
    {
        string device;
        if (message.Topic.EndsWith("/health", StringComparison.Ordinal) && Topics.Parse(message.Topic, out device) == TopicKind.Health)
        {
            // Heard in passing: the message itself is ingest's.
            Post(challenger => challenger.Spoke(device));
            return false;
        }

        if (message.Topic.EndsWith("/evidence", StringComparison.Ordinal) && Topics.Parse(message.Topic, out device) == TopicKind.Evidence)
        {
            Post(challenger => challenger.Take(device, message.Payload));
            return true;
        }

        if (message.Topic.EndsWith("/answer", StringComparison.Ordinal) && Topics.Parse(message.Topic, out device) == TopicKind.Answer)
        {
            var answer = new Answer();
            if (answer.TryDecode(message.Payload, 0, message.Payload.Length) && answer.Kind == TopicKind.Challenge)
            {
                Post(challenger => challenger.Refused(device, answer.Text));
                return true;
            }
        }

        return false;
    }

    /// <summary>Asks a board for evidence.</summary>
    /// <returns>False: it is not enrolled.</returns>
    public bool Ask(string device)
    {
        if (_registry.Of(device).Standing is DeviceStanding.Pending or DeviceStanding.Retired)
        {
            return false;
        }

        Post(challenger => challenger.Ask(device));
        return true;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _references.Changed += OnReferences;
        _registry.Changed += OnStanding;
        try
        {
            Task<bool> more = _queue.Reader.WaitToReadAsync(stoppingToken).AsTask();
            while (!stoppingToken.IsCancellationRequested)
            {
                // A message, or time for what is due.
                await Task.WhenAny(more, Task.Delay(Step, stoppingToken));
                Work();
                more = more.IsCompleted ? _queue.Reader.WaitToReadAsync(stoppingToken).AsTask() : more;
            }
        }
        finally
        {
            _references.Changed -= OnReferences;
            _registry.Changed -= OnStanding;
        }
    }

    private void Work()
    {
        try
        {
            while (_queue.Reader.TryRead(out Action<Challenger>? act))
            {
                act(Challenger);
            }

            if (Dropped is var dropped && dropped != _missed)
            {
                _missed = dropped;
                Challenger.Missed();
            }

            Challenger.Tick();
        }
        catch (SqliteException wrong)
        {
            // Nothing was concluded: the board is asked again.
            LogDiskRefused(wrong.Message);
        }
    }

    private void OnReferences() => Post(challenger => challenger.AskAll());

    private void OnStanding(string device, DeviceTrust trust)
    {
        if (trust.Standing == DeviceStanding.Enrolled && trust.AttestationResultId is null)
        {
            Post(challenger => challenger.Ask(device));
        }

        LogStanding(device, trust.Standing, trust.Reason);
    }

    private void Post(Action<Challenger> act)
    {
        if (!_queue.Writer.TryWrite(act))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private bool Send(string device, byte[] nonce)
    {
        _challenge.Id = ++_id;
        _challenge.NonceLength = nonce.Length;
        nonce.CopyTo(_challenge.Nonce, 0);
        int length = _challenge.Encode(_buffer, 0);
        return _client.IsReady && _client.Publish(Topics.Of(device, TopicKind.Challenge), _buffer.AsSpan(0, length));
    }

    [LoggerMessage(LogLevel.Information, "{Device} is {Standing}: {Reason}")]
    private partial void LogStanding(string device, DeviceStanding standing, string reason);

    [LoggerMessage(LogLevel.Error, "The disk refused what was to be kept of evidence ({Reason}): boards will be asked again")]
    private partial void LogDiskRefused(string reason);
}
