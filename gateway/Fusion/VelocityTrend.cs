using System.Globalization;
using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>
/// Growth of velocity over time: Theil-Sen's median of all slopes of log velocity, with Sen's interval from Kendall's variance, widened for
/// values that follow each other (lag-1 autocorrelation of the residuals). A velocity that grows exponentially, as worn bearings' do, is a line there.
/// Source: P. K. Sen, J. Am. Stat. Assoc. 63 (1968); R. O. Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), 16.5.
/// </summary>
public static class VelocityTrend
{
    /// <summary>History is gathered into so many medians: they take out what the machine does in a shift, and bound the work.</summary>
    public const int Bins = 96;

    /// <summary>Fewer values than this say nothing.</summary>
    public const int FewestPoints = 12;

    /// <summary>Less history than a shift, in days, says nothing: a machine that warms up after a start looks like one that wears.</summary>
    public const double ShortestSpan = 8 / 24.0;

    /// <summary>Beyond that many times its own history a line is not drawn out.</summary>
    public const double Reach = 3;

    private const double Normal90 = 1.6449;
    private const double LeastVelocity = 0.001;

    /// <param name="points">In order of time: machine time in days, velocity in mm/s.</param>
    public static ZoneOutlook Of(IReadOnlyList<(double Day, double Velocity)> points, IsoLimits iso)
    {
        List<(double X, double Y)> medians = Medians(points);
        double span = medians.Count < 2 ? 0 : medians[^1].X - medians[0].X;
        if (medians.Count < FewestPoints || span < ShortestSpan)
        {
            return new ZoneOutlook("", 0, null, null, null, span, medians.Count, "too little history for a trend");
        }

        (double slope, double low, double high) = Slope(medians);
        double level = Level(medians, slope);
        double now = Math.Exp(level);
        char zone = iso.ZoneOf(now);
        double limit = zone switch { 'A' => iso.AB, 'B' => iso.BC, 'C' => iso.CD, _ => 0 };
        double? growth = Math.Exp(slope) - 1 is var ofADay && double.IsFinite(ofADay) ? ofADay : null;
        if (zone == 'D')
        {
            return new ZoneOutlook("", 0, null, null, growth, span, medians.Count, "in the worst zone already");
        }

        if (low <= 0)
        {
            // The interval holds no growth: to say a day would be a guess.
            return new ZoneOutlook("", limit, null, null, growth, span, medians.Count, "no growth shows at 90 %");
        }

        // A steeper line through the same values ends higher too: both bounds take the level that goes with them.
        double goal = Math.Log(limit), earliest = Math.Max(0, goal - Level(medians, high)) / high, latest = (goal - Level(medians, low)) / low;
        string next = ((char)(zone + 1)).ToString();
        if (earliest > Reach * span)
        {
            return new ZoneOutlook("", limit, null, null, growth, span, medians.Count, $"zone {next} is further off than {Days(span)} of history can tell");
        }

        double? bound = latest > Reach * span ? null : latest;
        string words = bound is { } until ? $"zone {next} in {Days(earliest)} to {Days(until)} at 90 %, if it goes on so" : $"zone {next} in {Days(earliest)} at the earliest (90 %), if it goes on so";
        return new ZoneOutlook(next, limit, earliest, bound, growth, span, medians.Count, words);
    }

    /// <summary>Median of all slopes, and its interval at 90 %.</summary>
    internal static (double Slope, double Low, double High) Slope(IReadOnlyList<(double X, double Y)> points)
    {
        int n = points.Count;
        var slopes = new List<double>(n * (n - 1) / 2);
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                if (points[j].X > points[i].X)
                {
                    slopes.Add((points[j].Y - points[i].Y) / (points[j].X - points[i].X));
                }
            }
        }

        slopes.Sort();
        double slope = Median(slopes);
        double inflation = Inflation([.. points.Select(point => point.Y - (slope * point.X))]);
        // Var(S) = n (n - 1) (2 n + 5) / 18 of Kendall's S; the interval takes the slopes of ranks (N -+ z sqrt(Var)) / 2.
        double half = Normal90 * Math.Sqrt(n * (n - 1.0) * ((2 * n) + 5) / 18 * inflation);
        int low = (int)Math.Floor((slopes.Count - half) / 2), high = (int)Math.Ceiling((slopes.Count + half) / 2);
        return (slope, low < 0 ? double.NegativeInfinity : slopes[low], high >= slopes.Count ? double.PositiveInfinity : slopes[high]);
    }

    /// <summary>Where a line of that slope ends: the median over the values.</summary>
    private static double Level(List<(double X, double Y)> points, double slope) =>
        double.IsFinite(slope) ? Median([.. points.Select(point => point.Y - (slope * (point.X - points[^1].X)))]) : points[^1].Y;

    /// <summary>(1 + r) / (1 - r) with the residuals' lag-1 autocorrelation r, where it is positive: so many fewer values they are worth.</summary>
    private static double Inflation(double[] residuals)
    {
        double mean = residuals.Average(), square = 0, product = 0;
        for (int i = 0; i < residuals.Length; i++)
        {
            square += (residuals[i] - mean) * (residuals[i] - mean);
            product += i > 0 ? (residuals[i] - mean) * (residuals[i - 1] - mean) : 0;
        }

        // Residuals of rounding follow each other too, and mean nothing.
        double r = square > residuals.Length * 1e-18 ? Math.Clamp(product / square, 0, 0.95) : 0;
        return (1 + r) / (1 - r);
    }

    private static List<(double X, double Y)> Medians(IReadOnlyList<(double Day, double Velocity)> points)
    {
        List<(double X, double Y)> usable = [.. points.Where(point => point.Velocity > 0).Select(point => (point.Day, Math.Log(Math.Max(point.Velocity, LeastVelocity))))];
        if (usable.Count <= Bins)
        {
            return usable;
        }

        double first = usable[0].X, width = (usable[^1].X - first) / Bins;
        return width <= 0 ? [] : [.. usable.GroupBy(point => Math.Min(Bins - 1, (int)((point.X - first) / width))).OrderBy(bin => bin.Key)
            .Select(bin => (Median([.. bin.Select(point => point.X)]), Median([.. bin.Select(point => point.Y)])))];
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        int middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private static string Days(double days) => days switch
    {
        >= 2 => days.ToString("0", CultureInfo.InvariantCulture) + " days",
        >= 2 / 24.0 => (days * 24).ToString("0", CultureInfo.InvariantCulture) + " hours",
        _ => (days * 1440).ToString("0", CultureInfo.InvariantCulture) + " minutes",
    };
}
