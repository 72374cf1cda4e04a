using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using AIoT.Embedded.Hil.Demo.Audit;
using AIoT.Embedded.Hil.Demo.Processes;
using AIoT.Embedded.Hil.Demo.Report;
using AIoT.Embedded.Mosquitto;

namespace AIoT.Embedded.Hil.Demo.Plant;

/// <summary>
/// The running plant: broker, gateway and boards as processes. Whatever dies is started again, on the same ports and folders;
/// at the end the boards deliver what they hold, and the stores and the database are counted against each other.
/// </summary>
public sealed class PlantRun : IAsyncDisposable
{
    private const string BrokerName = "broker";
    private const string GatewayName = "gateway";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    private readonly DemoOptions _options;
    private readonly PlantPlan _plan;
    private readonly DemoPrograms _programs;
    private readonly string _folder;
    private readonly Stopwatch _wall = Stopwatch.StartNew();
    private readonly Dictionary<string, ChildProcess> _children = [];
    private string _brokerAddress = "";
    private int _brokerPort;
    private int _pagePort;
    private int _restarts;
    private Stopwatch? _machineClock;
    private StandingWatch? _watch;

    /// <summary>A plant that is not started yet.</summary>
    /// <param name="options">What the user asked.</param>
    /// <param name="plan">Machines and boards.</param>
    /// <param name="programs">What to start.</param>
    /// <param name="folder">Where stores, database, logs and configuration go; exists.</param>
    public PlantRun(DemoOptions options, PlantPlan plan, DemoPrograms programs, string folder)
    {
        _options = options;
        _plan = plan;
        _programs = programs;
        _folder = folder;
    }

    /// <summary>Where the page is.</summary>
    public Uri Page => new($"http://127.0.0.1:{_pagePort}/");

    /// <summary>What can be killed: broker, gateway and boards.</summary>
    public IReadOnlyList<string> Names => [.. _plan.Boards.Select(b => b.Device).Append("broker").Append("gateway").Order(StringComparer.Ordinal)];

    /// <summary>Wall seconds since the first process.</summary>
    public double WallSeconds => _wall.Elapsed.TotalSeconds;

    /// <summary>Wall seconds since the boards began.</summary>
    public double RunSeconds => _machineClock?.Elapsed.TotalSeconds ?? 0;

    /// <summary>How the boards were enrolled, a line each.</summary>
    public IReadOnlyList<string> Enrolled { get; private set; } = [];

    /// <summary>How the boards stood when they were asked after last.</summary>
    public IReadOnlyDictionary<string, string> Standings => _watch?.Standings ?? new Dictionary<string, string>();

    /// <summary>Asks how boards stand, once a second at most and more often until all are attested.</summary>
    /// <returns>What has changed, a line each.</returns>
    public Task<IReadOnlyList<string>> LookAtTrustAsync(CancellationToken cancel) => _watch is null ? Task.FromResult<IReadOnlyList<string>>([]) : _watch.LookAsync(RunSeconds, cancel);

    /// <summary>Starts everything; returns when the gateway serves and the boards are started.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (_options.Broker is null)
        {
            _brokerPort = MosquittoBroker.FreePort();
            _brokerAddress = $"127.0.0.1:{_brokerPort}";
        }
        else
        {
            _brokerAddress = _options.Broker;
        }

        _pagePort = _options.Port == 0 ? MosquittoBroker.FreePort() : _options.Port;
        await File.WriteAllTextAsync(Path.Combine(_folder, "assets.yaml"), _plan.AssetsYaml(ModelNames.Classes, ModelNames.Features), cancel).ConfigureAwait(false);
        if (_options.Broker is null)
        {
            await StartChildAsync(BrokerName, cancel).ConfigureAwait(false);
        }

        await StartChildAsync(GatewayName, cancel).ConfigureAwait(false);
        try
        {
            await _children[GatewayName].WaitForLineAsync(IsReady, StartPatience, cancel).ConfigureAwait(false);
        }
        catch (DemoException error)
        {
            throw new DemoException($"{error.Message}: {LastLine(GatewayName)}", error);
        }

        using (PlantTrust trust = new(Page, DataFolder))
        {
            Enrolled = await trust.EnrolAsync([.. _plan.Boards.Where(b => !b.IsStranger).Select(b => b.Device)], _programs, StoreOf, cancel).ConfigureAwait(false);
        }

        _watch = new StandingWatch(Page, [.. _plan.Boards.Select(b => b.Device)]);

        _machineClock = Stopwatch.StartNew();
        foreach (BoardPlan board in _plan.Boards)
        {
            await StartChildAsync(board.Device, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Starts again whatever has died, and waits for none of it but the broker. Call it a few times a second.</summary>
    public async Task TendAsync(CancellationToken cancel)
    {
        // The broker first: a gateway gives up where it finds none.
        foreach (string name in _children.Where(c => c.Value.HasExited).Select(c => c.Key).OrderByDescending(n => n == BrokerName).ToArray())
        {
            int code = _children[name].ExitCode;
            if (code == 2)
            {
                throw new DemoException($"{name}: {LastLine(name)}");
            }

            if (++_restarts > 100 + _options.Drill.Count + _options.Kills)
            {
                throw new DemoException($"{name} keeps ending (code {code}): {LastLine(name)}");
            }

            _children[name].Dispose();
            await StartChildAsync(name, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>True when a process does its work: the broker listens, the gateway serves, the board measures.</summary>
    public bool IsUp(string name) => _children.TryGetValue(name, out ChildProcess? child) && !child.HasExited && name switch
    {
        BrokerName => MosquittoBroker.Listens(_brokerPort),
        GatewayName => child.HasWritten(IsReady),
        _ => File.Exists(StatusOf(name)),
    };

    /// <summary>Kills a process where it stands, and returns when it has gone.</summary>
    public async Task KillAsync(string name, CancellationToken cancel)
    {
        if (!_children.TryGetValue(name, out ChildProcess? child))
        {
            throw new DemoException($"--drill: nothing here is called '{name}'; use {string.Join(", ", _children.Keys)}");
        }

        await child.KillAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>The gateway's counters now; null while it can't be asked.</summary>
    public async Task<JsonElement?> StatsAsync(CancellationToken cancel)
    {
        try
        {
            using GatewayClient client = new(Page);
            return await client.StatsAsync(audit: false, cancel).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException || error is TaskCanceledException && !cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Lets the boards deliver what they hold, stops them, and counts.</summary>
    public async Task<DemoReport> FinishAsync(CancellationToken cancel)
    {
        await RecoverAsync(cancel).ConfigureAwait(false);
        await Task.WhenAll(_plan.Boards.Select(b => _children[b.Device].StopAsync(DrainPatience))).ConfigureAwait(false);
        JsonElement stats;
        Dictionary<string, string> standings;
        using (GatewayClient client = new(Page))
        {
            stats = await client.StatsAsync(audit: false, cancel).ConfigureAwait(false);
            standings = await client.StandingsAsync(cancel).ConfigureAwait(false);
        }

        await StopRestAsync().ConfigureAwait(false);

        // What a board gave a number is in its store, whatever became of the process; what was committed is in the database.
        List<BoardReport> boards = [];
        (long duplicates, long strange) = (0, 0);
        using (DiskAudit disk = new(Path.Combine(DataFolder, "gateway.db")))
        {
            foreach (string device in _plan.Boards.Select(b => b.Device))
            {
                BoardAccount account = await InspectAsync(device, cancel).ConfigureAwait(false);
                DiskCount onDisk = disk.Count(device, account.Epoch, account.Produced);
                boards.Add(new BoardReport(device, account.Produced, account.Acknowledged, onDisk.Kept, account.Refused, account.Boots, standings.GetValueOrDefault(device, "pending"), _watch?.AttestedAt(device)));
                duplicates += onDisk.Duplicates;
                strange += onDisk.Strange;
            }
        }

        return new DemoReport(
            boards.Sum(b => b.Produced),
            boards.Sum(b => b.Committed),
            boards.Sum(b => b.Produced - b.Committed),
            duplicates,
            strange,
            stats.GetProperty("duplicates").GetInt64(),
            [.. stats.GetProperty("machines").EnumerateArray().Select(ReportOf)],
            boards,
            _restarts,
            await LedgerCheck.VerifyAsync(_programs.Gateway, DataFolder, cancel).ConfigureAwait(false),
            _options.Seed,
            Math.Round(WallSeconds, 2));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (ChildProcess child in _children.Values)
        {
            child.Dispose();
        }

        _watch?.Dispose();

        // The guards kill what is left when their pipes close; wait until they have.
        await Task.Delay(50).ConfigureAwait(false);
    }

    private static bool IsReady(string line) => line.StartsWith("ready ", StringComparison.Ordinal);

    private MachineReport ReportOf(JsonElement machine)
    {
        string id = machine.GetProperty("id").GetString()!;
        return new MachineReport(
            id,
            machine.GetProperty("health") is { ValueKind: JsonValueKind.Number } health ? Math.Round(health.GetDouble(), 1) : null,
            machine.GetProperty("state").ToString().ToLowerInvariant(),
            machine.GetProperty("alarms").GetInt32(),
            machine.GetProperty("firstAlarmS") is { ValueKind: JsonValueKind.Number } first ? Math.Round(first.GetDouble(), 2) : null,
            _plan.Machines.First(p => p.Id == id).Source);
    }

    /// <summary>Waits until everything runs again, so that the boards find whom to deliver to.</summary>
    private async Task RecoverAsync(CancellationToken cancel)
    {
        long deadline = Environment.TickCount64 + (long)StartPatience.TotalMilliseconds;
        do
        {
            await TendAsync(cancel).ConfigureAwait(false);
            await Task.Delay(50, cancel).ConfigureAwait(false);
        }
        while (!_children.Keys.All(IsUp) && Environment.TickCount64 < deadline);
    }

    private async Task StopRestAsync()
    {
        foreach (string name in new[] { GatewayName, BrokerName })
        {
            if (_children.TryGetValue(name, out ChildProcess? child))
            {
                await child.StopAsync(StopPatience).ConfigureAwait(false);
            }
        }
    }

    private async Task StartChildAsync(string name, CancellationToken cancel)
    {
        _children[name] = name switch
        {
            BrokerName => await PrivateBroker.StartAsync(_folder, _brokerPort, cancel).ConfigureAwait(false),
            GatewayName => ChildProcess.Start(
                name,
                Log(name),
                _programs.Gateway,
                ["run", "--broker", _brokerAddress, "--data", DataFolder, "--assets", Path.Combine(_folder, "assets.yaml"), "--http", $"127.0.0.1:{_pagePort}", "--loopback-without-key", "--model", _programs.ModelFloat]),
            _ => StartBoard(_plan.Boards.First(b => b.Device == name)),
        };
    }

    private ChildProcess StartBoard(BoardPlan board)
    {
        File.Delete(StatusOf(board.Device));
        return ChildProcess.Start(
            board.Device,
            Log(board.Device),
            _programs.Board,
            [
                "--device", board.Device,
                "--store", StoreOf(board.Device),
                "--broker", _brokerAddress,
                "--model", _programs.ModelImage,
                "--speed", Number(_options.Speed),
                "--start", Number(RunSeconds * _options.Speed),
                "--sensor", Number(board.Sensor),
                "--drain", Number(DrainPatience.TotalSeconds - 10),
                "--status", StatusOf(board.Device),
                .. board.SourceArguments,
            ]);
    }

    private async Task<BoardAccount> InspectAsync(string device, CancellationToken cancel)
    {
        ChildProcess inspect = ChildProcess.Start("inspect " + device, Log(device), _programs.Board, ["--inspect-store", StoreOf(device)]);
        try
        {
            string line = await inspect.WaitForLineAsync(l => l.StartsWith('{'), StartPatience, cancel).ConfigureAwait(false);
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            return new BoardAccount(
                root.GetProperty("epoch").GetUInt32(),
                root.GetProperty("boot").GetInt64(),
                root.GetProperty("produced").GetInt64(),
                root.GetProperty("acked").GetInt64(),
                root.GetProperty("refused").GetInt64());
        }
        finally
        {
            await inspect.WaitForExitAsync(cancel).ConfigureAwait(false);
            inspect.Dispose();
        }
    }

    private string DataFolder => Path.Combine(_folder, "gateway");

    private string StatusOf(string device) => Path.Combine(_folder, device + ".status");

    private string StoreOf(string device) => Path.Combine(_folder, "boards", device);

    private string Log(string name) => Path.Combine(_folder, name + ".log");

    private string LastLine(string name)
    {
        string[] lines = File.Exists(Log(name)) ? [.. File.ReadLines(Log(name)).Where(l => l.Length > 0)] : [];
        return lines.Length > 0 ? lines[^1] : "it left no word";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private sealed record BoardAccount(uint Epoch, long Boots, long Produced, long Acknowledged, long Refused);
}
