using System.Text.Json;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Node;
using AIoT.Embedded.Wire;
using nanoFramework.M2Mqtt;

namespace AIoT.Embedded.Boards.Virtual;

/// <summary>The firmware's application as this process runs it: files in a folder, a paced source of samples, MQTT.</summary>
public sealed class VirtualBoard : IDisposable
{
    private const string StateFile = "state.a";
    private const int PackedWeightBudgetBytes = 64 * 1024;
    private const int ThreadMilliseconds = 5000;
    private readonly BoardSettings _settings;
    private readonly FileStream _lock;
    private readonly RingStore _store;
    private readonly MqttClient _client;
    private readonly Uplink _uplink;
    private readonly NodeApp _app;
    private readonly CancellationTokenSource _stopMeasuring = new();

    /// <summary>Builds the board; nothing runs before <see cref="RunAsync"/>.</summary>
    /// <exception cref="BoardException">An option, a file or the store can't be used.</exception>
    public VirtualBoard(BoardSettings settings)
    {
        _settings = settings;
        var board = new HostBoard();
        var clock = new NodeClock(board);
        BoardModel model = Prepare(settings);
        var measurement = new Measurement(new PacedSource(Machines.Mount(settings, model.Recipe), settings.Speed, _stopMeasuring.Token), model, new DecisionRule());
        _lock = Lock(settings.Store);
        _store = RingStore.Open(new FolderStorage(settings.Store), new StoreOptions { SegmentBytes = 64 * 1024, Segments = 256, CursorEvery = 1 }, board.NextRandom());
        _client = new MqttClient(settings.BrokerHost, settings.BrokerPort, false, null, null, MqttSslProtocols.None);
        var options = new UplinkOptions { Device = settings.Device, FirstBackOffMilliseconds = 250, LongestBackOffMilliseconds = 5000, HealthMilliseconds = 5000 };
        _uplink = new Uplink(options, _client, _store, clock, board);
        _app = new NodeApp(_store, measurement, _uplink, clock, settings.Sensor);
    }

    /// <summary>The board's account, now.</summary>
    public BoardCounters Counters => new()
    {
        Device = _settings.Device,
        Epoch = _store.Epoch,
        Boot = _store.Boot,
        Produced = _store.Produced,
        Acked = _store.Acked,
        Refused = _store.Refused,
        Resent = _uplink.Resent,
        Reconnects = _uplink.Reconnects,
        BadMessages = _uplink.BadMessages,
        Errors = _uplink.Failures + _app.SensorFaults + _store.Failures,
        State = _app.State,
    };

    /// <summary>Accounts for the store of a board that is not running.</summary>
    /// <exception cref="BoardException">There is no store in the folder.</exception>
    public static BoardCounters Inspect(string folder)
    {
        if (!File.Exists(Path.Combine(folder, StateFile)))
        {
            throw new BoardException($"--inspect-store {folder}: no board's store is there");
        }

        RingStore store = RingStore.Inspect(new FolderStorage(folder));
        var counters = new BoardCounters { Epoch = store.Epoch, Boot = store.Boot, Produced = store.Produced, Acked = store.Acked, Refused = store.Refused };
        store.CloseFiles();
        return counters;
    }

    /// <summary>Runs until the time is over or until stopped; then waits a bounded time for the gateway to commit what is stored.</summary>
    public async Task<BoardCounters> RunAsync(CancellationToken stop)
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (_settings.Seconds > 0)
        {
            end.CancelAfter(TimeSpan.FromSeconds(_settings.Seconds));
        }

        _app.Start();
        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            do
            {
                WriteStatus();
            }
            while (await second.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            // The end, as asked for.
        }

        await _stopMeasuring.CancelAsync();
        _app.StopMeasuring(ThreadMilliseconds);
        _app.WaitUntilAcknowledged((int)(_settings.Drain * 1000));
        _app.Stop(ThreadMilliseconds);
        WriteStatus();
        return Counters;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _stopMeasuring.Dispose();
        _lock.Dispose();
    }

    private static BoardModel Prepare(BoardSettings settings)
    {
        if (!Topics.IsDevice(settings.Device))
        {
            throw new BoardException($"--device {settings.Device}: a name has 1 to 32 characters of a-z 0-9 -");
        }

        try
        {
            return BoardModel.Prepare(settings.Model is null ? null : Load(settings.Model), Machines.Describe(settings), PackedWeightBudgetBytes);
        }
        catch (ArgumentException e)
        {
            throw new BoardException($"--model {settings.Model}: {e.Message}; convert the model again with ./aiot model", e);
        }
    }

    private static ModelImage Load(string file)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(file);
            return ModelImage.Parse(bytes, bytes.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BoardException($"--model {file}: can't be read: make it with ./aiot model", e);
        }
        catch (ModelImageException e)
        {
            throw new BoardException($"--model {file}: {e.Message}; make it again with ./aiot model", e);
        }
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BoardException($"--store {folder}: can't be used ({e.Message}): another board may run there, or the folder can't be written", e);
        }
    }

    private void WriteStatus()
    {
        if (_settings.Status is { } file)
        {
            string fresh = file + ".new";
            File.WriteAllText(fresh, JsonSerializer.Serialize(Counters));
            File.Move(fresh, file, overwrite: true);
        }
    }
}
