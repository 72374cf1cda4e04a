using System.Threading.Channels;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Devices;
using AIoT.Embedded.Gateway.Ingest;
using AIoT.Embedded.Gateway.Models;
using AIoT.Embedded.Gateway.Retention;
using AIoT.Embedded.Gateway.Store;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// Follows the readings on disk in order of arrival: one way for live and for what came before a restart.
/// Conclusions are written with the position that they were made at.
/// </summary>
public sealed partial class FusionWorker : IAsyncDisposable
{
    private const int LargestBite = 500;
    private const long TrendStepMs = 1000;
    private const string Name = "fusion";
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly AssetCatalog _catalog;
    private readonly GatewayDatabase _database;
    private readonly FusionStore _store;
    private readonly IWireCodec _codec;
    private readonly IEnsemble? _ensemble;
    private readonly StorageMonitor? _storage;
    private readonly IDeviceStandings? _standings;
    private readonly TimeProvider _time;
    private readonly ILogger<FusionWorker> _logger;
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MachineFusion> _machines = [];
    private readonly Dictionary<string, LiveReading> _live = [];
    private readonly Dictionary<(string Device, int Sensor), long> _strangers = [];
    private readonly HashSet<string> _moved = [];
    private readonly List<FusionConclusion> _conclusions = [];
    private readonly List<TrendPoint> _trend = [];
    private Task _work = Task.CompletedTask;
    private long _position;
    private long _flushedAt;
    private long _flushedPosition;

    public FusionWorker(
        AssetCatalog catalog, GatewayDatabase database, FusionStore store, IWireCodec codec, TimeProvider time, ILogger<FusionWorker> logger, IEnsemble? ensemble = null, StorageMonitor? storage = null, IDeviceStandings? standings = null)
    {
        _storage = storage;
        _catalog = catalog;
        _database = database;
        _store = store;
        _codec = codec;
        _ensemble = ensemble;
        _standings = standings;
        _time = time;
        _logger = logger;
        Reload();
    }

    /// <summary>Raised when machines have moved and what was concluded is on disk.</summary>
    public event Action<IReadOnlyCollection<string>>? MachinesMoved;

    /// <summary>Raised for each decision that is on disk.</summary>
    public event Action<StoredDecision>? Decided;

    /// <summary>Readings taken since the process started.</summary>
    public long Taken { get; private set; }

    /// <summary>Id of the newest reading whose conclusions are on disk.</summary>
    public long FlushedPosition => Volatile.Read(ref _flushedPosition);

    /// <summary>Readings on disk whose conclusions are not.</summary>
    public long Waiting => _store.CountAfter(Volatile.Read(ref _flushedPosition));

    public void Start() => _work = Task.Run(() => WorkAsync(_stop.Token));

    /// <summary>There are new readings on disk.</summary>
    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Reads the machines while fusion stands still.</summary>
    public T Look<T>(Func<IReadOnlyDictionary<string, MachineFusion>, IReadOnlyDictionary<string, LiveReading>, T> look)
    {
        lock (_gate)
        {
            return look(_machines, _live);
        }
    }

    /// <summary>Sensors that send and that no machine names, with the number of their readings since the process started.</summary>
    public IReadOnlyDictionary<(string Device, int Sensor), long> Strangers()
    {
        lock (_gate)
        {
            return new Dictionary<(string Device, int Sensor), long>(_strangers);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
    }

    private void Reload()
    {
        lock (_gate)
        {
            _machines.Clear();
            _live.Clear();
            _moved.Clear();
            _conclusions.Clear();
            _trend.Clear();
            _position = _store.LoadPosition();
            Volatile.Write(ref _flushedPosition, _position);
            foreach (MachineAsset asset in _catalog.Machines)
            {
                MachineMemory memory = _store.LoadMemory(asset.Id);
                _machines[asset.Id] = new MachineFusion(asset, _catalog, memory, _ensemble, _standings);
                foreach (SensorAsset sensor in asset.Sensors)
                {
                    if (memory.Sensors.TryGetValue(sensor.Id, out SensorEvidence? evidence)
                        && _store.LoadReading(sensor.Device, evidence.Epoch, evidence.Seq) is { } last
                        && _codec.TryReadReading(last.Payload, out SensorReading reading, out _))
                    {
                        _live[sensor.Id] = new LiveReading(reading, last.ReceivedMs);
                    }
                }
            }
        }
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        using SqliteConnection reader = _database.OpenReader();
        try
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    if (!Bite(reader))
                    {
                        await RestAsync(stop);
                    }
                }
                catch (SqliteException wrong)
                {
                    Refused(wrong);
                    Reload();
                    await Task.Delay(PauseAfterFailure, _time, stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what is not flushed is concluded again from the same readings.
        }

        try
        {
            Flush();
        }
        catch (SqliteException wrong)
        {
            LogDiskRefused(wrong.Message);
        }
    }

    private async Task RestAsync(CancellationToken stop)
    {
        if (_position == _flushedPosition)
        {
            await _signal.Reader.WaitToReadAsync(stop);
        }
        else
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(FlushInterval);
            try
            {
                await _signal.Reader.WaitToReadAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                Flush();
            }
        }

        _signal.Reader.TryRead(out _);
    }

    /// <returns>False when there was nothing to take.</returns>
    private bool Bite(SqliteConnection reader)
    {
        IReadOnlyList<StoredReading> readings = ReadingStore.ReadAfter(reader, _position, LargestBite);
        lock (_gate)
        {
            foreach (StoredReading stored in readings)
            {
                Take(stored);
                _position = stored.Id;
            }
        }

        Taken += readings.Count;
        bool changed = _conclusions.Any(conclusion => conclusion.Record.Kind == "state");
        if (_position != _flushedPosition && (changed || _time.GetElapsedTime(_flushedAt) >= FlushInterval))
        {
            Flush();
        }

        return readings.Count > 0;
    }

    private void Refused(SqliteException wrong)
    {
        _storage?.Failed(Name, wrong);
        if (_storage is null or { IsOk: true })
        {
            LogDiskRefused(wrong.Message);
        }
    }

    private void Take(StoredReading stored)
    {
        if (!_codec.TryReadReading(stored.Payload, out SensorReading reading, out string reason))
        {
            LogUnreadable(stored.Id, reason);
            return;
        }

        if (!_catalog.TryFind(stored.Device, reading.Sensor, out MachineAsset asset, out SensorAsset sensor))
        {
            if (reading.Flags.HasFlag(ReadingFlags.Spoilt))
            {
                return;
            }

            (string, int) key = (stored.Device, reading.Sensor);
            if (_strangers.Count < 10_000 || _strangers.ContainsKey(key))
            {
                _strangers[key] = _strangers.GetValueOrDefault(key) + 1;
            }

            return;
        }

        MachineFusion machine = _machines[asset.Id];
        (MachineCondition before, DecisionRecord? record) = FusionStep.Take(machine, _catalog, sensor, reading, stored.Payload, stored.ReceivedMs);
        MachineMemory memory = machine.Memory;
        _live[sensor.Id] = new LiveReading(reading, stored.ReceivedMs);
        _moved.Add(asset.Id);
        if (record is not null)
        {
            _conclusions.Add(new FusionConclusion(machine, record, FusionSnapshot.Of(memory, record.Kind == "state", stored.Id)));
        }

        if (memory.ClockMs - memory.LastTrendMs >= TrendStepMs || memory.Condition != before)
        {
            memory.LastTrendMs = memory.ClockMs;
            Assessment now = machine.Current;
            _trend.Add(now.IsKnown
                ? new TrendPoint(asset.Id, memory.ClockMs, stored.ReceivedMs, now.Health, now.Velocity, now.Fault, (int)memory.Condition)
                : new TrendPoint(asset.Id, memory.ClockMs, stored.ReceivedMs, null, null, null, (int)memory.Condition));
        }
    }

    private void Flush()
    {
        _flushedAt = _time.GetTimestamp();
        if (_position == _flushedPosition)
        {
            return;
        }

        IReadOnlyList<(long Id, string Hash, DecisionRecord Record)> written;
        lock (_gate)
        {
            written = _store.Flush(_position, [.. _moved.Select(id => _machines[id])], _conclusions, _trend);
        }

        _storage?.Worked(Name);

        Volatile.Write(ref _flushedPosition, _position);
        string[] moved = [.. _moved];
        List<StoredDecision> decided = [];
        foreach ((long id, string hash, DecisionRecord record) in written)
        {
            decided.Add(StoredDecision.Of(id, record, hash));
            LogDecision(record.Machine, record.From, record.To, record.Explanation);
        }

        _moved.Clear();
        _conclusions.Clear();
        _trend.Clear();
        foreach (StoredDecision decision in decided)
        {
            Decided?.Invoke(decision);
        }

        MachinesMoved?.Invoke(moved);
    }

    [LoggerMessage(LogLevel.Error, "The disk refused what fusion concluded ({Reason}): it goes on from what is on disk")]
    private partial void LogDiskRefused(string reason);

    [LoggerMessage(LogLevel.Error, "Reading {Id} on disk can't be read: {Reason}")]
    private partial void LogUnreadable(long id, string reason);

    [LoggerMessage(LogLevel.Information, "{Machine}: {Before} -> {Now}: {Explanation}")]
    private partial void LogDecision(string machine, MachineCondition before, MachineCondition now, string explanation);
}
