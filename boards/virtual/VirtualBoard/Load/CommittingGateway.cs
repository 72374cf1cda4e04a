using System.Collections.Concurrent;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary>
/// The gateway's side of the wire contract and nothing else: every reading goes into a file once, and its board hears the cursor when the
/// file has been flushed to the disk. For runs that measure boards; the gateway is another program.
/// </summary>
public sealed class CommittingGateway : IDisposable
{
    private const int CommitMilliseconds = 10;
    private readonly MosquittoClient _client;
    private readonly BlockingCollection<(string Device, byte[] Payload)> _inbox = new(100_000);
    private readonly Dictionary<(string Device, uint Epoch), Stream> _streams = [];
    private readonly FileStream _file;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _listens = new();
    private readonly Reading _reading = new();
    private readonly Cursor _cursor = new();
    private readonly byte[] _buffer = new byte[WireLimits.CursorBytes];
    private long _committed;
    private long _bad;

    /// <summary>Connects to a broker; its store is a file.</summary>
    public CommittingGateway(string host, int port, string file)
    {
        _file = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        _client = new MosquittoClient(new MosquittoOptions { Host = host, Port = port, ClientId = "committing-gateway", MaxInFlight = 1000 });
        _client.Connected += _ => _client.Subscribe(Topics.AllReadings, 1);
        _client.Subscribed += (_, _) => _listens.Set();
        _client.MessageReceived += Take;
        _thread = new Thread(Run) { IsBackground = true, Name = "committing gateway" };
        _thread.Start();
        _client.Start();
    }

    /// <summary>Readings in the store.</summary>
    public long Committed => Interlocked.Read(ref _committed);

    /// <summary>Messages that were no readings.</summary>
    public long Bad => Interlocked.Read(ref _bad);

    /// <summary>Waits until the subscription stands.</summary>
    /// <returns>False when it does not in time.</returns>
    public bool WaitUntilListening(TimeSpan time) => _listens.Wait(time);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Stop(TimeSpan.FromSeconds(2));
        _client.Dispose();
        _inbox.CompleteAdding();
        _thread.Join();
        _file.Dispose();
        _inbox.Dispose();
        _listens.Dispose();
    }

    /// <summary>Counts the readings of a store: all, and those that are there twice.</summary>
    public static (long Readings, long Duplicates) Count(string file)
    {
        var seen = new HashSet<(string, uint, long)>();
        long all = 0;
        var reading = new Reading();
        using var records = new BinaryReader(File.OpenRead(file));
        while (records.BaseStream.Position < records.BaseStream.Length)
        {
            string device = records.ReadString();
            byte[] payload = records.ReadBytes(records.ReadInt32());
            all++;
            reading.TryDecode(payload, 0, payload.Length);
            seen.Add((device, reading.Epoch, reading.Seq));
        }

        return (all, all - seen.Count);
    }

    private void Take(MosquittoMessage message)
    {
        if (Topics.Parse(message.Topic, out string device) == TopicKind.Reading)
        {
            _inbox.Add((device, message.Payload));
        }
    }

    private void Run()
    {
        var touched = new HashSet<(string Device, uint Epoch)>();
        using var writer = new BinaryWriter(_file);
        while (_inbox.TryTake(out (string Device, byte[] Payload) item, Timeout.Infinite))
        {
            long deadline = Environment.TickCount64 + CommitMilliseconds;
            do
            {
                Write(writer, item.Device, item.Payload, touched);
            }
            while (Environment.TickCount64 < deadline && _inbox.TryTake(out item, (int)Math.Max(0, deadline - Environment.TickCount64)));

            writer.Flush();
            _file.Flush(flushToDisk: true);
            foreach ((string device, uint epoch) in touched)
            {
                (_cursor.Epoch, _cursor.Seq, _cursor.Time) = (epoch, _streams[(device, epoch)].Cursor, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
                _ = _client.Publish(Topics.Acknowledgement(device), _buffer.AsSpan(0, _cursor.Encode(_buffer, 0)), 1);
            }

            touched.Clear();
        }
    }

    private void Write(BinaryWriter writer, string device, byte[] payload, HashSet<(string Device, uint Epoch)> touched)
    {
        if (!_reading.TryDecode(payload, 0, payload.Length))
        {
            Interlocked.Increment(ref _bad);
            return;
        }

        (string, uint) key = (device, _reading.Epoch);
        if (!_streams.TryGetValue(key, out Stream? stream))
        {
            _streams.Add(key, stream = new Stream());
        }

        touched.Add(key);
        if (stream.TryAdd(_reading.Seq))
        {
            writer.Write(device);
            writer.Write(payload.Length);
            writer.Write(payload);
            Interlocked.Increment(ref _committed);
        }
    }

    private sealed class Stream
    {
        private readonly HashSet<long> _ahead = [];

        public long Cursor { get; private set; }

        public bool TryAdd(long seq)
        {
            if (seq <= Cursor || !_ahead.Add(seq))
            {
                return false;
            }

            while (_ahead.Remove(Cursor + 1))
            {
                Cursor++;
            }

            return true;
        }
    }
}
