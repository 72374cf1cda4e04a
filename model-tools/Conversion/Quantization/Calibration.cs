using System.Runtime.CompilerServices;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>What the float network's values are over the calibration data.</summary>
internal sealed class Calibration
{
    private readonly FloatNetwork _network;
    private readonly Dictionary<int, ValueRange> _ranges = [];
    private readonly List<int[]> _groups;
    private readonly Dictionary<RangeMethod, Dictionary<int, QuantizationScale>> _scales = [];

    /// <summary>Largest magnitude of each channel, by the value's number.</summary>
    public Dictionary<int, double[]> Reach { get; } = [];

    public Calibration(FloatNetwork network, NetworkSimulator simulator, double[][] rows, List<int[]> groups)
    {
        _network = network;
        _groups = groups;
        NetworkValue[] values = [network.Input, .. simulator.Layers.Where(l => l is not FloatReconstructionError).Select(l => l.Output)];
        foreach (NetworkValue value in values)
        {
            _ranges[value.Id] = new ValueRange();
            Reach[value.Id] = new double[value.Shape.Channels];
        }

        // A few rows at a time: the values of all layers of many rows take memory.
        SimulatedNetwork real = simulator.Under(null);
        foreach (double[][] chunk in rows.Chunk(32))
        {
            float[][][] numbers = simulator.Run(chunk, real);
            Parallel.ForEach(values, value =>
            {
                int slot = simulator.Slot(value);
                foreach (float[][] row in numbers)
                {
                    _ranges[value.Id].Add(row[slot]);
                    AddReach(row[slot], Reach[value.Id]);
                }
            });
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddReach(float[] numbers, double[] reach)
    {
        for (int at = 0; at < numbers.Length; at += reach.Length)
        {
            ReadOnlySpan<float> position = numbers.AsSpan(at, reach.Length);
            for (int c = 0; c < position.Length; c++)
            {
                reach[c] = Math.Max(reach[c], Math.Abs(position[c]));
            }
        }
    }

    /// <summary>A scale for each value: one for those that must share, the file's own where it tells one.</summary>
    public Dictionary<int, QuantizationScale> Scales(RangeMethod method) => _scales.TryGetValue(method, out Dictionary<int, QuantizationScale>? known) ? known : _scales[method] = Find(method);

    private Dictionary<int, QuantizationScale> Find(RangeMethod method)
    {
        // Scores have no range here: they have a scale of their own.
        int[][] groups = [.. _groups.Where(g => _ranges.ContainsKey(g[0]))];
        var found = new QuantizationScale[groups.Length];
        Parallel.For(0, groups.Length, i => found[i] = Range(groups[i]).Scale(method));
        Dictionary<int, QuantizationScale> scales = groups.Index().SelectMany(g => g.Item.Select(id => (Id: id, Scale: found[g.Index]))).ToDictionary(s => s.Id, s => s.Scale);
        foreach (NetworkValue value in _network.Layers.Select(l => l.Output).Append(_network.Input))
        {
            // A model that is already quantized keeps its scales; a sigmoid's range is known.
            if (value.Told is { } told)
            {
                scales[value.Id] = told;
            }
        }

        foreach (FloatFunction sigmoid in _network.Layers.OfType<FloatFunction>().Where(f => f.Function is "Sigmoid" or "HardSigmoid" && f.Output.Told is null))
        {
            scales[sigmoid.Output.Id] = new QuantizationScale(1.0 / 256, -128);
        }

        return scales;
    }

    private ValueRange Range(int[] group)
    {
        ValueRange range = _ranges[group[0]];
        if (group.Length > 1)
        {
            range = new ValueRange();
            foreach (int id in group)
            {
                range.Merge(_ranges[id]);
            }
        }

        return range;
    }

    /// <summary>The plan with these values in int16. What is not calibrated yet may go to twice the range, features of a faulty machine to sixteen times.</summary>
    public QuantizationPlan Widen(QuantizationPlan plan, int[] values)
    {
        foreach (int[] group in _groups.Select(g => g.Intersect(values).ToArray()).Where(g => g.Length > 0))
        {
            double largest = group.Max(v => Math.Max(Math.Abs(_ranges[v].Low), Math.Abs(_ranges[v].High)));
            bool features = _network.Layers[0] is FloatAffine normaliser && group.Contains(normaliser.Output.Id);
            plan = plan.With(group, QuantizationScale.ForWideRange((features ? 16 : 2) * largest));
        }

        return plan;
    }
}
