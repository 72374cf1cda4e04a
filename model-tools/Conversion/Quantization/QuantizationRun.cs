using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization.Simulation;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>The stages of one quantization: ranges, equalization, the best range for each value, bias correction, int16 where needed.</summary>
internal sealed class QuantizationRun
{
    /// <summary>A remedy that takes less than this share off the error is not worth its bytes and time.</summary>
    private const double LeastGain = 0.003;

    private readonly FloatNetwork _network;
    private readonly QuantizerOptions _options;
    private readonly CancellationToken _cancel;
    private readonly bool _told;
    private readonly double[][] _trial, _observed, _measured;
    private readonly List<int[]> _groups;
    private readonly QualityMeasure _quality;
    private readonly double[][] _expected;
    private readonly List<QuantizationTrial> _trials = [];
    private readonly RangeMethod[] _methods;
    private NetworkSimulator _simulator = null!;
    private float[][][] _real = null!;
    private Calibration _calibration = null!;
    private QuantizationPlan _plan = null!;
    private double _error;
    private (QuantizationPlan Plan, double[][] Outputs)? _ran;

    public QuantizationRun(FloatNetwork network, IReadOnlyList<double[]> calibration, QuantizerOptions options, double searchBudget, double measureBudget, int mostTrialRows, CancellationToken cancel)
    {
        (_network, _options, _cancel) = (network, options, cancel);
        _groups = ScaleGroups.Of(network);
        _told = network.Layers.All(l => l is FloatSoftmax or FloatReconstructionError || l.Output.Told is not null);
        _methods = _told ? [RangeMethod.MinMax] : options.Method is { } only ? [only] : Enum.GetValues<RangeMethod>();
        double perRow = Math.Max(1000, network.Macs);

        // Each value is tried with each method, on half of the network in the mean.
        _trial = Thin(calibration, _told ? 1 : (int)Math.Clamp(searchBudget / (perRow * _groups.Count * Math.Max(2, _methods.Length) / 2), 16, mostTrialRows));
        _observed = Thin(calibration, _told ? 1 : (int)Math.Clamp(searchBudget / 4 / perRow, 16, 4096));
        int limit = (int)Math.Clamp(measureBudget / perRow, 64, 1_000_000);
        IReadOnlyList<double[]> measured = options.MeasureRows ?? calibration;
        _measured = Thin(measured, limit);
        int[]? labels = options.MeasureLabels is { } all ? Thin(all, limit) : null;
        _expected = Expected(network, _measured, cancel);
        _quality = new QualityMeasure(options.Metric ?? (network.Output.Shape.Count > 1 ? QualityMetric.Agreement : QualityMetric.Fidelity), _expected, labels);
    }

    /// <summary>The float network's outputs. A model that is already quantized rounds on its way: there single precision could land on another side.</summary>
    private double[][] Expected(FloatNetwork network, double[][] rows, CancellationToken cancel)
    {
        if (!_told)
        {
            return new NetworkSimulator(network, cancel).Outputs(rows, null);
        }

        var outputs = new double[rows.Length][];
        Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = cancel }, r => outputs[r] = network.RunAll(rows[r])[network.Output.Id]);
        return outputs;
    }

    private bool Features => _network.Layers[0] is FloatAffine;

    public QuantizedResult Run()
    {
        Observe();
        ChooseOneMethod();
        if (!_told)
        {
            BalanceInput();
            Equalize();
            ChooseEachRange();
            RoundWeights();
            CorrectBias();
            Widen();
        }

        return Finish();
    }

    // ---- stages

    /// <summary>Runs the float network as it is now over the calibration rows.</summary>
    private void Observe()
    {
        _cancel.ThrowIfCancellationRequested();
        _simulator = new NetworkSimulator(_network, _cancel);
        _calibration = new Calibration(_network, _simulator, _observed, _groups);
        _real = _simulator.RunFloat(_trial);
    }

    private (RangeMethod Method, QuantizationPlan Plan, double Error)[] TryMethods() => Array.ConvertAll(_methods, m =>
    {
        var plan = new QuantizationPlan { Scales = _calibration.Scales(m) };
        return (m, plan, Error(plan));
    });

    private void ChooseOneMethod()
    {
        (RangeMethod Method, QuantizationPlan Plan, double Error)[] tried = TryMethods();
        (_, _plan, _error) = tried.MinBy(t => t.Error);
        if (_told)
        {
            _trials.Add(new QuantizationTrial("the model's own scales", _error, Simulated(_plan), true));
            return;
        }

        foreach ((RangeMethod method, QuantizationPlan plan, double error) in tried)
        {
            _trials.Add(new QuantizationTrial($"ranges of all values: {Describe(method)}", error, plan == _plan || method == RangeMethod.MinMax ? Simulated(plan) : null, plan == _plan));
        }
    }

    private void BalanceInput()
    {
        if (InputBalance.Of(_network, _observed) is not { } balance)
        {
            return;
        }

        double exponent = 0, start = _error;
        foreach (double candidate in new[] { 0.5, 1 })
        {
            balance.Set(candidate);
            Observe();
            (_, QuantizationPlan plan, double error) = TryMethods().MinBy(t => t.Error);
            if (error < _error)
            {
                (_plan, _error, exponent) = (plan, error, candidate);
            }
        }

        balance.Set(exponent);
        Observe();
        Report("a step width for each input feature", start, exponent > 0);
    }

    private void Equalize()
    {
        if (!_options.Equalize)
        {
            return;
        }

        Equalization equalization = Equalization.Apply(_network, _calibration.Reach);
        if (equalization.Pairs == 0)
        {
            return;
        }

        double start = _error;
        (NetworkSimulator Simulator, float[][][] Real, Calibration Calibration) before = (_simulator, _real, _calibration);
        Observe();
        (_, QuantizationPlan plan, double error) = TryMethods().MinBy(t => t.Error);
        bool better = error < _error * (1 - LeastGain);
        if (better)
        {
            (_plan, _error) = (plan, error);
        }
        else
        {
            equalization.Undo();
            (_simulator, _real, _calibration) = before;
        }

        Report($"cross-layer equalization of {equalization.Pairs} pair{(equalization.Pairs == 1 ? "" : "s")}", better ? start : error, better);
    }

    private void ChooseEachRange()
    {
        if (_methods.Length < 2)
        {
            return;
        }

        double start = _error;
        Dictionary<int, QuantizationScale>[] scales = Array.ConvertAll(_methods, _calibration.Scales);
        float[][][] current = _simulator.Run(_plan, _trial);
        foreach (int[] group in _groups.Where(g => scales[0].ContainsKey(g[0])))
        {
            QuantizationPlan best = _plan;
            foreach (QuantizationScale scale in scales.Select(s => s[group[0]]).Distinct().Where(s => s != _plan.Scales[group[0]]))
            {
                _cancel.ThrowIfCancellationRequested();
                QuantizationPlan candidate = _plan.With(group, scale);
                double error = ErrorAfter(candidate, current, group);
                if (error < _error)
                {
                    (best, _error) = (candidate, error);
                }
            }

            if (best != _plan)
            {
                _plan = best;
                current = _simulator.Run(_plan, _trial);
            }
        }

        Report("the best range for each value", start, _error < start);
    }

    private void RoundWeights()
    {
        if (!_options.RoundTogether)
        {
            return;
        }

        double start = _error;
        QuantizationPlan rounded = WeightRounding.Round(_simulator, _plan, _simulator.Run(_plan, _trial));
        double error = Error(rounded);
        bool better = error < _error;
        if (better)
        {
            (_plan, _error) = (rounded, error);
        }

        Report("weights of a layer rounded together", better ? start : error, better);
    }

    private void CorrectBias()
    {
        if (!_options.CorrectBias || _network.Layers.OfType<FloatWeight>().Any(w => w.ToldScales is not null))
        {
            return;
        }

        double start = _error;
        QuantizationPlan corrected = BiasCorrection.Correct(_simulator, _plan, _real, _trial);
        double error = Error(corrected);
        bool better = error < _error;
        if (better)
        {
            (_plan, _error) = (corrected, error);
        }

        Report("bias correction", better ? start : error, better);
    }

    /// <summary>One value after the other becomes int16, the one that takes most off the squared error for its cost first, until the budget is met.</summary>
    private void Widen()
    {
        List<int[]> left = ScaleGroups.WideCandidates(_network);
        if (_options.Wide == WideActivations.Never || left.Count == 0 || (_options.Wide == WideActivations.WhereNeeded && Holds(_plan, out _)))
        {
            return;
        }

        // The order is found once: what one value's int16 gives hardly depends on the others'.
        float[][][] current = _simulator.Run(_plan, _trial);
        double before = _error;
        foreach (int[] group in left.Select(g => (Group: g, Error: ErrorAfter(_calibration.Widen(_plan, g), current, g))).OrderByDescending(c => (before * before - c.Error * c.Error) / WideCost(c.Group)).Select(c => c.Group).ToArray())
        {
            QuantizationPlan candidate = _calibration.Widen(_plan, group);
            double error = Error(candidate);
            if (_options.Wide == WideActivations.WhereNeeded && error > _error * (1 - LeastGain))
            {
                continue;
            }

            (_plan, _error) = (candidate, error);
            if (_plan.BiasCorrections.Count > 0)
            {
                QuantizationPlan corrected = BiasCorrection.Correct(_simulator, _plan, _real, _trial);
                error = Error(corrected);
                (_plan, _error) = error < _error ? (corrected, error) : (_plan, _error);
            }

            bool holds = Holds(_plan, out double quality);
            _trials.Add(new QuantizationTrial($"int16 for {string.Join(", ", group.Select(NameOf))}", _error, quality, true));
            if (_options.Wide == WideActivations.WhereNeeded && holds)
            {
                return;
            }
        }
    }

    /// <summary>What int16 costs a board, in multiply-accumulates: the layers that write or read the values lose their packed kernels.</summary>
    private double WideCost(int[] group) => 1000 + _network.Layers.Where(l => group.Contains(l.Output.Id) || l.Inputs.Any(i => group.Contains(i.Id)))
        .Sum(l => (double)l.Macs + l.Output.Shape.Count);

    private QuantizedResult Finish()
    {
        QuantizedModel model = new IntegerLayers(_network, _plan, _options).Build();
        if (Features)
        {
            model = model with { SelfTestInput = Array.ConvertAll(_trial[_trial.Length / 2], v => (int)Math.Clamp(Math.Round(v), int.MinValue, int.MaxValue)) };
        }

        QuantizationScale? input = Features ? null : _plan[_network.Input], output = OutputScale(_plan, model);
        if (input is not null || output is not null)
        {
            model = model with { Units = new RawUnits((float)(input?.Scale ?? 0), input?.ZeroPoint ?? 0, (float)(output?.Scale ?? 0), output?.ZeroPoint ?? 0) };
        }

        byte[] image = ModelImageWriter.Write(model);
        double[][] outputs = _ran is { } ran && ran.Plan == _plan ? ran.Outputs : RunImage(image, _plan, model, [.. Enumerable.Range(0, _measured.Length)]);
        double quality = _quality.Of(outputs);
        _trials.Add(new QuantizationTrial("the image, in the firmware's engine", _error, quality, true));
        return new QuantizedResult
        {
            Model = model,
            Image = image,
            Network = _network,
            InputScale = input,
            OutputScale = output,
            Agreement = Agreement.Of(_expected, outputs),
            Metric = _quality.Metric,
            FloatQuality = _quality.Float,
            ImageQuality = quality,
            Trials = _trials,
            Layers = _told ? [] : LayerErrors(),
        };
    }

    /// <summary>One layer at a time in integers, all others in real numbers.</summary>
    private List<LayerError> LayerErrors()
    {
        var errors = new List<(FloatLayer Layer, double Error)>();
        foreach (FloatLayer layer in _simulator.Layers.Where(l => _plan.Find(l.Output) is not null))
        {
            var scales = new Dictionary<int, QuantizationScale> { [layer.Output.Id] = _plan[layer.Output] };
            float[][] results = _simulator.RunFrom(new QuantizationPlan { Scales = scales, Weights = _plan.Weights, OnlyWeightsOf = layer.Output.Id }, _real, _simulator.Slot(layer.Output) - 1);
            errors.Add((layer, NetworkSimulator.Error(_real, _simulator.Slot(_simulator.Result), results)));
        }

        double all = Math.Max(1e-300, errors.Sum(e => e.Error * e.Error));
        return [.. errors.Select(e => new LayerError(Short(e.Layer.Name), e.Layer.Kind, _plan[e.Layer.Output].Wide ? "int16" : "int8", e.Error, e.Error * e.Error / all))];
    }

    // ---- measuring

    private void Report(string what, double error, bool kept) =>
        _trials.Add(new QuantizationTrial(what, kept ? _error : error, kept ? Simulated(_plan) : null, kept));

    private double Error(QuantizationPlan plan)
    {
        _cancel.ThrowIfCancellationRequested();
        int slot = _simulator.Slot(_simulator.Result);
        return NetworkSimulator.Error(_real, slot, Array.ConvertAll(_simulator.Run(plan, _trial), row => row[slot]));
    }

    private double ErrorAfter(QuantizationPlan plan, float[][][] current, int[] changed) => _simulator.TouchesInput(changed)
        ? Error(plan)
        : NetworkSimulator.Error(_real, _simulator.Slot(_simulator.Result), _simulator.RunFrom(plan, current, _simulator.FirstTouched(changed)));

    private double Drop(double quality) => _quality.Float - quality - 1e-9;

    private double Simulated(QuantizationPlan plan) => _quality.Of(_simulator.Outputs(_measured, plan));

    /// <summary>Whether the plan keeps the budget. The simulation says no quickly; a yes is the engine's.</summary>
    private bool Holds(QuantizationPlan plan, out double simulated)
    {
        double[][] outputs = _simulator.Outputs(_measured, plan);
        simulated = _quality.Of(outputs);
        if (_options.Wide != WideActivations.WhereNeeded || Drop(simulated) > _options.MaxDrop)
        {
            return false;
        }

        // Where the engine names another class than the simulation, two classes lie near each other: a few such rows may say no already.
        QuantizedModel model = new IntegerLayers(_network, plan, _options).Build();
        byte[] image = ModelImageWriter.Write(model);
        if (_quality.Counts)
        {
            int[] near = [.. Enumerable.Range(0, outputs.Length).OrderBy(r => Margin(outputs[r])).Take(outputs.Length / 8)];
            double[][] some = RunImage(image, plan, model, near);
            double wrong = near.Index().Count(r => !_quality.IsRight(r.Item, some[r.Index])), most = (1 - _quality.Float + _options.MaxDrop) * outputs.Length;
            if (wrong > most + 1e-6)
            {
                return false;
            }
        }

        _ran = (plan, RunImage(image, plan, model, [.. Enumerable.Range(0, _measured.Length)]));
        return Drop(_quality.Of(_ran.Value.Outputs)) <= _options.MaxDrop;
    }

    private static double Margin(double[] y)
    {
        double[] sorted = [.. y.OrderDescending()];
        return sorted[0] - sorted[1];
    }

    /// <summary>The image's outputs for some of the measured rows, in the firmware's engine.</summary>
    private double[][] RunImage(byte[] image, QuantizationPlan plan, QuantizedModel model, int[] rows)
    {
        QuantizationScale? input = Features ? null : plan[_network.Input], output = OutputScale(plan, model);
        var outputs = new double[rows.Length][];
        Parallel.For(0, rows.Length, new ParallelOptions { CancellationToken = _cancel }, () => new IntegerRunner(image, input, output), (r, _, runner) =>
        {
            outputs[r] = runner.Run(_measured[rows[r]]);
            return runner;
        }, _ => { });
        return outputs;
    }

    private QuantizationScale? OutputScale(QuantizationPlan plan, QuantizedModel model) =>
        model.Layers[^1].ResultType == TensorType.Scores ? null : plan[_network.Output];

    private string NameOf(int value) => Short(_network.Layers.FirstOrDefault(l => l.Output.Id == value)?.Name ?? _network.Input.Name);

    /// <summary>Converters join the names of all nodes that they fused: the first says enough.</summary>
    private static string Short(string name) => name.Split(';')[0];

    private static string Describe(RangeMethod method) => method switch
    {
        RangeMethod.MinMax => "smallest to largest",
        RangeMethod.Percentile9999 => "percentile 99.99",
        RangeMethod.Percentile999 => "percentile 99.9",
        RangeMethod.Entropy => "entropy",
        _ => "least squares",
    };

    private static T[] Thin<T>(IReadOnlyList<T> rows, int limit)
    {
        int count = Math.Min(limit, rows.Count);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Count / count)])];
    }
}
