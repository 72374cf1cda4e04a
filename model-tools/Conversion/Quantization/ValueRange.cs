using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>The calibration data's numbers of one value, thinned evenly to a limit, with its true extremes.</summary>
internal sealed class ValueRange
{
    private const int Limit = 1 << 15;
    private readonly List<double> _samples = [];
    private int _step = 1, _skip;

    public double Low { get; private set; } = double.PositiveInfinity;

    public double High { get; private set; } = double.NegativeInfinity;

    public void Add(float[] numbers)
    {
        foreach (float f in numbers)
        {
            double v = f;
            Low = Math.Min(Low, v);
            High = Math.Max(High, v);
            if (--_skip >= 0)
            {
                continue;
            }

            _skip = _step - 1;
            _samples.Add(v);
            if (_samples.Count == Limit)
            {
                // Every second sample goes, and from now on half as many come.
                for (int i = 0; i < Limit / 2; i++)
                {
                    _samples[i] = _samples[2 * i];
                }

                _samples.RemoveRange(Limit / 2, Limit / 2);
                _step *= 2;
            }
        }
    }

    public void Merge(ValueRange other)
    {
        Add([.. other._samples.Select(v => (float)v)]);
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
        double[] sorted = [.. _samples.Order()];
        int cut = (int)((1 - share) / 2 * (sorted.Length - 1));
        return sorted.Length == 0 ? QuantizationScale.ForRange(0, 0) : QuantizationScale.ForRange(sorted[cut], sorted[^(1 + cut)]);
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
            double error = 0;
            foreach (double v in _samples)
            {
                double d = v - scale.Hold(v);
                error += d * d;
            }

            if (error < least)
            {
                (least, best) = (error, scale);
            }
        }

        return best;
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
        foreach (double v in _samples)
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
