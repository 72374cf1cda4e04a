using System.Collections.Concurrent;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.VirtualBoards;

/// <summary>The gateway's side of the contract in a page: keeps each reading once, and says how far it has them all. Its memory outlives its connection.</summary>
internal sealed class GatewayDouble(int port, int seed) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly Dictionary<(string Device, uint Epoch), SortedDictionary<long, byte[]>> _committed = [];
    private readonly Reading _reading = new();
    private readonly Cursor _cursor = new();
    private MosquittoClient? _client;

    /// <summary>The share of acknowledgements that get lost.</summary>
    public double DropRate { get; init; }

    /// <summary>Says nonsense to the boards now and then.</summary>
    public bool Lies { get; init; }

    /// <summary>Readings that came again.</summary>
    public int Repeats { get; private set; }

    /// <summary>What must never be: a message that is none, or another content under the same number.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    public void Start()
    {
        _client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "gateway", ReconnectDelayMax = TimeSpan.FromMilliseconds(300) });
        _client.Connected += _ => _client.Subscribe(Topics.AllReadings, 1);
        _client.MessageReceived += Take;
        _client.Start();
    }

    /// <summary>Goes away without a word.</summary>
    public void Kill()
    {
        _client?.Stop(TimeSpan.FromSeconds(2), farewell: false);
        _client?.Dispose();
        _client = null;
    }

    public long[] Committed(string device, uint epoch)
    {
        lock (_gate)
        {
            return _committed.TryGetValue((device, epoch), out SortedDictionary<long, byte[]>? readings) ? [.. readings.Keys] : [];
        }
    }

    public int Epochs
    {
        get
        {
            lock (_gate)
            {
                return _committed.Count;
            }
        }
    }

    public void Dispose() => Kill();

    private void Take(MosquittoMessage message)
    {
        lock (_gate)
        {
            if (Topics.Parse(message.Topic, out string device) != TopicKind.Reading || !_reading.TryDecode(message.Payload, 0, message.Payload.Length))
            {
                Violations.Enqueue($"{message.Topic}: {_reading.Reason}");
                return;
            }

            if (!_committed.TryGetValue((device, _reading.Epoch), out SortedDictionary<long, byte[]>? readings))
            {
                _committed.Add((device, _reading.Epoch), readings = []);
            }

            if (readings.TryGetValue(_reading.Seq, out byte[]? before))
            {
                Repeats++;
                if (!before.AsSpan().SequenceEqual(message.Payload))
                {
                    Violations.Enqueue($"{device}: number {_reading.Seq} came with two contents");
                }
            }
            else
            {
                readings.Add(_reading.Seq, message.Payload);
            }

            if (_random.NextDouble() < DropRate)
            {
                return;
            }

            // The cursor of the contract; the numbers start at 1, so this is cheap: all up to the count, or count up.
            long seq = readings.Count;
            if (!readings.ContainsKey(seq) || readings.Keys.Last() != seq)
            {
                seq = 0;
                foreach (long number in readings.Keys)
                {
                    if (number != seq + 1)
                    {
                        break;
                    }

                    seq = number;
                }
            }

            if (Lies && _random.Next(20) == 0)
            {
                Say(device, _reading.Epoch + 1, seq);
                Say(device, _reading.Epoch, seq + 100_000);
                _client?.Publish(Topics.Acknowledgement(device), [0xA4, 1, 1], 1);
            }

            Say(device, _reading.Epoch, seq);
        }
    }

    private void Say(string device, uint epoch, long seq)
    {
        byte[] buffer = new byte[WireLimits.CursorBytes];
        (_cursor.Epoch, _cursor.Seq, _cursor.Time) = (epoch, seq, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        _client?.Publish(Topics.Acknowledgement(device), buffer.AsSpan(0, _cursor.Encode(buffer, 0)), 1);
    }
}
