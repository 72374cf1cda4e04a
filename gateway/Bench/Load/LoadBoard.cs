using System.Diagnostics;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Bench.Load;

/// <summary>
/// A board by the wire contract, for load: at most 64 readings on the way, each kept until a cursor covers it, sent again after
/// silence or a reconnect. A reading is about 300 bytes.
/// </summary>
public sealed class LoadBoard : IDisposable
{
    /// <summary>Wire contract, rule 4.</summary>
    public const int InFlight = 64;

    private const int LongestSilenceMs = 10_000;

    private readonly MosquittoClient _client;
    private readonly string _topic;
    private readonly Reading _reading = new();
    private readonly Cursor _cursor = new();
    private readonly byte[][] _kept = new byte[InFlight][];
    private readonly double[] _publishedMs = new double[InFlight];
    private readonly List<float> _latencies = [];
    private readonly Stopwatch _clock;
    private readonly int _silenceMs;
    private int _patienceMs;
    private readonly Lock _gate = new();
    private long _produced, _sent, _acked;
    private double _heardMs;
    private double _rate = -1;
    private double _rateFromMs, _rateFromSeq;
    private bool _measuring;

    public LoadBoard(int port, string device, uint epoch, Stopwatch clock, int silenceMs = 3000)
    {
        Device = device;
        _topic = Topics.Reading(device);
        _clock = clock;
        _silenceMs = _patienceMs = silenceMs;
        Describe(epoch);
        _client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = device });
        _client.Connected += OnConnected;
        _client.MessageReceived += OnCursor;
        _client.Start();
    }

    public string Device { get; }

    public uint Epoch => _reading.Epoch;

    public bool IsConnected => _client.IsConnected;

    /// <summary>Bytes of the last reading.</summary>
    public int Size { get; private set; }

    /// <summary>Highest number that a cursor has covered.</summary>
    public long Acked => Interlocked.Read(ref _acked);

    public long Produced => Interlocked.Read(ref _produced);

    /// <summary>Raised on the board's thread for each reading that is published for the first time: its number and the clock's ms.</summary>
    public event Action<long, double>? PublishedFirst;

    /// <summary>Starts to produce.</summary>
    /// <param name="perSecond">0: as fast as the window of 64 lets it.</param>
    /// <param name="lateMs">How much later than at once: boards that were switched on together don't measure at one moment.</param>
    public void Go(double perSecond, bool measure, double lateMs = 0)
    {
        lock (_gate)
        {
            _rate = perSecond;
            _rateFromMs = _clock.Elapsed.TotalMilliseconds + lateMs;
            _rateFromSeq = _produced;
            _measuring = measure;
            _latencies.Clear();
            Fill();
        }
    }

    /// <summary>Produces no more; what is on the way is still looked after.</summary>
    public void Halt()
    {
        lock (_gate)
        {
            _rate = -1;
        }
    }

    /// <summary>Hands over <paramref name="count"/> readings at once, beyond the window: a backlog for the broker's queue. Nothing of it is kept.</summary>
    public void Burst(int count)
    {
        lock (_gate)
        {
            for (int i = 0; i < count; i++)
            {
                _produced++;
                _sent = _produced;
                _client.Publish(_topic, Encode(_produced), 1);
            }
        }
    }

    /// <summary>To be called every few milliseconds: paces, and sends again after silence.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            double now = _clock.Elapsed.TotalMilliseconds;
            if (_acked < _produced && _kept[(int)((_acked + 1) % InFlight)] is not null && now - _heardMs > _patienceMs)
            {
                // Twice as long each time that nothing comes back: a gateway that is away is not to find a thousand times the same.
                _patienceMs = Math.Min(_patienceMs * 2, LongestSilenceMs);
                _heardMs = now;
                _sent = _acked;
                SendAgain();
            }

            if (_rate > 0)
            {
                Fill();
            }
        }
    }

    /// <summary>Milliseconds from publish to cursor of every reading since <see cref="Go"/>.</summary>
    public float[] Latencies()
    {
        lock (_gate)
        {
            return [.. _latencies];
        }
    }

    public void Dispose() => _client.Dispose();

    private void OnConnected(bool keptSession)
    {
        _client.Subscribe(Topics.Acknowledgement(Device), 1);
        lock (_gate)
        {
            _heardMs = _clock.Elapsed.TotalMilliseconds;
            _sent = Math.Min(_sent, _acked);
            SendAgain();
            Fill();
        }
    }

    private void OnCursor(MosquittoMessage message)
    {
        lock (_gate)
        {
            if (!_cursor.TryDecode(message.Payload, 0, message.Payload.Length) || _cursor.Epoch != _reading.Epoch || _cursor.Seq > _produced)
            {
                return;
            }

            double now = _clock.Elapsed.TotalMilliseconds;
            _heardMs = now;
            _patienceMs = _silenceMs;
            for (; _acked < _cursor.Seq; _acked++)
            {
                if (_measuring)
                {
                    _latencies.Add((float)(now - _publishedMs[(int)((_acked + 1) % InFlight)]));
                }
            }

            if (_rate == 0)
            {
                Fill();
            }
        }
    }

    private void SendAgain()
    {
        while (_sent < _produced && _kept[(int)((_sent + 1) % InFlight)] is { } payload && _client.Publish(_topic, payload, 1) >= 0)
        {
            _sent++;
        }
    }

    private void Fill()
    {
        while (_rate >= 0 && _produced - _acked < InFlight && _sent == _produced && Due())
        {
            long seq = _produced + 1;
            byte[] payload = Encode(seq);
            double now = _clock.Elapsed.TotalMilliseconds;
            int slot = (int)(seq % InFlight);
            _heardMs = _acked == _produced ? now : _heardMs;
            _kept[slot] = payload;
            _publishedMs[slot] = now;
            Interlocked.Exchange(ref _produced, seq);
            PublishedFirst?.Invoke(seq, now);
            if (_client.Publish(_topic, payload, 1) < 0)
            {
                return;
            }

            _sent = seq;
        }
    }

    private bool Due() => _rate == 0 || (_clock.Elapsed.TotalMilliseconds - _rateFromMs) / 1000 * _rate >= _produced - _rateFromSeq + 1;

    private byte[] Encode(long seq)
    {
        _reading.Seq = seq;
        _reading.Uptime = seq * 500;
        byte[] buffer = new byte[WireLimits.ReadingBytes];
        Size = _reading.Encode(buffer, 0);
        return buffer[..Size];
    }

    private void Describe(uint epoch)
    {
        var random = new Random((int)epoch);
        _reading.Epoch = epoch;
        _reading.Boot = 1;
        _reading.Rate = 12_800;
        _reading.HasModel = true;
        _reading.FeatureCount = 72;
        _reading.ScoreCount = 4;
        _reading.Scores[0] = 30_000;
        _reading.Scores[2] = 700;
        _reading.State = 1;
        _reading.Score = 30_000;
        for (int i = 0; i < _reading.FeatureCount; i++)
        {
            _reading.Features[i] = random.Next(300, 3000);
        }

        int[] scalars = [1000, 300_000, 900_000, 900, 800];
        scalars.CopyTo(_reading.Scalars, 0);
    }
}
