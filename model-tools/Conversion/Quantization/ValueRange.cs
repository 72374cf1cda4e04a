using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// The calibration data's numbers of one value, thinned to a limit, with its true extremes. One of every so many numbers is kept, at a place among
/// them that a generator of fixed seed draws: with equal distances the samples would all come from a few channels.
/// </summary>
internal sealed class ValueRange
{
    private const int Limit = 1 << 16;
    private readonly List<float> _samples = [];
    private readonly Random _random = new(1);
    private long _seen, _next;
    private int _step = 1;

    public double Low { get; private set; } = double.PositiveInfinity;

    public double High { get; private set; } = double.NegativeInfinity;

    public void Add(ReadOnlySpan<float> numbers)
    {
        (float low, float high) = Extremes(numbers);
        (Low, High) = (Math.Min(Low, low), Math.Max(High, high));

        for (; _next - _seen < numbers.Length; _next = (long)_samples.Count * _step + _random.Next(_step))
        {
            _samples.Add(numbers[(int)(_next - _seen)]);
            if (_samples.Count == Limit)
            {
                Halve();
            }
        }

        _seen += numbers.Length;
    }

    /// <summary>One of each two samples goes, and from now on half as many come.</summary>
    private void Halve()
    {
        for (int k = 0; k < Limit / 2; k++)
        {
            _samples[k] = _samples[2 * k + _random.Next(2)];
        }

        _samples.RemoveRange(Limit / 2, Limit / 2);
        _step *= 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (float Low, float High) Extremes(ReadOnlySpan<float> numbers)
    {
        Vector<float> least = new(float.PositiveInfinity), most = new(float.NegativeInfinity);
        foreach (Vector<float> v in MemoryMarshal.Cast<float, Vector<float>>(numbers))
        {
            least = Vector.Min(least, v);
            most = Vector.Max(most, v);
        }

        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        for (int i = 0; i < Vector<float>.Count; i++)
        {
            (low, high) = (Math.Min(low, least[i]), Math.Max(high, most[i]));
        }

        foreach (float v in numbers[(numbers.Length / Vector<float>.Count * Vector<float>.Count)..])
        {
            (low, high) = (Math.Min(low, v), Math.Max(high, v));
        }

        return (low, high);
    }

    public void Merge(ValueRange other)
    {
        Add(CollectionsMarshal.AsSpan(other._samples));
        Low = Math.Min(Low, other.Low);
        High = Math.Max(High, other.High);
    }

    public QuantizationScale Scale(RangeMethod method) => method switch
    {
        RangeMethod.Percentile9999 => Percentile(0.9999),
        RangeMethod.Percentile999 => Percentile(0.999),
        RangeMethod.LeastSquares => LeastSquares(),
        RangeMethod.Entropy => Entropy(),
        _ => QuantizationScale.ForRange(Low, High),
    };

    private QuantizationScale Percentile(double share)
    {
        int cut = (int)((1 - share) / 2 * (_samples.Count - 1));
        return _samples.Count == 0 ? QuantizationScale.ForRange(0, 0) : QuantizationScale.ForRange(-FromTop(cut, -1), FromTop(cut, 1));
    }

    /// <summary>The sample, times the sign, that as many are above as rank says: the few largest stand sorted, most samples only meet the smallest of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double FromTop(int rank, float sign)
    {
        float[] top = new float[rank + 1];
        Array.Fill(top, float.NegativeInfinity);
        foreach (float sample in CollectionsMarshal.AsSpan(_samples))
        {
            float v = sample * sign;
            if (v <= top[rank])
            {
                continue;
            }

            int at = rank;
            for (; at > 0 && top[at - 1] < v; at--)
            {
                top[at] = top[at - 1];
            }

            top[at] = v;
        }

        return top[rank];
    }

    /// <summary>Shrinks the extremes step by step and keeps the range whose int8 numbers lie nearest to the samples.</summary>
    private QuantizationScale LeastSquares()
    {
        QuantizationScale best = QuantizationScale.ForRange(Low, High);
        double least = double.PositiveInfinity;
        for (int step = 0; step < 40; step++)
        {
            double share = 1 - step * 0.02;
            QuantizationScale scale = QuantizationScale.ForRange(Low * share, High * share);
            double error = SquaredError(CollectionsMarshal.AsSpan(_samples), scale);
            if (error < least)
            {
                (least, best) = (error, scale);
            }
        }

        return best;
    }

    /// <summary>Sum of (v - hold(v))^2. The sums have eight lanes and short runs on any machine: the same number comes out of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double SquaredError(ReadOnlySpan<float> samples, QuantizationScale scale)
    {
        const int run = 1024;
        float step = (float)scale.Scale, inverse = (float)(1 / scale.Scale), least = scale.Lowest - scale.ZeroPoint, most = scale.Highest - scale.ZeroPoint;
        Vector256<float> steps = Vector256.Create(step), inverses = Vector256.Create(inverse), low = Vector256.Create(least), high = Vector256.Create(most);
        double error = 0;
        for (; samples.Length >= run; samples = samples[run..])
        {
            Vector256<float> sum = default;
            foreach (Vector256<float> v in MemoryMarshal.Cast<float, Vector256<float>>(samples[..run]))
            {
                Vector256<float> d = v - Vector256.Min(Vector256.Max(Vector256.Round(v * inverses), low), high) * steps;
                sum += d * d;
            }

            error += Vector256.Sum(sum);
        }

        foreach (float v in samples)
        {
            float d = v - Math.Clamp(MathF.Round(v * inverse), least, most) * step;
            error += d * d;
        }

        return error;
    }

    /// <summary>
    /// The clipped share of the extremes with the least divergence sum of p ln(p / q) between the magnitudes' histogram p, what is clipped counted
    /// in its last bin, and q, the same mass spread evenly over the bins of each integer step (S. Migacz, "8-bit inference with TensorRT", 2017).
    /// </summary>
    private QuantizationScale Entropy()
    {
        const int bins = 2048;
        double largest = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (!(largest > 0) || _samples.Count == 0)
        {
            return QuantizationScale.ForRange(Low, High);
        }

        // Values of one sign have all 256 steps, others half of them a side.
        int levels = Low >= 0 || High <= 0 ? 256 : 128;
        var histogram = new double[bins];
        foreach (float v in _samples)
        {
            // Exact zeros (of a ReLU) are held exactly by every range.
            if (v != 0)
            {
                histogram[Math.Min(bins - 1, (int)(Math.Abs(v) / largest * bins))]++;
            }
        }

        int best = bins;
        double least = double.PositiveInfinity;
        for (int kept = levels; kept <= bins; kept += 16)
        {
            double divergence = Divergence(histogram, kept, levels);
            if (divergence < least)
            {
                (least, best) = (divergence, kept);
            }
        }

        double reach = largest * best / bins;
        return QuantizationScale.ForRange(Math.Max(Low, -reach), Math.Min(High, reach));
    }

    private static double Divergence(double[] histogram, int kept, int levels)
    {
        double clipped = 0, total = 0;
        for (int i = 0; i < histogram.Length; i++)
        {
            clipped += i >= kept ? histogram[i] : 0;
            total += histogram[i];
        }

        double divergence = 0, spread = total - clipped;
        if (spread == 0)
        {
            return double.PositiveInfinity;
        }

        for (int level = 0; level < levels; level++)
        {
            int begin = (int)((long)level * kept / levels), end = (int)((long)(level + 1) * kept / levels);
            double mass = 0;
            int filled = 0;
            for (int i = begin; i < end; i++)
            {
                mass += histogram[i];
                filled += histogram[i] > 0 || (i == kept - 1 && clipped > 0) ? 1 : 0;
            }

            for (int i = begin; i < end; i++)
            {
                double p = (histogram[i] + (i == kept - 1 ? clipped : 0)) / total, q = filled == 0 ? 0 : Math.Max(mass / filled / spread, 1e-9);
                divergence += p > 0 ? p * Math.Log(p / q) : 0;
            }
        }

        return divergence;
    }
}
