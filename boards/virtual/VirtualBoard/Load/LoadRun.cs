using System.Diagnostics;
using System.Globalization;
using System.Text;
using AIoT.Embedded.Boards.Virtual.Chip;
using AIoT.Embedded.Inference;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Node;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Boards.Virtual.Load;

/// <summary>Many boards in one process, each with the whole firmware: threads, store, connection. Only the sensors' samples are shared.</summary>
public sealed class LoadRun(LoadSettings settings) : IDisposable
{
    private const int Variants = 4;
    private const int WindowsOfSamples = 16;
    private const int Spread = 997;
    private const int StopMilliseconds = 10_000;
    private readonly List<LoadBoard> _boards = [];
    private readonly string _folder = settings.Folder ?? Directory.CreateTempSubdirectory("aiot-load-").FullName;
    private MosquittoBroker? _broker;
    private CommittingGateway? _gateway;

    /// <summary>Runs boards, waits for what they have sent, and accounts for it.</summary>
    /// <exception cref="BoardException">The profile's parts don't suit each other, or broker and gateway can't be had.</exception>
    public async Task<LoadReport> RunAsync(Action<string> say, CancellationToken stop)
    {
        ModelImage? image = settings.Model is null ? null : VirtualBoard.LoadModel(settings.Model);
        (string host, int port) = Connect();
        FeatureRecipe recipe = Build(image, host, port);
        say(string.Create(CultureInfo.InvariantCulture, $"{settings.Count} boards, {recipe.WindowLength} samples a window, {settings.Profile.WindowsPerSecond} windows a second each, broker {host}:{port}"));
        var watch = Stopwatch.StartNew();
        try
        {
            await StartAsync(stop);
            TimeSpan left = TimeSpan.FromSeconds(settings.Seconds) - watch.Elapsed;
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, stop);
            }
        }
        catch (OperationCanceledException)
        {
            say("stopped early");
        }

        double seconds = watch.Elapsed.TotalSeconds;
        StopMeasuring();
        var drain = Stopwatch.StartNew();
        while (_boards.Exists(board => board.App.Store.Acked < board.App.Store.Produced) && drain.Elapsed.TotalSeconds < settings.Drain)
        {
            await Task.Delay(50, CancellationToken.None);
        }

        return Account(seconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Parallel.ForEach(_boards, new ParallelOptions { MaxDegreeOfParallelism = 32 }, board => board.Dispose());
        _gateway?.Dispose();
        _broker?.Dispose();
        if (settings.Folder is null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private (string Host, int Port) Connect()
    {
        if (settings.Broker is null)
        {
            _broker = new MosquittoBroker();
        }

        (string host, int port) = settings.Broker ?? ("127.0.0.1", _broker!.Port);
        if (!settings.GivenGateway)
        {
            _gateway = new CommittingGateway(host, port, Path.Combine(_folder, "committed"));
            if (!_gateway.WaitUntilListening(TimeSpan.FromSeconds(10)))
            {
                throw new BoardException($"--broker {host}:{port}: no broker answers there");
            }
        }

        return (host, port);
    }

    private FeatureRecipe Build(ModelImage? image, string host, int port)
    {
        FeatureRecipe? recipe = null;
        Func<int, double, CancellationToken, ISampleSource>? mount = null;
        for (int i = 0; i < settings.Count; i++)
        {
            string device = string.Create(CultureInfo.InvariantCulture, $"{settings.Prefix}{i}");
            NodeConfiguration configuration = Configure(device, host, port);
            var machine = new BoardSettings { Device = device, Store = _folder, BrokerHost = host, BrokerPort = port, Scenario = settings.Profile.Machine };
            Machines.Describe(machine, configuration.Machine);
            try
            {
                if (recipe is null)
                {
                    recipe = BoardModel.RecipeFor(image, configuration.Machine);
                    mount = settings.Profile.Chip.Length > 0 ? Chipped(machine, recipe) : Direct(machine, recipe);
                }

                // The pace that makes windowsPerSecond windows a second of whatever hop the recipe has.
                double pace = settings.Profile.WindowsPerSecond * recipe.Hop / (recipe.SampleRateMilliHz / 1000.0);
                int board = i;
                _boards.Add(new LoadBoard(configuration, stop => mount!(board, pace, stop), image, settings.Profile.PackedWeightBytes, Path.Combine(_folder, device)));
            }
            catch (ArgumentException e)
            {
                throw new BoardException($"--model {settings.Model}: {e.Message}", e);
            }
        }

        return recipe!;
    }

    private NodeConfiguration Configure(string device, string host, int port)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"device = {device}\nbroker = {host}\nport = {port}\nwatchdog = 0\nback-off = 5\n");
        foreach ((string name, string value) in settings.Profile.Configuration)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name} = {value}\n");
        }

        byte[] bytes = Encoding.ASCII.GetBytes(text.ToString());
        var reader = new ConfigurationReader();
        return reader.TryRead(bytes, 0, bytes.Length) ?? throw new BoardException($"--profile: configuration: {reader.Reason[(reader.Reason.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()}");
    }

    // The samples of a few machines, made once; each board begins at a place of its own.
    private static Func<int, double, CancellationToken, ISampleSource> Direct(BoardSettings machine, FeatureRecipe recipe)
    {
        ISampleSource like = Machines.Mount(machine, recipe);
        short[][] samples = [.. Enumerable.Range(1, Variants).Select(seed => Samples(Machines.Mount(machine with { Seed = seed }, recipe), recipe))];
        return (board, pace, stop) => new PacedSource(new LoopedSource(samples[board % Variants], board * Spread, like), pace, stop);
    }

    // The same with a chip and its driver for each board.
    private Func<int, double, CancellationToken, ISampleSource> Chipped(BoardSettings machine, FeatureRecipe recipe)
    {
        string chip = settings.Profile.Chip;
        int rate = Chips.RateFor(chip, recipe);
        double[][] vibration = [.. Enumerable.Range(1, Variants).Select(seed => LoopedMotion.Take(Machines.Motion(machine with { Seed = seed }), rate, WindowsOfSamples * recipe.WindowLength))];
        return (board, pace, stop) => new FittedChip(chip, new LoopedMotion(vibration[board % Variants], board * Spread), recipe, pace, stop).Sampler;
    }

    private static short[] Samples(ISampleSource source, FeatureRecipe recipe)
    {
        short[] samples = new short[WindowsOfSamples * recipe.WindowLength];
        source.TryRead(samples, 0, samples.Length);
        return samples;
    }

    // Spread over a second, so that the windows are spread too.
    private async Task StartAsync(CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < _boards.Count; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds(i / (double)_boards.Count);
            if (due - watch.Elapsed > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(due - watch.Elapsed, stop);
            }

            _boards[i].App.Start();
        }
    }

    private void StopMeasuring()
    {
        foreach (LoadBoard board in _boards)
        {
            board.App.EndMeasuring();
            board.Pause.Cancel();
        }

        foreach (LoadBoard board in _boards)
        {
            board.App.StopMeasuring(StopMilliseconds);
        }
    }

    private LoadReport Account(double seconds)
    {
        float[] latencies = [.. _boards.SelectMany(board => board.Client.Latencies).Order()];
        long produced = _boards.Sum(board => board.App.Store.Produced);
        long acknowledged = _boards.Sum(board => board.App.Store.Acked);
        (long windows, long refused, long resent, long errors) = (0, 0, 0, 0);
        foreach (NodeApp app in _boards.Select(board => board.App))
        {
            windows += app.Windows;
            refused += app.Store.Refused;
            resent += app.Uplink.Resent;
            errors += app.Uplink.Failures + app.Uplink.BadMessages + app.SensorFaults + app.Store.Failures;
        }

        double resident = PeakResidentBytes() / 1e6;
        double processor = Environment.CpuUsage.TotalTime.TotalSeconds;
        (long stored, long duplicates) = (acknowledged, 0);
        if (_gateway is not null)
        {
            // The store itself is read, not what the gateway believes.
            _gateway.Dispose();
            _gateway = null;
            (stored, duplicates) = CommittingGateway.Count(Path.Combine(_folder, "committed"));
        }

        return new LoadReport
        {
            Boards = _boards.Count,
            Seconds = Math.Round(seconds, 1),
            Windows = windows,
            Published = produced,
            Acknowledged = acknowledged,
            Lost = produced - (stored - duplicates),
            Duplicates = duplicates,
            Refused = refused,
            Resent = resent,
            P50Milliseconds = Quantile(latencies, 0.5),
            P99Milliseconds = Quantile(latencies, 0.99),
            ResidentMegabytes = Math.Round(resident, 1),
            ProcessorSeconds = Math.Round(processor, 1),
            Errors = errors,
            Model = settings.Model is null ? "" : Path.GetFileName(settings.Model),
            OwnGateway = !settings.GivenGateway,
        };
    }

    private static double Quantile(float[] sorted, double share)
        => sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))], 2);

    private static long PeakResidentBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
