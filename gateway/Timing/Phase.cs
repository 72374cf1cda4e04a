using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AIoT.Embedded.Gateway.Timing;

/// <summary>How long one phase of the work takes: a histogram whose buckets are a quarter of an octave wide, from 10 us to 40 s. Any thread may add to it.</summary>
public sealed class Phase(string name, Histogram<double> instrument)
{
    private const double SmallestMs = 0.01;
    private const int PerOctave = 4;
    private const int Buckets = 22 * PerOctave;
    private readonly long[] _counts = new long[Buckets];
    private readonly KeyValuePair<string, object?> _tag = new("phase", name);
    private long _count, _sumUs, _longestUs;

    public string Name => name;

    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Adds what has passed since <paramref name="begin"/> (<see cref="Now"/>).</summary>
    public void Since(long begin) => Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);

    public void Add(double milliseconds)
    {
        double ms = Math.Max(0, milliseconds);
        int bucket = ms <= SmallestMs ? 0 : Math.Min(Buckets - 1, (int)Math.Ceiling(Math.Log2(ms / SmallestMs) * PerOctave));
        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Increment(ref _count);
        Interlocked.Add(ref _sumUs, (long)(ms * 1000));
        long longest = (long)(ms * 1000);
        for (long known = Volatile.Read(ref _longestUs); longest > known;)
        {
            long was = Interlocked.CompareExchange(ref _longestUs, longest, known);
            known = was == known ? longest : was;
        }

        if (instrument.Enabled)
        {
            instrument.Record(ms, _tag);
        }
    }

    /// <summary>So far; quantiles are the upper ends of their buckets.</summary>
    public PhaseStatus Status => new(name, Volatile.Read(ref _count), Volatile.Read(ref _sumUs) / 1000.0, Quantile(0.5), Quantile(0.99), Volatile.Read(ref _longestUs) / 1000.0);

    /// <summary>Those that took no longer than <paramref name="milliseconds"/>, to a bucket's width.</summary>
    public long CountUpTo(double milliseconds)
    {
        long count = 0;
        for (int i = 0; i < Buckets && UpperMs(i) <= milliseconds * 1.0001; i++)
        {
            count += Volatile.Read(ref _counts[i]);
        }

        return count;
    }

    private static double UpperMs(int bucket) => SmallestMs * Math.Pow(2, bucket / (double)PerOctave);

    private double Quantile(double share)
    {
        long left = (long)Math.Ceiling(share * Volatile.Read(ref _count));
        for (int i = 0; i < Buckets; i++)
        {
            left -= Volatile.Read(ref _counts[i]);
            if (left <= 0)
            {
                return Math.Round(UpperMs(i), 3);
            }
        }

        return Volatile.Read(ref _longestUs) / 1000.0;
    }
}
