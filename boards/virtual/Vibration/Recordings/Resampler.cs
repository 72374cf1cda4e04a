using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AIoT.Embedded.Boards.Virtual.Vibration.Recordings;

/// <summary>
/// Brings a recording to the rate that a board samples at: windowed-sinc interpolation with a Blackman window, cut off below the lower of the
/// two Nyquist frequencies. It stands where an accelerometer's own anti-alias filter stands; the board's integers begin after it.
/// <para>Plain formula: y(i) = sum w(k - i s) x(k) / sum w(k - i s), s the step, over the samples within half the kernel's width; beyond the ends there are none.</para>
/// </summary>
public sealed class Resampler
{
    private const int HalfWidth = 24;
    private const double Passband = 0.92;
    private const int LongestPeriod = 1024;
    private readonly double _step, _cutoff, _half;
    private readonly bool _same;

    // Every _period outputs the position moves on by _advance samples, exactly; 0 where no small fraction is the step.
    private readonly int _period;
    private readonly long _advance;
    private readonly Kernel?[] _kernels;
    private double[] _held = [];
    private long _base;
    private int _count;
    private long _next;

    /// <summary>A resampler of one recording.</summary>
    /// <param name="fromHz">Rate of the samples, above 0.</param>
    /// <param name="toHz">Rate wanted, above 0.</param>
    public Resampler(double fromHz, double toHz)
    {
        _same = Math.Abs(fromHz - toHz) < 1e-9 * toHz;
        _step = fromHz / toHz;
        _cutoff = Passband * Math.Min(1, 1 / _step);
        _half = HalfWidth / _cutoff;
        for (_period = 1; _period <= LongestPeriod && Math.Round(_step * _period) / _period != _step; _period++)
        {
        }

        _period = _period > LongestPeriod ? 0 : _period;
        _advance = (long)Math.Round(_step * _period);
        _kernels = new Kernel[Math.Max(1, _period)];
    }

    /// <summary>Resamples all of a recording; the same rate gives the same samples.</summary>
    /// <param name="samples">Samples at <paramref name="fromHz"/>.</param>
    /// <param name="fromHz">Rate of the samples, above 0.</param>
    /// <param name="toHz">Rate wanted, above 0.</param>
    public static double[] Resample(double[] samples, double fromHz, double toHz)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var resampler = new Resampler(fromHz, toHz);
        if (resampler._same)
        {
            return samples;
        }

        double[] result = [];
        int made = resampler.Next(samples, last: true, ref result);
        return result[..made];
    }

    /// <summary>Takes the next samples and gives the outputs that they complete: all blocks together give what the whole gives.</summary>
    /// <param name="samples">Samples that follow those of the call before.</param>
    /// <param name="last">Whether the recording ends with them.</param>
    /// <param name="outputs">Receives the outputs from its beginning; made longer where they do not fit.</param>
    /// <returns>How many outputs.</returns>
    public int Next(ReadOnlySpan<double> samples, bool last, ref double[] outputs)
    {
        if (_same)
        {
            Fit(ref outputs, samples.Length);
            samples.CopyTo(outputs);
            return samples.Length;
        }

        Hold(samples);
        long end = _base + _count;
        Fit(ref outputs, (int)(samples.Length / _step) + 2 * (int)(_half / _step) + 8);
        int made = 0;
        for (long all = (long)(end / _step); ; _next++)
        {
            Kernel kernel = KernelOf(_next, out long first);
            if (last ? _next >= all : first + kernel.Weights.Length > end)
            {
                return made;
            }

            int low = (int)Math.Max(0, -first), high = (int)Math.Min(kernel.Weights.Length, end - first);
            ReadOnlySpan<double> weights = kernel.Weights.AsSpan(low, high - low);
            double sum = Dot(weights, _held.AsSpan((int)(first + low - _base), weights.Length));
            outputs[made++] = sum / (weights.Length == kernel.Weights.Length ? kernel.Sum : Sum(weights));
        }
    }

    private static void Fit(ref double[] values, int length)
    {
        if (values.Length < length)
        {
            Array.Resize(ref values, length);
        }
    }

    /// <summary>Forgets what no output needs any more, and appends.</summary>
    private void Hold(ReadOnlySpan<double> samples)
    {
        _ = KernelOf(_next, out long first);
        int gone = (int)Math.Clamp(first - _base, 0, _count);
        _held.AsSpan(gone, _count - gone).CopyTo(_held);
        (_base, _count) = (_base + gone, _count - gone);
        Fit(ref _held, _count + samples.Length);
        samples.CopyTo(_held.AsSpan(_count));
        _count += samples.Length;
    }

    /// <summary>The weights of an output and the sample that the first of them is for.</summary>
    private Kernel KernelOf(long output, out long first)
    {
        if (_period == 0)
        {
            // The position drifts: the kernel is the output's own, but made once.
            Kernel? own = _kernels[0];
            if (own is null || own.Output != output)
            {
                double centre = output * _step;
                long whole = (long)centre;
                _kernels[0] = own = MakeKernel(centre - whole) with { Output = output, Origin = whole };
            }

            first = own.Origin + own.First;
            return own;
        }

        (long turns, long phase) = Math.DivRem(output, _period);
        Kernel kernel = _kernels[phase] ??= MakeKernel(phase * _step);
        first = turns * _advance + kernel.First;
        return kernel;
    }

    /// <summary>The weights w(x) = blackman(x / half) sinc(cutoff x), x = k - centre, for all whole k within half of the centre.</summary>
    private Kernel MakeKernel(double centre)
    {
        int first = (int)Math.Ceiling(centre - _half), last = (int)Math.Floor(centre + _half);
        double[] weights = new double[last - first + 1];

        // Cosine and sine of angles in even steps: turned on from one to the next, and computed anew every 32 lest errors add up.
        double windowStep = Math.PI / _half, sincStep = Math.PI * _cutoff;
        (double windowSine, double windowCosine) = Math.SinCos(windowStep);
        (double sincSine, double sincCosine) = Math.SinCos(sincStep);
        double c = 0, s = 0, a = 0, b = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            double x = first + k - centre;
            if (k % 32 == 0)
            {
                (s, c) = Math.SinCos(windowStep * x);
                (b, a) = Math.SinCos(sincStep * x);
            }

            double window = 0.42 + 0.5 * c + 0.08 * (2 * c * c - 1);
            double arg = sincStep * x;
            weights[k] = window * (Math.Abs(arg) < 1e-12 ? 1 : b / arg);
            (c, s) = (c * windowCosine - s * windowSine, s * windowCosine + c * windowSine);
            (a, b) = (a * sincCosine - b * sincSine, b * sincCosine + a * sincSine);
        }

        return new Kernel(weights, first, Sum(weights));
    }

    private static double Sum(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        return sum;
    }

    /// <summary>sum a b, in four sums of every fourth product: the same on every processor. Compiled well at once: vectors of this width are not compiled ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector256<double>> fours = MemoryMarshal.Cast<double, Vector256<double>>(a), others = MemoryMarshal.Cast<double, Vector256<double>>(b);
        Vector256<double> sums = Vector256<double>.Zero;
        for (int i = 0; i < fours.Length && i < others.Length; i++)
        {
            sums += fours[i] * others[i];
        }

        double sum = sums[0] + sums[1] + sums[2] + sums[3];
        for (int i = 4 * fours.Length; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private sealed record Kernel(double[] Weights, int First, double Sum)
    {
        public long Output { get; init; }

        public long Origin { get; init; }
    }
}
