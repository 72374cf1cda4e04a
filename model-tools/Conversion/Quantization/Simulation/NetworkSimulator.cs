using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>
/// Runs a network over many rows in floating point with what integers do to it: weights rounded by channel, every value held at its scale.
/// It is what choices are tried on, as a change of one value only needs the layers behind it; the firmware's engine has the last word.
/// </summary>
internal sealed class NetworkSimulator
{
    private readonly FloatNetwork _network;
    private readonly FloatLayer[] _layers;
    private readonly Dictionary<int, int> _slots = [];
    private readonly int[][] _inputs;
    private readonly float[][] _weights, _bias;
    private readonly CancellationToken _cancel;
    private readonly Dictionary<(int Layer, QuantizationScale Input, QuantizedWeights? Weights), float[]> _rounded = [];

    /// <summary>The last value in real numbers: what a softmax reads, or the network's output.</summary>
    public NetworkValue Result { get; }

    public NetworkSimulator(FloatNetwork network, CancellationToken cancel)
    {
        _network = network;
        _cancel = cancel;
        _layers = [.. network.Layers.Where(l => l is not FloatSoftmax)];
        _slots[network.Input.Id] = 0;
        _inputs = new int[_layers.Length][];
        for (int i = 0; i < _layers.Length; i++)
        {
            _inputs[i] = Array.ConvertAll(_layers[i].Inputs, v => _slots[v.Id]);
            _slots[_layers[i].Output.Id] = i + 1;
        }

        _weights = Array.ConvertAll(_layers, l => l is FloatWeight w ? FloatKernels.Turned(w, Array.ConvertAll(w.Weights, v => (float)v)) : []);
        _bias = Array.ConvertAll(_layers, l => l is FloatWeight w ? Array.ConvertAll(w.Bias, v => (float)v) : []);
        Result = network.Layers[^1] is FloatSoftmax softmax ? softmax.Inputs[0] : network.Output;
    }

    public IReadOnlyList<FloatLayer> Layers => _layers;

    /// <summary>Place of a value in a row's tensors: 0 is the input, i + 1 what layer i writes.</summary>
    public int Slot(NetworkValue value) => _slots[value.Id];

    /// <summary>All values of the float network, [row][slot].</summary>
    public float[][][] RunFloat(double[][] rows) => ForEach(rows.Length, r => RunFloat(rows[r]));

    /// <summary>All values with the plan's integers.</summary>
    public float[][][] Run(QuantizationPlan plan, double[][] rows) => ForEach(rows.Length, r => Run(plan, rows[r]));

    /// <summary>The network's outputs of many rows, behind the softmax where there is one: in real numbers, or with the plan's integers.</summary>
    public double[][] Outputs(double[][] rows, QuantizationPlan? plan) => ForEach(rows.Length, r =>
    {
        float[][] values = plan is null ? RunFloat(rows[r]) : Run(plan, rows[r]);
        double[] y = Array.ConvertAll(values[Slot(Result)], v => (double)v);
        return _network.Layers[^1] is FloatSoftmax softmax ? softmax.Compute([y]) : y;
    });

    /// <summary>The result's values when only layers from <paramref name="first"/> on are computed anew, on values of another run.</summary>
    public float[][] RunFrom(QuantizationPlan plan, float[][][] before, int first) => ForEach(before.Length, r =>
    {
        var values = new float[_layers.Length + 1][];
        Array.Copy(before[r], values, first + 1);
        Continue(plan, values, first);
        return values[Slot(Result)];
    });

    /// <summary>The first layer that a change of these values' scales reaches: the one that writes the earliest.</summary>
    public int FirstTouched(IEnumerable<int> values) => Math.Max(0, values.Where(_slots.ContainsKey).Select(v => _slots[v]).DefaultIfEmpty(1).Min() - 1);

    /// <summary>Whether the input itself is among the values; then there is no run to continue.</summary>
    public bool TouchesInput(IEnumerable<int> values) => values.Contains(_network.Input.Id);

    /// <summary>A layer's results before clip and hold, on given values, with rounded or with real weights.</summary>
    public float[][] Sums(int layer, float[][][] values, QuantizationPlan? plan)
    {
        float[] weights = plan is null ? _weights[layer] : Rounded(layer, plan);
        return ForEach(values.Length, r => Compute(layer, values[r], weights, _bias[layer]));
    }

    /// <summary>Clips and holds a layer's results as the plan says.</summary>
    public float[] Finish(int layer, float[] sums, QuantizationPlan plan) => Clipped(sums, _layers[layer], plan.Find(_layers[layer].Output));

    public float[] Input(QuantizationPlan plan, double[] row) =>
        _layers is [FloatAffine, ..] || plan.Find(_network.Input) is not { } scale ? Array.ConvertAll(row, v => (float)v) : Array.ConvertAll(row, v => (float)scale.Hold(v));

    /// <summary>Root mean square difference of results.</summary>
    public static double Error(float[][][] expected, int slot, float[][] actual)
    {
        double sum = 0;
        long count = 0;
        for (int r = 0; r < actual.Length; r++)
        {
            float[] e = expected[r][slot], a = actual[r];
            for (int i = 0; i < e.Length; i++, count++)
            {
                double d = e[i] - a[i];
                sum += d * d;
            }
        }

        return Math.Sqrt(sum / Math.Max(1, count));
    }

    private float[][] RunFloat(double[] row)
    {
        var values = new float[_layers.Length + 1][];
        values[0] = Array.ConvertAll(row, v => (float)(_network.Input.Told is { } told ? told.Hold(v) : v));
        for (int i = 0; i < _layers.Length; i++)
        {
            values[i + 1] = Clipped(Compute(i, values, _weights[i], _bias[i]), _layers[i], _layers[i].Output.Told);
        }

        return values;
    }

    private float[][] Run(QuantizationPlan plan, double[] row)
    {
        var values = new float[_layers.Length + 1][];
        values[0] = Input(plan, row);
        Continue(plan, values, 0);
        return values;
    }

    private void Continue(QuantizationPlan plan, float[][] values, int first)
    {
        for (int i = first; i < _layers.Length; i++)
        {
            float[] y = Compute(i, values, Rounded(i, plan), _bias[i]);
            if (plan.BiasCorrections.GetValueOrDefault(_layers[i].Output.Id) is { } correction)
            {
                Elementwise.AddToChannels(y, correction);
            }

            values[i + 1] = Clipped(y, _layers[i], plan.Find(_layers[i].Output));
        }
    }

    private float[] Rounded(int layer, QuantizationPlan plan)
    {
        if (_layers[layer] is not FloatWeight weighted || (plan.OnlyWeightsOf is { } only && only != weighted.Output.Id))
        {
            return _weights[layer];
        }

        QuantizationScale input = plan.Find(weighted.Inputs[0]) ?? new QuantizationScale(1, 0);
        (int, QuantizationScale, QuantizedWeights?) key = (layer, input with { ZeroPoint = 0 }, plan.Weights.GetValueOrDefault(weighted.Output.Id));
        lock (_rounded)
        {
            if (!_rounded.TryGetValue(key, out float[]? rounded))
            {
                QuantizedWeights q = QuantizedWeights.Of(weighted, plan);
                int taps = weighted.Taps;
                rounded = FloatKernels.Turned(weighted, [.. q.Values.Select((v, i) => (float)(v * q.Scales[i / taps]))]);
                _rounded[key] = rounded;
            }

            return rounded;
        }
    }

    private float[] Compute(int layer, float[][] values, float[] weights, float[] bias)
    {
        int[] from = _inputs[layer];
        if (_layers[layer] is FloatAdd add)
        {
            return Elementwise.Sum(values[from[0]], values[from[1]], add.Subtract);
        }

        return _layers[layer] is FloatWeight weighted
            ? FloatKernels.Compute(weighted, values[from[0]], weights, bias)
            : Array.ConvertAll(_layers[layer].Compute(Array.ConvertAll(from, s => Array.ConvertAll(values[s], v => (double)v))), v => (float)v);
    }

    private static float[] Clipped(float[] y, FloatLayer layer, QuantizationScale? scale)
    {
        if (layer.Clips)
        {
            Elementwise.Clip(y, (float)layer.Low, (float)layer.High);
        }

        if (scale is not null)
        {
            Elementwise.Hold(y, (float)scale.Scale, (float)(1 / scale.Scale), scale.Lowest - scale.ZeroPoint, scale.Highest - scale.ZeroPoint);
        }

        return y;
    }

    private T[] ForEach<T>(int count, Func<int, T> work)
    {
        var results = new T[count];
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = _cancel }, r => results[r] = work(r));
        }
        catch (AggregateException e) when (e.InnerExceptions is [var only])
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(only);
        }

        return results;
    }
}
