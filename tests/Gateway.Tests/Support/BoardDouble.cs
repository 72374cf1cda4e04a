using System.Collections.Concurrent;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Tests.Support;

/// <summary>A board by the wire contract: keeps what is not acknowledged, sends it again after silence or a reconnect, at most 64 on the way.</summary>
public sealed class BoardDouble : IDisposable
{
    private readonly MosquittoClient _client;
    private readonly SortedDictionary<long, byte[]> _kept = [];
    private readonly Lock _gate = new();
    private readonly Timer _timer;
    private readonly Cursor _cursor = new();
    private readonly uint _epoch;
    private long _produced, _acked, _sent;
    private long _heardAt = Environment.TickCount64;

    public BoardDouble(int port, string device, uint epoch = 7, int resendMs = 1000, string? password = null, MosquittoTls? tls = null)
    {
        Device = device;
        _epoch = epoch;
        _client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = $"board-{device}", Username = password is null ? null : device, Password = password, Tls = tls });
        _client.Connected += _ =>
        {
            _client.Subscribe(Topics.Acknowledgement(device), 1);
            lock (_gate)
            {
                _sent = _acked;
                _heardAt = Environment.TickCount64;
                Send();
            }
        };
        _client.MessageReceived += OnCursor;
        _client.Start();
        _timer = new Timer(_ => Resend(resendMs), null, 100, 100);
    }

    public string Device { get; }

    public ConcurrentQueue<long> Cursors { get; } = [];

    public long Produced
    {
        get
        {
            lock (_gate)
            {
                return _produced;
            }
        }
    }

    public long Acked
    {
        get
        {
            lock (_gate)
            {
                return _acked;
            }
        }
    }

    public void Produce(Func<long, byte[]> encode)
    {
        lock (_gate)
        {
            _heardAt = _acked == _produced ? Environment.TickCount64 : _heardAt;
            _produced++;
            _kept[_produced] = encode(_produced);
            Send();
        }
    }

    public async Task AllAcknowledgedAsync(TimeSpan patience)
    {
        long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (Acked < Produced)
        {
            Assert.True(Environment.TickCount64 < until, $"{Device}: {Acked} of {Produced} acknowledged");
            await Task.Delay(20);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _client.Dispose();
    }

    private void OnCursor(MosquittoMessage message)
    {
        lock (_gate)
        {
            Assert.True(_cursor.TryDecode(message.Payload, 0, message.Payload.Length), _cursor.Reason);
            if (_cursor.Epoch != _epoch || _cursor.Seq > _produced || _cursor.Seq <= _acked)
            {
                return;
            }

            Cursors.Enqueue(_cursor.Seq);
            for (long seq = _acked + 1; seq <= _cursor.Seq; seq++)
            {
                _kept.Remove(seq);
            }

            _acked = _cursor.Seq;
            _heardAt = Environment.TickCount64;
            Send();
        }
    }

    private void Resend(int resendMs)
    {
        lock (_gate)
        {
            if (_acked < _produced && Environment.TickCount64 - _heardAt > resendMs)
            {
                _heardAt = Environment.TickCount64;
                _sent = _acked;
                Send();
            }
        }
    }

    private void Send()
    {
        while (_sent < _produced && _sent - _acked < WireLimits.Unacknowledged && _client.Publish(Topics.Reading(Device), _kept[_sent + 1], 1) >= 0)
        {
            _sent++;
        }
    }
}
