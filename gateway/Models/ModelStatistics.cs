namespace AIoT.Embedded.Gateway.Models;

/// <summary>What a model has said since the process started, beside what counted. For several threads.</summary>
public sealed class ModelStatistics
{
    /// <summary>Scores that tell what is usual: the first ones.</summary>
    public const int Reference = 1000;

    private const int Recent = 1000;
    private const int Timed = 512;

    private readonly Lock _gate = new();
    private readonly List<double> _reference = [];
    private readonly double[] _recent = new double[Recent];
    private readonly double[] _took = new double[Timed];
    private long _scored, _timed, _compared, _sameClass;
    private double _apart;
    private long _unfit;
    private string _unfitReason = "";

    /// <param name="fault">1 - P(normal), of the model.</param>
    /// <param name="tookMs">From asking to the answer.</param>
    public void Scored(double fault, double tookMs)
    {
        lock (_gate)
        {
            if (_reference.Count < Reference)
            {
                _reference.Add(fault);
            }

            _recent[_scored++ % Recent] = fault;
            _took[_timed++ % Timed] = tookMs;
        }
    }

    /// <summary>What it said beside what counted for the same window: the board's score, or that of the model that counts.</summary>
    public void Compared(double fault, double counted, bool sameClass)
    {
        lock (_gate)
        {
            _compared++;
            _sameClass += sameClass ? 1 : 0;
            _apart += Math.Abs(fault - counted);
        }
    }

    /// <summary>A window that is not what the model takes, or an answer that is not what its classes are.</summary>
    public void DidNotFit(string why)
    {
        lock (_gate)
        {
            _unfit++;
            _unfitReason = why;
        }
    }

    public Summary Read()
    {
        lock (_gate)
        {
            double[] took = [.. _took.Take((int)Math.Min(_timed, Timed)).Order()];
            // What is usual and what is recent must not be the same scores.
            double? psi = _scored >= Reference + Recent ? PopulationStability.Of(_reference, _recent) : null;
            return new Summary(_scored, _compared, _compared > 0 ? (double)_sameClass / _compared : null, _compared > 0 ? _apart / _compared : null, psi, At(took, 0.5), At(took, 0.95), At(took, 0.99), _unfit, _unfitReason);
        }
    }

    /// <summary>Nearest rank.</summary>
    private static double? At(double[] sorted, double part) => sorted.Length == 0 ? null : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(part * sorted.Length) - 1)];

    /// <param name="Agreement">Part of the windows whose likeliest class is the one that counted; null: none was compared.</param>
    /// <param name="MeanDifference">Mean distance of its fault evidence from the one that counted.</param>
    /// <param name="Unfit">Windows that were not what it takes, or whose answer was not what its classes are; with the newest reason.</param>
    /// <param name="Psi">The last 1,000 scores against the first 1,000, less what chance makes; null before 2,000.</param>
    public sealed record Summary(long Scored, long Compared, double? Agreement, double? MeanDifference, double? Psi, double? P50Ms, double? P95Ms, double? P99Ms, long Unfit, string UnfitReason);
}
