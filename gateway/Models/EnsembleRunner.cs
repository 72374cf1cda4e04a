using System.Collections.Concurrent;
using System.Threading.Channels;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ensemble;

namespace AIoT.Embedded.Gateway.Models;

/// <summary>
/// Runs the registered models. The one that counts for a machine is waited for by fusion, behind its isolation; all others score the same
/// windows on a thread of their own, behind a queue that drops what it has no room for. A change of the registry is taken within a second:
/// models that stay keep their sessions and statistics.
/// </summary>
public sealed partial class EnsembleRunner : IEnsemble, IHostedService, IDisposable
{
    /// <summary>Windows that may wait for the models that do not count.</summary>
    public const int Queue = 1024;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly ModelRegistry _registry;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<EnsembleRunner> _logger;
    private readonly Channel<Window> _waiting = Channel.CreateBounded<Window>(new BoundedChannelOptions(Queue) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<IsolatedScorer> _leaving = [];
    private readonly RegisteredModel? _told;
    private volatile EnsembleSlot[] _slots = [];
    private volatile ConcurrentDictionary<string, EnsembleSlot?> _counting = [];
    private (long Ticks, long Length) _stamp = (-1, -1);
    private Task _work = Task.CompletedTask;
    private long _dropped;
    private int _disposed;

    /// <param name="told">The model of the setting <c>model</c>, which the registry keeps: champion where its list has none; null: none.</param>
    public EnsembleRunner(ModelRegistry registry, RegisteredModel? told, TimeProvider time, ILoggerFactory loggers)
    {
        _registry = registry;
        _time = time;
        _loggers = loggers;
        _logger = loggers.CreateLogger<EnsembleRunner>();
        _told = told;
        Reload();
    }

    /// <summary>Windows that the models that do not count never saw.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public bool HasModels => _slots.Length > 0;

    public string Of(string machine) => CountingFor(machine)?.Model.Id ?? "";

    public IReadOnlyDictionary<string, double>? Score(MachineAsset machine, int sensor, IReadOnlyList<int[]?> features, ScoreModel meaning, IReadOnlyDictionary<string, double> board)
    {
        EnsembleSlot[] slots = _slots;
        if (slots.Length == 0)
        {
            return null;
        }

        EnsembleSlot? counting = CountingFor(machine.Id);
        IReadOnlyDictionary<string, double>? counted = counting?.Score(sensor, features, meaning, _time);
        if (counted is not null && board.Count > 0)
        {
            Compare(counting!, counted, board, meaning);
        }

        if (slots.Length > (counting is null ? 0 : 1) && !_waiting.Writer.TryWrite(new Window(slots, counting, sensor, [.. features], meaning, counted ?? board)))
        {
            Interlocked.Increment(ref _dropped);
        }

        return counted;
    }

    /// <summary>How the champion does, for the page.</summary>
    public EnsembleStatus Status => _slots.FirstOrDefault(slot => slot.Model.Role == ModelRole.Champion) is { } champion
        ? champion.Status
        : EnsembleStatus.None;

    /// <summary>Every model with how it does.</summary>
    public IReadOnlyList<ModelView> Views() =>
        [.. _slots.Select(slot => new ModelView(slot.Model, slot.Status, slot.Statistics.Read()))];

    /// <summary>Given by the setting <c>model</c>, and not by the list too.</summary>
    public bool IsTold(RegisteredModel model) => _told is { Role: ModelRole.Told } && _told.Id == model.Id && _registry.Load().All(listed => listed.Id != model.Id);

    /// <summary>Takes the registry as it is now.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            List<RegisteredModel> wanted = [.. _registry.Load()];
            if (_told is not null && wanted.All(model => model.Id != _told.Id))
            {
                wanted.Add(_told with { Role = wanted.Any(model => model.Role == ModelRole.Champion) ? ModelRole.Shadow : ModelRole.Champion });
            }

            EnsembleSlot[] before = _slots;
            EnsembleSlot[] now = [.. wanted.Select(model => before.FirstOrDefault(slot => slot.Scorer is not null && slot.Model.Id == model.Id && slot.Model.Input == model.Input) is { } kept
                ? kept with { Model = model }
                : Open(model))];
            _slots = now;
            _counting = [];
            _leaving.AddRange(before.Where(slot => slot.Scorer is not null && now.All(other => other.Scorer != slot.Scorer)).Select(slot => slot.Scorer!));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _work = Task.WhenAll(Task.Factory.StartNew(RunShadows, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default), WatchAsync(_stop.Token));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        _waiting.Writer.TryComplete();
        await Task.WhenAny(_work, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None));
    }

    /// <summary>Once: the container knows it under several names.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _stop.Cancel();
        _waiting.Writer.TryComplete();
        foreach (IsolatedScorer scorer in _slots.Select(slot => slot.Scorer).OfType<IsolatedScorer>().Concat(_leaving))
        {
            scorer.Dispose();
        }
    }

    private EnsembleSlot? CountingFor(string machine)
    {
        ConcurrentDictionary<string, EnsembleSlot?> counting = _counting;
        EnsembleSlot[] slots = _slots;
        return counting.GetOrAdd(machine, id => ModelShare.Of([.. slots.Select(slot => slot.Model)], id) is { } model ? slots.First(slot => slot.Model == model) : null);
    }

    private static void Compare(EnsembleSlot slot, IReadOnlyDictionary<string, double> said, IReadOnlyDictionary<string, double> counted, ScoreModel meaning) => slot.Statistics.Compared(
        EnsembleSlot.FaultOf(said, meaning), EnsembleSlot.FaultOf(counted, meaning), said.MaxBy(entry => entry.Value).Key == counted.MaxBy(entry => entry.Value).Key);

    private EnsembleSlot Open(RegisteredModel model)
    {
        string path = _registry.PathOf(model);
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)) != model.File)
            {
                throw new UsageException($"{path}: its content is not what was added");
            }

            OnnxFeatureScorer scorer = OnnxFeatureScorer.Load(path);
            return new EnsembleSlot(model, Isolated(scorer), "", new ModelStatistics()) { Inputs = scorer.Inputs };
        }
        catch (Exception wrong) when (wrong is UsageException or IOException or UnauthorizedAccessException)
        {
            LogAbsent(model.Name, model.Version, wrong.Message);
            return new EnsembleSlot(model, null, wrong.Message, new ModelStatistics());
        }
    }

    private IsolatedScorer Isolated(OnnxFeatureScorer scorer) => new(scorer, _time, _loggers.CreateLogger<IsolatedScorer>());

    private void RunShadows()
    {
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_waiting.Reader.TryRead(out Window? window) && !_stop.IsCancellationRequested)
            {
                foreach (EnsembleSlot slot in window.Slots.Where(slot => slot != window.Counting))
                {
                    if (slot.Score(window.Sensor, window.Features, window.Meaning, _time) is { Count: > 0 } said && window.Counted.Count > 0)
                    {
                        Compare(slot, said, window.Counted, window.Meaning);
                    }
                }
            }
        }
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Look, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                IsolatedScorer[] leaving;
                lock (_gate)
                {
                    leaving = [.. _leaving];
                    _leaving.Clear();
                }

                // Those that left a look ago are asked by nobody any more.
                foreach (IsolatedScorer scorer in leaving)
                {
                    scorer.Dispose();
                }

                (long Ticks, long Length) stamp = _registry.Stamp;
                if (stamp != _stamp)
                {
                    _stamp = stamp;
                    TryReload();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void TryReload()
    {
        try
        {
            Reload();
        }
        catch (UsageException wrong)
        {
            // The models that run go on.
            LogRegistry(wrong.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Model {Name} {Version} is left out: {Reason}")]
    private partial void LogAbsent(string name, int version, string reason);

    [LoggerMessage(LogLevel.Warning, "The registry of models can't be read, the models before it go on: {Reason}")]
    private partial void LogRegistry(string reason);

    private sealed record Window(EnsembleSlot[] Slots, EnsembleSlot? Counting, int Sensor, int[]?[] Features, ScoreModel Meaning, IReadOnlyDictionary<string, double> Counted);
}
