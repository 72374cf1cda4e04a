using System.Threading.Channels;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Messaging;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Wire;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Captures;

/// <summary>
/// Asks boards for raw samples and puts the pieces together (wire contract, CaptureRequest and CaptureChunk). What got lost on the way is asked
/// for again; a capture that was on its way when the gateway ended is asked for anew. Only a whole one is written.
/// </summary>
public sealed partial class CaptureInbox(
    IMessageClient client, CaptureStore store, ReadingStore poison, IWireCodec codec, StorageMonitor storage, CaptureSettings settings, TimeProvider time, ILogger<CaptureInbox> logger, IShaftSpeeds? speeds = null)
    : IHostedService, IMessageRoute, IAsyncDisposable
{
    private const int QueueLength = 512;
    private const int MostArriving = 64;
    private const int PoisonBytes = 2048;
    private const string Name = "captures";
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenRetirements = TimeSpan.FromMinutes(10);

    // Pieces that find it full are asked for again: nobody waits for a capture.
    private readonly Channel<InboundMessage> _queue = Channel.CreateBounded<InboundMessage>(new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, CaptureAssembly> _arriving = [];
    private readonly Dictionary<string, Asked> _asked = [];
    private readonly Dictionary<string, CaptureStatus> _status = [];
    private readonly Lock _gate = new();
    private readonly CaptureChunk _piece = new();
    private readonly Answer _answer = new();
    private readonly Answer _arrivingAnswer = new(); // of the network thread
    private readonly CaptureRequest _request = new();
    private readonly byte[] _buffer = new byte[WireLimits.CommandBytes];
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private uint _lastId;
    private long _retiredAtMs;
    private bool _disposed;

    /// <summary>Raised when a board's capture gets on; on the worker's thread, or on that of who asked.</summary>
    public event Action<CaptureStatus>? Moved;

    public IReadOnlyList<string> Filters { get; } = [Topics.AllCaptures, Topics.AllAnswers];

    /// <summary>Pieces of captures, and answers to requests for them.</summary>
    public bool TryTake(InboundMessage message)
    {
        bool mine = Topics.Parse(message.Topic, out _) switch
        {
            TopicKind.CaptureChunk => true,
            TopicKind.Answer => _arrivingAnswer.TryDecode(message.Payload, 0, message.Payload.Length) && _arrivingAnswer.Kind == TopicKind.Capture,
            _ => false,
        };
        if (mine)
        {
            _queue.Writer.TryWrite(message);
        }

        return mine;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _lastId = (uint)Random.Shared.Next();
        foreach ((string device, CaptureKey key) in store.Arriving().Take(MostArriving))
        {
            _arriving[device] = new CaptureAssembly(key, 0);
        }

        _work = Task.Run(() => WorkAsync(_stop.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await _stop.CancelAsync();
        await _work;
    }

    /// <summary>More than once: the container knows it under several names.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await StopAsync(CancellationToken.None);
            _stop.Dispose();
        }
    }

    /// <summary>How a board's capture stands.</summary>
    public CaptureStatus StatusOf(string device)
    {
        lock (_gate)
        {
            return _status.GetValueOrDefault(device) ?? new CaptureStatus(device, "none", "", "", 0, 0, 0, null);
        }
    }

    /// <summary>A request waits, or its samples are coming.</summary>
    public bool IsBusy(string device)
    {
        lock (_gate)
        {
            return _asked.ContainsKey(device) || _arriving.ContainsKey(device);
        }
    }

    /// <summary>Asks a board for the samples of its next window; who asks while another waits shares its capture.</summary>
    /// <param name="device">The board.</param>
    /// <param name="who">Who asks: an API key's id, or <c>alarm</c>.</param>
    public CaptureStatus Ask(string device, string who)
    {
        lock (_gate)
        {
            if (_asked.ContainsKey(device) || _arriving.ContainsKey(device))
            {
                return _status.GetValueOrDefault(device) ?? Turn(device, "arriving", "", who);
            }

            _asked[device] = new Asked(++_lastId, who) { AtMs = Now };
            Send(device, CaptureRequest.Take, _lastId, 0, 0, 0);
            return Turn(device, "asked", "", who);
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task WorkAsync(CancellationToken stop)
    {
        try
        {
            Task<bool> more = _queue.Reader.WaitToReadAsync(stop).AsTask();
            while (true)
            {
                if (await Task.WhenAny(more, Task.Delay(Tick, stop)) == more)
                {
                    if (!await more)
                    {
                        return;
                    }

                    while (_queue.Reader.TryRead(out InboundMessage message))
                    {
                        Take(message);
                    }

                    more = _queue.Reader.WaitToReadAsync(stop).AsTask();
                }

                Remind();
                Retire();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what is on its way is asked for again after the next start.
        }
    }

    private void Take(InboundMessage message)
    {
        int kind = Topics.Parse(message.Topic, out string device);
        if (kind == TopicKind.CaptureChunk)
        {
            string? reason = _piece.TryDecode(message.Payload, 0, message.Payload.Length) ? TakePiece(device) : _piece.Reason ?? "not a CaptureChunk";
            if (reason is not null)
            {
                Refuse(message, reason);
            }
        }
        else if (kind == TopicKind.Answer && _answer.TryDecode(message.Payload, 0, message.Payload.Length))
        {
            TakeAnswer(device);
        }
    }

    /// <returns>Why the piece is refused; null: it is taken, or not needed.</returns>
    private string? TakePiece(string device)
    {
        var key = new CaptureKey(_piece.Epoch, _piece.Boot, _piece.Capture);
        CaptureAssembly? assembly;
        lock (_gate)
        {
            _arriving.TryGetValue(device, out assembly);
        }

        if (assembly is null || assembly.Key != key)
        {
            if ((assembly is not null && !key.IsAfter(assembly.Key)) || store.IsKept(device, key))
            {
                return null; // sent twice, or before the one that is awaited
            }

            assembly = Begin(device, key);
        }

        if (!assembly.TryAdd(_piece))
        {
            return "a piece contradicts those before it";
        }

        assembly.TouchedMs = Now;
        assembly.Tries = 0;
        if (assembly.IsComplete)
        {
            Keep(device, assembly);
        }
        else
        {
            lock (_gate)
            {
                Turn(device, "arriving", "", WhoAsked(device, assembly));
            }
        }

        return null;
    }

    private CaptureAssembly Begin(string device, CaptureKey key)
    {
        var assembly = new CaptureAssembly(key, Now);
        string? forgotten = null;
        lock (_gate)
        {
            if (!_arriving.ContainsKey(device) && _arriving.Count >= MostArriving)
            {
                forgotten = _arriving.MinBy(entry => entry.Value.TouchedMs).Key;
                _arriving.Remove(forgotten);
            }

            _arriving[device] = assembly;
        }

        Guarded(() =>
        {
            store.SaveArriving(device, key);
            if (forgotten is not null)
            {
                store.GiveUp(forgotten);
            }
        });
        return assembly;
    }

    private void Keep(string device, CaptureAssembly assembly)
    {
        (int? sensor, int? speed) = ReadingOf(device, assembly);
        string speedFrom = speed > 0 ? "reading" : "";
        if (speedFrom.Length == 0 && speeds?.Of(device, sensor) is { } other)
        {
            (speed, speedFrom) = other;
        }

        string who;
        lock (_gate)
        {
            who = WhoAsked(device, assembly);
        }

        var capture = new Capture(
            0, device, assembly.Key, assembly.Seq, sensor, speed, assembly.UtcMs, Now, assembly.Cause == CaptureCause.Alarm || who == "alarm" ? "alarm" : "request",
            who, assembly.RateHz, assembly.NanoG, assembly.Total, "", speedFrom);
        long id = 0;
        if (!Guarded(() => id = store.Save(capture, assembly.Samples)))
        {
            return; // asked for again after a while: the reminder sees that nothing is missing, and tries to keep it
        }

        lock (_gate)
        {
            _arriving.Remove(device);
            if (assembly.Cause == CaptureCause.Request)
            {
                _asked.Remove(device);
            }

            Turn(device, "kept", "", who, assembly, id);
        }

        LogKept(device, assembly.Total, id);
    }

    /// <summary>Sensor and speed, which a piece does not say, are those of the reading of the same window.</summary>
    private (int? Sensor, int? SpeedMilliHz) ReadingOf(string device, CaptureAssembly assembly) =>
        assembly.Seq > 0 && store.Reading(device, assembly.Key.Epoch, assembly.Seq) is { } payload && codec.TryReadReading(payload, out SensorReading reading, out _)
            ? (reading.Sensor, reading.ShaftSpeedMilliHz)
            : (null, null);

    private void TakeAnswer(string device)
    {
        lock (_gate)
        {
            if (_asked.TryGetValue(device, out Asked? asked) && asked.Id == _answer.Id)
            {
                if (_answer.Result == CommandResult.Done)
                {
                    (asked.IsHeard, asked.AtMs, asked.Tries) = (true, Now, 0);
                    Turn(device, "taking", "", asked.Who);
                }
                else if (_answer.Result != CommandResult.Busy)
                {
                    _asked.Remove(device);
                    Turn(device, "refused", _answer.Text, asked.Who);
                }

                return;
            }
        }

        if (_answer.Result is CommandResult.Refused or CommandResult.Unsupported && _arriving.TryGetValue(device, out CaptureAssembly? assembly) && assembly.Tries > 0)
        {
            Lose(device, _answer.Text);
        }
    }

    private void Remind()
    {
        long late = Now - (long)settings.Patience.TotalMilliseconds;
        foreach ((string device, CaptureAssembly assembly) in _arriving.Where(entry => entry.Value.TouchedMs <= late).ToList())
        {
            if (assembly.IsComplete)
            {
                assembly.TouchedMs = Now;
                Keep(device, assembly);
            }
            else if (assembly.Tries >= settings.Tries)
            {
                Lose(device, "its board does not send what is missing");
            }
            else if (client.IsReady)
            {
                (int first, int count) = assembly.Missing();
                assembly.TouchedMs = Now;
                assembly.Tries++;
                lock (_gate)
                {
                    Send(device, CaptureRequest.Resend, ++_lastId, assembly.Key.Number, first, count);
                }
            }
        }

        lock (_gate)
        {
            foreach ((string device, Asked asked) in _asked.Where(entry => entry.Value.AtMs <= late).ToList())
            {
                asked.AtMs = Now;
                if (++asked.Tries >= settings.Tries)
                {
                    _asked.Remove(device);
                    Turn(device, "silent", asked.IsHeard ? "the board said yes, and no samples came" : "the board does not answer", asked.Who);
                }
                else if (!asked.IsHeard)
                {
                    Send(device, CaptureRequest.Take, asked.Id, 0, 0, 0);
                }
            }
        }
    }

    private void Lose(string device, string reason)
    {
        Guarded(() => store.GiveUp(device));
        lock (_gate)
        {
            _arriving.Remove(device, out CaptureAssembly? assembly);
            string who = assembly is null ? "" : WhoAsked(device, assembly);
            _asked.Remove(device);
            Turn(device, "lost", reason, who);
        }

        LogLost(device, reason);
    }

    private void Retire()
    {
        if (Now - _retiredAtMs >= BetweenRetirements.TotalMilliseconds)
        {
            _retiredAtMs = Now;
            Guarded(() => store.Retire(settings, Now));
        }
    }

    private string WhoAsked(string device, CaptureAssembly assembly) =>
        assembly.Cause == CaptureCause.Request && _asked.TryGetValue(device, out Asked? asked) ? asked.Who : "";

    private CaptureStatus Turn(string device, string state, string reason, string who, CaptureAssembly? kept = null, long? id = null)
    {
        CaptureAssembly? assembly = kept ?? _arriving.GetValueOrDefault(device);
        bool same = _status.TryGetValue(device, out CaptureStatus? before) && before.State == state;
        var status = new CaptureStatus(device, state, reason, who, same ? before!.SinceUtcMs : Now, assembly?.Received ?? 0, assembly?.Total ?? 0, id);
        _status[device] = status;
        Moved?.Invoke(status);
        return status;
    }

    private void Send(string device, int action, uint id, uint capture, int first, int count)
    {
        (_request.Id, _request.Action, _request.Capture, _request.First, _request.Count) = (id, action, capture, first, count);
        client.Publish(Topics.Of(device, TopicKind.Capture), _buffer.AsSpan(0, _request.Encode(_buffer, 0)));
    }

    private void Refuse(InboundMessage message, string reason) =>
        Guarded(() => poison.Commit([], [], [new PoisonRow(message.ReceivedMs, message.Topic, reason, message.Payload.Length > PoisonBytes ? message.Payload[..PoisonBytes] : message.Payload)], new Dictionary<string, (long, byte[])>()));

    private bool Guarded(Action write)
    {
        if (!storage.MayWrite(Name))
        {
            return false;
        }

        try
        {
            write();
            storage.Worked(Name);
            return true;
        }
        catch (SqliteException wrong)
        {
            storage.Failed(Name, wrong);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "{Device}: {Samples} raw samples are kept as capture {Id}")]
    private partial void LogKept(string device, int samples, long id);

    [LoggerMessage(LogLevel.Warning, "{Device}: a raw capture is lost: {Reason}")]
    private partial void LogLost(string device, string reason);

    private sealed class Asked(uint id, string who)
    {
        public uint Id { get; } = id;

        public string Who { get; } = who;

        public long AtMs { get; set; }

        public int Tries { get; set; }

        /// <summary>The board has said yes.</summary>
        public bool IsHeard { get; set; }
    }
}
