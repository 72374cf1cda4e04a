namespace AIoT.Embedded.Gateway.Ensemble;

/// <summary>Keeps a model that throws, or that is slow, from hurting anything: it is switched off for a while, and the boards' scores stand alone.</summary>
public sealed partial class IsolatedScorer(IFeatureScorer inner, TimeProvider time, ILogger<IsolatedScorer> logger) : IFeatureScorer, IDisposable
{
    private const int FailuresInARow = 3;
    private const int SlowInARow = 20;
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Off = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _runs, _failures, _offSince;
    private int _failed, _slow;
    private double _meanMs;
    private string _state = "ok", _reason = "";

    public string Id => inner.Id;

    public EnsembleStatus Status
    {
        get
        {
            lock (_gate)
            {
                return new EnsembleStatus(inner.Id, _state, _reason, _runs, _failures, _meanMs);
            }
        }
    }

    public IReadOnlyList<double>? Score(int[] features)
    {
        lock (_gate)
        {
            if (_offSince != 0 && time.GetElapsedTime(_offSince) < Off)
            {
                return null;
            }
        }

        long start = time.GetTimestamp();
        IReadOnlyList<double>? scores = null;
        string failure = "";
        try
        {
            scores = inner.Score(features);
        }
        catch (Exception wrong)
        {
            failure = $"{wrong.GetType().Name}: {wrong.Message.ReplaceLineEndings(" ")}";
        }

        Judge(time.GetElapsedTime(start), failure);
        return scores;
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();

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
            LogOff(inner.Id, state, reason);
        }

        _offSince = time.GetTimestamp();
        _state = state;
        _reason = reason;
    }

    [LoggerMessage(LogLevel.Error, "The model {Id} is switched off ({State}: {Reason}): the boards' scores stand alone")]
    private partial void LogOff(string id, string state, string reason);
}
