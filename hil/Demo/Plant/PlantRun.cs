using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(45);
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

    /// <summary>What runs: broker, gateway and boards.</summary>
    public IReadOnlyList<string> Names => [.. _children.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Wall seconds since the first process.</summary>
    public double WallSeconds => _wall.Elapsed.TotalSeconds;

    /// <summary>Wall seconds since the boards began.</summary>
    public double RunSeconds => _machineClock?.Elapsed.TotalSeconds ?? 0;

    /// <summary>Starts everything; returns when the gateway serves and the boards are up.</summary>
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
            await StartChildAsync("broker", cancel).ConfigureAwait(false);
        }

        await StartChildAsync("gateway", cancel).ConfigureAwait(false);
        _machineClock = Stopwatch.StartNew();
        foreach (BoardPlan board in _plan.Boards)
        {
            await StartChildAsync(board.Device, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Starts again whatever has died. Call it a few times a second.</summary>
    /// <returns>The names of what was started again.</returns>
    public async Task<IReadOnlyList<string>> TendAsync(CancellationToken cancel)
    {
        List<string> started = [];

        // The broker first: a gateway is not ready before it has one.
        foreach (string name in _children.Where(c => c.Value.HasExited).Select(c => c.Key).OrderByDescending(n => n == "broker").ToArray())
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
            _children.Remove(name);
            await StartChildAsync(name, cancel).ConfigureAwait(false);
            started.Add(name);
        }

        return started;
    }

    /// <summary>Kills a process where it stands.</summary>
    public void Kill(string name)
    {
        if (!_children.TryGetValue(name, out ChildProcess? child))
        {
            throw new DemoException($"--drill: nothing here is called '{name}'; use {string.Join(", ", _children.Keys)}");
        }

        child.Kill();
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
        await TendAsync(cancel).ConfigureAwait(false);
        await Task.WhenAll(_plan.Boards.Select(b => _children[b.Device].StopAsync(DrainPatience))).ConfigureAwait(false);

        // What a board gave a number is in its store, whatever became of the process.
        List<(string Device, BoardAccount Account)> accounts = [];
        foreach (BoardPlan board in _plan.Boards)
        {
            accounts.Add((board.Device, await InspectAsync(board.Device, cancel).ConfigureAwait(false)));
        }

        JsonElement stats;
        using (GatewayClient client = new(Page))
        {
            stats = await client.StatsAsync(audit: true, cancel).ConfigureAwait(false);
        }

        JsonElement onDisk = stats.GetProperty("store");
        Dictionary<string, long> committed = onDisk.GetProperty("readings").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt64());
        BoardReport[] boards = [.. accounts.Select(a => new BoardReport(a.Device, a.Account.Produced, a.Account.Acknowledged, committed.GetValueOrDefault(a.Device), a.Account.Refused))];
        MachineReport[] machines = [.. stats.GetProperty("machines").EnumerateArray().Select(m => new MachineReport(
            m.GetProperty("id").GetString()!,
            Math.Round(m.GetProperty("health").GetDouble(), 1),
            m.GetProperty("state").ToString().ToLowerInvariant(),
            m.GetProperty("alarms").GetInt32(),
            m.GetProperty("firstAlarmS") is { ValueKind: JsonValueKind.Number } first ? Math.Round(first.GetDouble(), 2) : null,
            _plan.Machines.First(p => p.Id == m.GetProperty("id").GetString()).Source))];
        await StopRestAsync().ConfigureAwait(false);
        long produced = boards.Sum(b => b.Produced);
        return new DemoReport(
            produced,
            boards.Sum(b => b.Committed),
            boards.Sum(b => Math.Max(0, b.Produced - b.Committed)),
            onDisk.GetProperty("duplicates").GetInt64(),
            stats.GetProperty("duplicates").GetInt64(),
            machines,
            boards,
            _restarts,
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

        // The guards kill what is left when their pipes close; wait until they have.
        await Task.Delay(50).ConfigureAwait(false);
    }

    private async Task StopRestAsync()
    {
        foreach (string name in new[] { "gateway", "broker" })
        {
            if (_children.TryGetValue(name, out ChildProcess? child))
            {
                await child.StopAsync(StopPatience).ConfigureAwait(false);
            }
        }
    }

    private async Task StartChildAsync(string name, CancellationToken cancel)
    {
        switch (name)
        {
            case "broker":
                _children[name] = await PrivateBroker.StartAsync(_folder, _brokerPort, cancel).ConfigureAwait(false);
                break;
            case "gateway":
                ChildProcess gateway = ChildProcess.Start(
                    name,
                    Log(name),
                    _programs.Gateway,
                    ["run", "--broker", _brokerAddress, "--data", Path.Combine(_folder, "gateway"), "--assets", Path.Combine(_folder, "assets.yaml"), "--http", $"127.0.0.1:{_pagePort}", "--loopback-without-key", "--model", _programs.ModelFloat]);
                _children[name] = gateway;
                try
                {
                    await gateway.WaitForLineAsync(l => l.StartsWith("ready ", StringComparison.Ordinal), StartPatience, cancel).ConfigureAwait(false);
                }
                catch (DemoException error)
                {
                    throw new DemoException($"{error.Message}: {LastLine(name)}", error);
                }

                break;
            default:
                BoardPlan board = _plan.Boards.First(b => b.Device == name);
                _children[name] = ChildProcess.Start(
                    name,
                    Log(name),
                    _programs.Board,
                    [
                        "--device", name,
                        "--store", StoreOf(name),
                        "--broker", _brokerAddress,
                        "--model", _programs.ModelImage,
                        "--speed", Number(_options.Speed),
                        "--start", Number(RunSeconds * _options.Speed),
                        "--sensor", Number(board.Sensor),
                        "--drain", Number(DrainPatience.TotalSeconds - 10),
                        .. board.SourceArguments,
                    ]);
                break;
        }
    }

    private async Task<BoardAccount> InspectAsync(string device, CancellationToken cancel)
    {
        ChildProcess inspect = ChildProcess.Start("inspect " + device, Log(device), _programs.Board, ["--inspect-store", StoreOf(device)]);
        try
        {
            string line = await inspect.WaitForLineAsync(l => l.StartsWith('{'), StartPatience, cancel).ConfigureAwait(false);
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement root = json.RootElement;
            return new BoardAccount(root.GetProperty("produced").GetInt64(), root.GetProperty("acked").GetInt64(), root.TryGetProperty("refused", out JsonElement refused) ? refused.GetInt64() : 0);
        }
        finally
        {
            await inspect.WaitForExitAsync(cancel).ConfigureAwait(false);
            inspect.Dispose();
        }
    }

    private string StoreOf(string device) => Path.Combine(_folder, "boards", device);

    private string Log(string name) => Path.Combine(_folder, name + ".log");

    private string LastLine(string name)
    {
        string[] lines = File.Exists(Log(name)) ? [.. File.ReadLines(Log(name)).Where(l => l.Length > 0)] : [];
        return lines.Length > 0 ? lines[^1] : "it left no word";
    }

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private sealed record BoardAccount(long Produced, long Acknowledged, long Refused);
}
