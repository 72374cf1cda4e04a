using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>The calibration data's numbers of one value, thinned evenly to a limit, with its true extremes.</summary>
internal sealed class ValueRange
{
    private const int Limit = 1 << 16;
    private readonly List<double> _samples = [];
    private int _step = 1, _skip;

    public double Low { get; private set; } = double.PositiveInfinity;

    public double High { get; private set; } = double.NegativeInfinity;

    public void Add(double[] numbers)
    {
        foreach (double v in numbers)
        {
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
        Add([.. other._samples]);
        Low = Math.Min(Low, other.Low);
        High = Math.Max(High, other.High);
    }

    public QuantizationScale Scale(RangeMethod method) => method switch
    {
        RangeMethod.Percentile9999 => Percentile(0.9999),
        RangeMethod.Percentile999 => Percentile(0.999),
        RangeMethod.LeastSquares => LeastSquares(),
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
}
