using System.Collections.Concurrent;
using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;

/// <summary>
/// Runs a network over many rows in floating point with what integers do to it: weights rounded by channel, every value held at its scale.
/// It is what choices are tried on, as a change of one value only needs the layers behind it; the firmware's engine has the last word.
/// Each row is computed by one thread and each sum in one order: the same numbers come out on any number of cores.
/// </summary>
internal sealed class NetworkSimulator
{
    private readonly FloatNetwork _network;
    private readonly FloatLayer[] _layers;
    private readonly Dictionary<int, int> _slots = [];
    private readonly int[][] _inputs;
    private readonly int[] _lengths;
    private readonly int _gathered;
    private readonly float[][] _weights, _bias;
    private readonly CancellationToken _cancel;
    private readonly Dictionary<(int Layer, QuantizationScale Input, QuantizedWeights? Weights), float[]> _rounded = [];
    private readonly ConcurrentBag<Workspace> _workspaces = [];

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

        _lengths = [network.Input.Shape.Count, .. _layers.Select(l => l.Output.Shape.Count)];
        _gathered = _layers.Select(l => l is FloatConv { Depthwise: false } c ? MatrixProduct.Rows * c.Taps : 0).DefaultIfEmpty().Max();
        _weights = Array.ConvertAll(_layers, l => l is FloatWeight w ? FloatKernels.Turned(w, Array.ConvertAll(w.Weights, v => (float)v)) : []);
        _bias = Array.ConvertAll(_layers, l => l is FloatWeight w ? Array.ConvertAll(w.Bias, v => (float)v) : []);
        Result = network.Layers[^1] is FloatSoftmax softmax ? softmax.Inputs[0] : network.Output;
    }

    public IReadOnlyList<FloatLayer> Layers => _layers;

    /// <summary>Numbers that all values of one row hold.</summary>
    public int ValuesPerRow => _lengths.Sum();

    /// <summary>Place of a value in a row's tensors: 0 is the input, i + 1 what layer i writes.</summary>
    public int Slot(NetworkValue value) => _slots[value.Id];

    /// <summary>What a plan makes of the network; without a plan the float network, with the scales only that its file tells.</summary>
    public SimulatedNetwork Under(QuantizationPlan? plan)
    {
        var layers = new SimulatedLayer[_layers.Length];
        for (int i = 0; i < layers.Length; i++)
        {
            NetworkValue output = _layers[i].Output;
            double[]? correction = plan?.BiasCorrections.GetValueOrDefault(output.Id);
            float[] bias = correction is null ? _bias[i] : [.. _bias[i].Zip(correction, (b, c) => b + (float)c)];
            layers[i] = new SimulatedLayer(plan is null ? _weights[i] : Rounded(i, plan), bias, correction, OutputStage.Of(_layers[i], plan is null ? output.Told : plan.Find(output)));
        }

        // Features reach the board's normaliser as they are.
        return new SimulatedNetwork(plan is null ? _network.Input.Told : _layers is [FloatAffine, ..] ? null : plan.Find(_network.Input), layers);
    }

    /// <summary>All values, [row][slot].</summary>
    public float[][][] Run(double[][] rows, SimulatedNetwork under)
    {
        float[][][] values = Array.ConvertAll(rows, _ => Array.ConvertAll(_lengths, n => new float[n]));
        Continue(rows, under, values, 0);
        return values;
    }

    /// <summary>Computes the values of the slots from <paramref name="first"/> on anew.</summary>
    public void Continue(double[][] rows, SimulatedNetwork under, float[][][] values, int first) => ForEach(rows.Length, (r, workspace) =>
    {
        Run(rows[r], under, values[r], first, workspace);
        return true;
    });

    /// <summary>The result of each row.</summary>
    public float[][] Results(double[][] rows, SimulatedNetwork under) => Results(rows, under, [], 0);

    /// <summary>The result of each row, when only the slots from <paramref name="first"/> on differ from those of another run.</summary>
    public float[][] Results(double[][] rows, SimulatedNetwork under, float[][][] before, int first) => ForEach(rows.Length, (r, workspace) =>
    {
        float[][] view = workspace.View;
        for (int slot = 0; slot < view.Length; slot++)
        {
            view[slot] = slot < first ? before[r][slot] : workspace.Values[slot];
        }

        Run(rows[r], under, view, first, workspace);
        return view[Slot(Result)].ToArray();
    });

    /// <summary>The network's outputs, behind the softmax where there is one.</summary>
    public double[][] Outputs(float[][] results) => Array.ConvertAll(results, result =>
    {
        double[] y = Array.ConvertAll(result, v => (double)v);
        return _network.Layers[^1] is FloatSoftmax softmax ? softmax.Compute([y]) : y;
    });

    /// <summary>A layer's results before clip and hold, on given values, without the bias correction.</summary>
    public float[][] Sums(int layer, float[][][] values, SimulatedNetwork under) => ForEach(values.Length, (r, workspace) =>
    {
        var y = new float[_lengths[layer + 1]];
        Compute(layer, values[r], under.Layers[layer].Weights, _bias[layer], OutputStage.None, y, workspace);
        return y;
    });

    /// <summary>Root mean square difference of results.</summary>
    public static double Error(float[][] expected, float[][] actual)
    {
        double sum = 0;
        long count = 0;
        for (int r = 0; r < actual.Length; r++)
        {
            float[] e = expected[r], a = actual[r];
            for (int i = 0; i < e.Length; i++, count++)
            {
                double d = e[i] - a[i];
                sum += d * d;
            }
        }

        return Math.Sqrt(sum / Math.Max(1, count));
    }

    private void Run(double[] row, SimulatedNetwork under, float[][] values, int first, Workspace workspace)
    {
        if (first == 0)
        {
            for (int i = 0; i < row.Length; i++)
            {
                values[0][i] = (float)(under.Input?.Hold(row[i]) ?? row[i]);
            }
        }

        for (int i = Math.Max(0, first - 1); i < _layers.Length; i++)
        {
            SimulatedLayer layer = under.Layers[i];
            Compute(i, values, layer.Weights, layer.Bias, layer.Stage, values[i + 1], workspace);
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
        if (!_rounded.TryGetValue(key, out float[]? rounded))
        {
            QuantizedWeights q = QuantizedWeights.Of(weighted, plan);
            int taps = weighted.Taps;
            var real = new float[q.Values.Length];
            for (int i = 0; i < real.Length; i++)
            {
                real[i] = (float)(q.Values[i] * q.Scales[i / taps]);
            }

            rounded = FloatKernels.Turned(weighted, real);
            _rounded[key] = rounded;
        }

        return rounded;
    }

    private void Compute(int layer, float[][] values, float[] weights, float[] bias, OutputStage stage, float[] y, Workspace workspace)
    {
        int[] from = _inputs[layer];
        switch (_layers[layer])
        {
            case FloatWeight weighted:
                FloatKernels.Compute(weighted, values[from[0]], weights, bias, stage, y, workspace.Gathered);
                return;
            case FloatAdd add:
                Elementwise.Sum(values[from[0]], values[from[1]], add.Subtract, y);
                break;
            default:
                double[] plain = _layers[layer].Compute(Array.ConvertAll(from, s => Array.ConvertAll(values[s], v => (double)v)));
                for (int i = 0; i < y.Length; i++)
                {
                    y[i] = (float)plain[i];
                }

                break;
        }

        stage.Apply(y);
    }

    private T[] ForEach<T>(int count, Func<int, Workspace, T> work)
    {
        var results = new T[count];
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = _cancel }, Take, (r, _, workspace) =>
            {
                results[r] = work(r, workspace);
                return workspace;
            }, _workspaces.Add);
        }
        catch (AggregateException e) when (e.InnerExceptions is [var only])
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(only);
        }

        return results;
    }

    private Workspace Take() => _workspaces.TryTake(out Workspace? kept) ? kept : new Workspace(_lengths, _gathered);
}
