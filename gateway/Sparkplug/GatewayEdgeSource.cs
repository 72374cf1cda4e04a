using System.Globalization;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Fusion;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Setup;
using AIoT.Embedded.Gateway.Sparkplug.Payloads;
using AIoT.Embedded.Gateway.Store;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Sparkplug;

/// <summary>
/// Machines as the node's metrics, boards as its devices, readings as their data.
/// Readings are followed on disk from a position that survives a restart, so what was measured while there was no host comes later, as history.
/// </summary>
public sealed class GatewayEdgeSource : IEdgeSource, IDisposable
{
    private const int Batch = 500;
    private static readonly string[] States = ["unknown", "normal", "warning", "alarm"];

    private readonly AssetCatalog _catalog;
    private readonly FusionWorker _fusion;
    private readonly StreamTable _streams;
    private readonly IWireCodec _codec;
    private readonly TimeProvider _time;
    private readonly TimeSpan _silence;
    private readonly string _positionFile;
    private readonly SqliteConnection _reader;
    private readonly Dictionary<string, SortedDictionary<int, IReadOnlyList<Metric>>> _present = [];
    private IReadOnlyList<StoredReading>? _batch;
    private List<DeviceValues> _values = [];
    private long _position;

    /// <param name="positionFile">Keeps the position between runs; without it the first run begins with the readings to come.</param>
    /// <param name="silence">A board that has sent nothing for so long is gone.</param>
    public GatewayEdgeSource(
        AssetCatalog catalog, FusionWorker fusion, StreamTable streams, GatewayDatabase database, IWireCodec codec, TimeProvider time, string positionFile, TimeSpan silence)
    {
        _catalog = catalog;
        _fusion = fusion;
        _streams = streams;
        _codec = codec;
        _time = time;
        _positionFile = positionFile;
        _silence = silence;
        _reader = database.OpenReader();
        long newest = ReadingStore.NewestId(_reader);
        _position = File.Exists(positionFile) && long.TryParse(File.ReadAllText(positionFile), NumberStyles.None, CultureInfo.InvariantCulture, out long kept)
            ? Math.Min(kept, newest)
            : newest;
    }

    public IReadOnlyList<Metric> Node() => _fusion.Look((machines, _) =>
    {
        List<Metric> metrics = [];
        long utcMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (MachineAsset asset in _catalog.Machines)
        {
            MachineFigures now = MachineFigures.Of(machines[asset.Id], utcMs);
            string prefix = $"Machines/{asset.Id}/";
            metrics.Add(new Metric(prefix + "State", MetricType.String, now.State.ToString().ToLowerInvariant()));
            metrics.Add(new Metric(prefix + "Health", MetricType.Float, Rounded(now.Health, 1), Unit: "%"));
            metrics.Add(new Metric(prefix + "Fault", MetricType.Float, Rounded(now.Fault, 3)));
            metrics.Add(new Metric(prefix + "Fault Class", MetricType.String, now.Class));
            metrics.Add(new Metric(prefix + "Velocity RMS", MetricType.Float, Rounded(now.Velocity, 3), Unit: "mm/s"));
            metrics.Add(new Metric(prefix + "ISO Zone", MetricType.String, now.Zone?.ToString()));
        }

        return (IReadOnlyList<Metric>)metrics;

        static object? Rounded(double? value, int digits) => value is { } known ? (float)Math.Round(known, digits) : null;
    });

    public IReadOnlyDictionary<string, IReadOnlyList<Metric>> Devices()
    {
        Peek();
        long oldest = _time.GetUtcNow().ToUnixTimeMilliseconds() - (long)_silence.TotalMilliseconds;
        var seen = new HashSet<string>(_streams.Snapshot().Where(stream => stream.LastReceivedMs >= oldest).Select(stream => stream.Device));
        return _present.Where(device => seen.Contains(device.Key))
            .ToDictionary(device => device.Key, device => (IReadOnlyList<Metric>)[.. device.Value.Values.SelectMany(metrics => metrics)]);
    }

    public IReadOnlyList<DeviceValues> Take()
    {
        Peek();
        return _values;
    }

    public void Taken()
    {
        if (_batch is not { Count: > 0 } batch)
        {
            _batch = null;
            return;
        }

        _position = batch[^1].Id;
        _batch = null;
        // An older position only brings some readings a second time, as history: not worth a flush for each batch, nor the connection where the disk is full.
        try
        {
            PrivateFile.Write(_positionFile, _position.ToString(CultureInfo.InvariantCulture), flush: false);
        }
        catch (IOException)
        {
            // The next batch tries again.
        }
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Looks at the next readings, so that a birth knows the boards and sensors among them.</summary>
    private void Peek()
    {
        if (_batch is { Count: > 0 })
        {
            return;
        }

        _batch = ReadingStore.ReadAfter(_reader, _position, Batch);
        _values = [];
        foreach (StoredReading stored in _batch)
        {
            if (_codec.TryReadReading(stored.Payload, out SensorReading reading, out _) && !reading.Flags.HasFlag(ReadingFlags.Spoilt))
            {
                IReadOnlyList<Metric> metrics = Metrics(reading, stored.ReceivedMs);
                _values.Add(new DeviceValues(stored.Device, metrics));
                Remember(stored.Device, reading.Sensor, metrics);
            }
        }
    }

    private void Remember(string device, int sensor, IReadOnlyList<Metric> metrics)
    {
        if (!_present.TryGetValue(device, out SortedDictionary<int, IReadOnlyList<Metric>>? sensors))
        {
            _present[device] = sensors = [];
        }

        if (!sensors.TryGetValue(sensor, out IReadOnlyList<Metric>? known) || known[0].TimestampMs <= metrics[0].TimestampMs)
        {
            sensors[sensor] = metrics;
        }
    }

    private IReadOnlyList<Metric> Metrics(SensorReading reading, long receivedMs)
    {
        long at = reading.TimeMs > 0 ? reading.TimeMs : receivedMs;
        string prefix = $"Sensors/{reading.Sensor}/";
        Metric Of(string name, MetricType type, object? value, string? unit = null) => new(prefix + name, type, value, at, Unit: unit);
        bool judged = reading.Scores.Length > 0;
        return
        [
            Of("Velocity RMS", MetricType.Float, (float)reading.Velocity, "mm/s"),
            Of("Acceleration RMS", MetricType.Float, reading.AccelerationRms / 1e6f, "g"),
            Of("Acceleration Peak", MetricType.Float, reading.Peak / 1e6f, "g"),
            Of("Crest Factor", MetricType.Float, reading.Crest / 256f),
            Of("Kurtosis", MetricType.Float, reading.Kurtosis / 256f),
            Of("Shaft Speed", MetricType.Float, reading.ShaftSpeedMilliHz > 0 ? reading.ShaftSpeedMilliHz / 1000f : null, "Hz"),
            Of("State", MetricType.String, States[Math.Clamp(reading.State, 0, States.Length - 1)]),
            Of("Class", MetricType.String, judged ? _catalog.ModelOf(reading.Model).ClassName(reading.Class) : null),
            Of("Score", MetricType.Float, judged ? reading.Score / 32768f : null),
            Of("Flags", MetricType.UInt32, (ulong)(uint)reading.Flags),
            Of("Sequence", MetricType.UInt64, (ulong)reading.Seq),
        ];
    }
}
