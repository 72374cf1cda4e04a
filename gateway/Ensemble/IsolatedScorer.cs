namespace AIoT.Embedded.Gateway.Ensemble;

/// <summary>
/// Keeps a model that throws, that is slow, or that never comes back from hurting anything: it runs on a thread of its own, is waited for
/// no longer than <see cref="Patience"/>, and is switched off for a while; the boards' scores stand alone then. A run that hangs can't be
/// ended from outside: its thread is left behind, and the model stays off until that run has come back. Callers take turns: a model may count
/// for one machine and run as a shadow on another, and whose window it was must not be mixed up.
/// </summary>
public sealed partial class IsolatedScorer : IFeatureScorer, IDisposable
{
    /// <summary>The longest wait for a score.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private const int FailuresInARow = 3;
    private const int SlowInARow = 20;
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Off = TimeSpan.FromMinutes(1);

    private readonly IFeatureScorer _inner;
    private readonly TimeProvider _time;
    private readonly ILogger<IsolatedScorer> _logger;
    private readonly Lock _turn = new(), _gate = new();
    private readonly SemaphoreSlim _asked = new(0), _answered = new(0);
    private Thread? _thread;
    private int[] _features = [];
    private IReadOnlyList<double>? _scores;
    private string _failure = "";
    private bool _stuck, _disposed;
    private long _runs, _failures, _offSince;
    private int _failed, _slow;
    private double _meanMs;
    private string _state = "ok", _reason = "";

    public IsolatedScorer(IFeatureScorer inner, TimeProvider time, ILogger<IsolatedScorer> logger)
    {
        _inner = inner;
        _time = time;
        _logger = logger;
    }

    public string Id => _inner.Id;

    public EnsembleStatus Status
    {
        get
        {
            lock (_gate)
            {
                return new EnsembleStatus(_inner.Id, _state, _reason, _runs, _failures, _meanMs);
            }
        }
    }

    public IReadOnlyList<double>? Score(int[] features)
    {
        // For a run at most: whoever waits for one that hangs finds the model switched off.
        lock (_turn)
        {
            return ScoreInTurn(features);
        }
    }

    /// <summary>A model that hangs keeps what it holds: taking it away would end the process.</summary>
    public void Dispose()
    {
        bool stuck;
        Thread? thread;
        lock (_gate)
        {
            _disposed = true;
            stuck = _stuck;
            thread = _thread;
        }

        _asked.Release();
        if (!stuck && (thread is null || thread.Join(Patience)))
        {
            (_inner as IDisposable)?.Dispose();
        }
    }

    private IReadOnlyList<double>? ScoreInTurn(int[] features)
    {
        lock (_gate)
        {
            if (_stuck || _disposed || (_offSince != 0 && _time.GetElapsedTime(_offSince) < Off))
            {
                return null;
            }

            _features = features;
            if (_thread is null)
            {
                _thread = new Thread(Work) { IsBackground = true, Name = "model" };
                _thread.Start();
            }
        }

        long start = _time.GetTimestamp();
        _asked.Release();
        bool came = _answered.Wait(Patience);
        lock (_gate)
        {
            // It may have come between the end of the wait and here.
            if (!came && !_answered.Wait(0))
            {
                _stuck = true;
                _runs++;
                _failures++;
                SwitchOff("hung", $"a run did not come back within {Patience.TotalMilliseconds} ms");
                (_inner as IInterruptibleScorer)?.Interrupt();
                return null;
            }

            Judge(_time.GetElapsedTime(start), _failure);
            return _scores;
        }
    }

    private void Work()
    {
        while (true)
        {
            _asked.Wait();
            int[] features;
            lock (_gate)
            {
                if (_disposed)
                {
                    return;
                }

                features = _features;
            }

            IReadOnlyList<double>? scores = null;
            string failure = "";
            try
            {
                scores = _inner.Score(features);
            }
            catch (Exception wrong)
            {
                failure = $"{wrong.GetType().Name}: {wrong.Message.ReplaceLineEndings(" ")}";
            }

            lock (_gate)
            {
                if (_stuck)
                {
                    // Nobody waits any more: the minute of rest begins now.
                    _stuck = false;
                    _offSince = _time.GetTimestamp();
                    continue;
                }

                _scores = scores;
                _failure = failure;
                _answered.Release();
            }
        }
    }

    private void Judge(TimeSpan took, string failure)
    {
        lock (_gate)
        {
            _runs++;
            _meanMs += (took.TotalMilliseconds - _meanMs) / Math.Min(_runs, 100);
            _failures += failure.Length > 0 ? 1 : 0;
            _failed = failure.Length > 0 ? _failed + 1 : 0;
            _slow = took > Slow ? _slow + 1 : 0;
            if (_failed >= FailuresInARow)
            {
                SwitchOff("failed", failure);
            }
            else if (_slow >= SlowInARow)
            {
                SwitchOff("slow", $"{SlowInARow} runs in a row took more than {Slow.TotalMilliseconds} ms");
            }
            else if (_failed == 0 && _slow == 0)
            {
                _offSince = 0;
                _state = "ok";
                _reason = "";
            }
        }
    }

    private void SwitchOff(string state, string reason)
    {
        if (_offSince == 0)
        {
            LogOff(_inner.Id, state, reason);
        }

        _offSince = _time.GetTimestamp();
        _state = state;
        _reason = reason;
    }

    [LoggerMessage(LogLevel.Error, "The model {Id} is switched off ({State}: {Reason}): the boards' scores stand alone")]
    private partial void LogOff(string id, string state, string reason);
}
