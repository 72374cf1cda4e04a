using System.Text.Json;
using System.Security.Cryptography;
using AIoT.Embedded.Boards.Virtual.Chip;
using AIoT.Embedded.Boards.Virtual.Trust;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Node;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;
using AIoT.Embedded.Trust;
using AIoT.Embedded.Wire;
using nanoFramework.M2Mqtt;

namespace AIoT.Embedded.Boards.Virtual;

/// <summary>The firmware's application as this process runs it: files in a folder, a paced source of samples, MQTT.</summary>
public sealed class VirtualBoard : IDisposable
{
    /// <summary>What a virtual board calls its hardware.</summary>
    public const string HardwareModel = "virtual";

    private const string Firmware = "0.1.0";
    private const string StateFile = "state.a";
    private const int PackedWeightBudgetBytes = 64 * 1024;
    private const int ThreadMilliseconds = 5000;
    private readonly BoardSettings _settings;
    private readonly FileStream _lock;
    private readonly HostPower _power = new();
    private readonly ModelImage? _image;
    private readonly byte[]? _modelKey;
    private readonly DeviceIdentity? _identity;
    private readonly NodeConfiguration _given;
    private Life _life;

    /// <summary>Builds the board; nothing runs before <see cref="RunAsync"/>.</summary>
    /// <exception cref="BoardException">An option, a file or the store can't be used.</exception>
    public VirtualBoard(BoardSettings settings)
    {
        _settings = settings;
        if (!Topics.IsDevice(settings.Device))
        {
            throw new BoardException($"--device {settings.Device}: a name has 1 to 32 characters of a-z 0-9 -");
        }

        _given = new NodeConfiguration { Device = settings.Device, Broker = settings.BrokerHost, Port = settings.BrokerPort, Sensor = settings.Sensor, BackOffSeconds = 5, HealthSeconds = 5 };
        Machines.Describe(settings, _given.Machine);
        _image = settings.Model is null ? null : LoadModel(settings.Model);
        _modelKey = settings.ModelKey is null ? null : PublicKeyFile.Read(settings.ModelKey);
        _lock = Lock(settings.Store);
        _identity = IdentityFile.Read(settings.Store);
        _life = Begin();
    }

    /// <summary>The board's account, now.</summary>
    public BoardCounters Counters => new()
    {
        Device = _settings.Device,
        Epoch = _life.App.Store.Epoch,
        Boot = _life.App.Store.Boot,
        Produced = _life.App.Store.Produced,
        Acked = _life.App.Store.Acked,
        Refused = _life.App.Store.Refused,
        Resent = _life.App.Uplink.Resent,
        Reconnects = _life.App.Uplink.Reconnects,
        BadMessages = _life.App.Uplink.BadMessages,
        Errors = _life.App.Uplink.Failures + _life.App.SensorFaults + _life.App.Store.Failures,
        State = _life.App.State,
        LastFailure = _life.App.Uplink.LastFailure,
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

        using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
        _life.App.Start();
        try
        {
            do
            {
                WriteStatus();
                if (_power.TakeRequest() is { } sleep)
                {
                    End();
                    await Task.Delay(sleep / _settings.Speed, end.Token);
                    _life = Begin();
                    _life.App.Start();
                }
            }
            while (await second.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            // The end, as asked for.
        }

        _life.App.EndMeasuring();
        await _life.StopMeasuring.CancelAsync();
        _life.App.StopMeasuring(ThreadMilliseconds);
        _life.App.WaitUntilAcknowledged((int)(_settings.Drain * 1000));
        _life.App.Stop(ThreadMilliseconds);
        WriteStatus();
        return Counters;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _life.Dispose();
        _lock.Dispose();
    }

    /// <summary>A life of the board, from power on to restart, deep sleep or end.</summary>
    private sealed record Life(NodeApp App, MqttClient Client, CancellationTokenSource StopMeasuring) : IDisposable
    {
        public void Dispose()
        {
            Client.Dispose();
            StopMeasuring.Dispose();
        }
    }

    // What a gateway has sent counts above what the command line says, as it counts on a board above what was flashed.
    private Life Begin()
    {
        var board = new HostBoard();
        var stopMeasuring = new CancellationTokenSource();
        var storage = new FolderStorage(_settings.Store);
        var configurations = new ConfigurationStore(storage);
        NodeConfiguration configuration = configurations.Load() ?? _given;
        try
        {
            ModelSlots? models = _modelKey is null ? null : new ModelSlots(storage, new ModelSlotOptions { PublicKey = _modelKey, PackedWeightBudgetBytes = PackedWeightBudgetBytes }, configuration.Machine, board);
            ModelImage? image = models is null ? _image : models.Load(_image);
            FeatureRecipe recipe = BoardModel.RecipeFor(image, configuration.Machine);
            MqttClient client = SecureLink.Create(configuration, _settings.Store);
            var app = new NodeApp(new NodeParts
            {
                Board = board,
                Power = _power,
                Storage = storage,
                Store = new StoreOptions { SegmentBytes = 64 * 1024, Segments = 256, CursorEvery = 1 },
                Source = Mount(recipe, stopMeasuring.Token),
                Client = client,
                Image = image,
                Models = models,
                Attester = AttesterOf(image, configurations),
                Firmware = Firmware,
                PackedWeightBudgetBytes = PackedWeightBudgetBytes,
                Configuration = configuration,
                Configurations = configurations,
                FirstBackOffMilliseconds = 250,
            });
            return new Life(app, client, stopMeasuring);
        }
        catch (ArgumentException e)
        {
            throw new BoardException($"--model {_settings.Model}: {e.Message}; convert the model again with ./aiot model", e);
        }
    }

    private ISampleSource Mount(FeatureRecipe recipe, CancellationToken stop) => _settings.Chip is { } chip
        ? new FittedChip(chip, Machines.Motion(_settings), recipe, _settings.Speed, stop).Sampler
        : new PacedSource(Machines.Mount(_settings, recipe), _settings.Speed, stop);

    private Attester? AttesterOf(ModelImage? image, ConfigurationStore configurations) => _identity is null ? null : new Attester(
        _identity, new SoftwareKeyProvider(_identity.Key), HardwareModel, "AIoT.Embedded.Node", Firmware, DebugStatus.Enabled, RandomNumberGenerator.GetBytes(16))
    {
        FirmwareHash = FirmwareMeasurement.Take(),
        ModelHash = image?.ComputeHash(),
        ConfigurationHash = configurations.Hash,
    };

    private void End()
    {
        _life.App.EndMeasuring();
        _life.StopMeasuring.Cancel();
        if (!_life.App.Stop(ThreadMilliseconds))
        {
            // A thread that hangs can't be ended from within: the process is the board, and this is its reset.
            HostPower.Kill();
        }

        _life.Dispose();
    }

    internal static ModelImage LoadModel(string file)
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
