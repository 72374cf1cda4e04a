using System.Collections.Concurrent;
using AIoT.Embedded.Gateway.Decisions;
using AIoT.Embedded.Gateway.Fusion;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Explanations;

/// <summary>
/// Explains each change of state, and what is asked for, on a thread of its own below everything else's priority, behind a queue that
/// drops what it has no room for: no reading, acknowledgement or decision ever waits for an explanation. What a stop came between is
/// explained at the next start.
/// </summary>
public sealed partial class ExplanationWorker(FusionWorker fusion, DecisionExplainer explainer, ExplanationStore store, ILogger<ExplanationWorker> logger) : IHostedService, IDisposable
{
    /// <summary>Decisions that may wait.</summary>
    public const int Queue = 64;

    private const int ReasonsKept = 256;

    private readonly BlockingCollection<long> _waiting = new(Queue);
    private readonly ConcurrentDictionary<long, IReadOnlyList<string>> _left = [];
    private readonly ConcurrentQueue<long> _leftInOrder = [];
    private readonly CancellationTokenSource _stop = new();
    private Thread? _thread;
    private long _dropped, _explained;
    private int _disposed;

    /// <summary>Decisions that there was no room for.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Records written.</summary>
    public long Explained => Interlocked.Read(ref _explained);

    /// <summary>Why sensors of a decision could not be explained; empty where they were, or nobody has tried.</summary>
    public IReadOnlyList<string> Left(long decision) => _left.GetValueOrDefault(decision, []);

    /// <returns>False: the queue is full.</returns>
    public bool Ask(long decision)
    {
        if (_waiting.TryAdd(decision))
        {
            return true;
        }

        Interlocked.Increment(ref _dropped);
        return false;
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        fusion.Decided += OnDecided;
        _thread = new Thread(Work) { IsBackground = true, Name = "explanations", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        fusion.Decided -= OnDecided;
        _stop.Cancel();
        _thread?.Join(TimeSpan.FromSeconds(2));
        return Task.CompletedTask;
    }

    /// <summary>Once: the container knows it under two names.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _stop.Cancel();
        _thread?.Join(TimeSpan.FromSeconds(2));
        _waiting.Dispose();
        _stop.Dispose();
    }

    private void OnDecided(StoredDecision decision)
    {
        if (decision.Body.GetProperty("kind").ValueEquals("state"))
        {
            Ask(decision.Id);
        }
    }

    private void Work()
    {
        try
        {
            foreach (long decision in store.Unexplained(Queue / 2))
            {
                Ask(decision);
            }

            foreach (long decision in _waiting.GetConsumingEnumerable(_stop.Token))
            {
                Explain(decision);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what waits is found again at the next start.
        }
    }

    private void Explain(long decision)
    {
        try
        {
            if (store.Of(decision).Count > 0)
            {
                return;
            }

            (IReadOnlyList<ExplanationRecord> records, IReadOnlyList<string> left) = explainer.Explain(decision);
            Keep(decision, left);
            if (records.Count > 0)
            {
                store.Append(records);
                Interlocked.Add(ref _explained, records.Count);
            }
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            // One decision without its reasons is no reason to end the gateway.
            Keep(decision, [wrong is SqliteException ? $"the disk refused it: {wrong.Message}" : wrong.Message]);
            LogFailed(decision, wrong.Message);
        }
    }

    private void Keep(long decision, IReadOnlyList<string> left)
    {
        if (left.Count == 0)
        {
            return;
        }

        _left[decision] = left;
        _leftInOrder.Enqueue(decision);
        while (_leftInOrder.Count > ReasonsKept && _leftInOrder.TryDequeue(out long oldest))
        {
            _left.TryRemove(oldest, out _);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Decision {Decision} could not be explained: {Reason}")]
    private partial void LogFailed(long decision, string reason);
}
