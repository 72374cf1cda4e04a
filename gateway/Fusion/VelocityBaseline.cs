namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// A sensor's own healthy level of log velocity (Welford's mean and variance over the first windows), then a one-sided CUSUM above it:
/// S = max(0, S + (x - mean)/sigma - allowance). Slow growth that no limit sees shows here.
/// </summary>
public sealed class VelocityBaseline
{
    /// <summary>Least sigma of log velocity: 5 %. Steadier readings are no reason to be touchier.</summary>
    private const double LeastSigma = 0.05;

    /// <summary>One window adds at most this many sigma: a knock is not a drift.</summary>
    private const double LargestStep = 3;

    public int Count { get; set; }

    public double Mean { get; set; }

    public double SquareSum { get; set; }

    /// <summary>In sigma; 0 while learning.</summary>
    public double Cusum { get; set; }

    /// <summary>Healthy velocity in mm/s; 0 while nothing is learned.</summary>
    public double Level => Count == 0 ? 0 : Math.Exp(Mean);

    public void Add(double velocity, double weight, int learn, double allowance, double limit)
    {
        double x = Math.Log(Math.Max(velocity, 0.001));
        if (Count < learn)
        {
            if (weight >= ReadingQuality.Usable)
            {
                Count++;
                double off = x - Mean;
                Mean += off / Count;
                SquareSum += off * (x - Mean);
            }

            return;
        }

        double sigma = Math.Max(LeastSigma, Math.Sqrt(SquareSum / Math.Max(1, Count - 1)));
        double step = Math.Min((x - Mean) / sigma, LargestStep) - allowance;
        Cusum = Math.Clamp(Cusum + (weight * step), 0, 2 * limit);
    }
}
