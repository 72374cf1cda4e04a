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
    private readonly double[][] _observed, _trialRows;
    private readonly List<int[]> _groups;
    private readonly PlanMeasurement _measured;
    private readonly List<QuantizationTrial> _trials = [];
    private readonly RangeMethod[] _methods;
    private Observation _seen = null!;
    private QuantizationPlan _plan = null!;
    private double _error;

    public QuantizationRun(FloatNetwork network, IReadOnlyList<double[]> calibration, QuantizerOptions options, double searchBudget, double measureBudget, int mostTrialRows, CancellationToken cancel)
    {
        (_network, _options, _cancel) = (network, options, cancel);
        _groups = ScaleGroups.Of(network);
        _told = network.Layers.All(l => l is FloatSoftmax or FloatReconstructionError || l.Output.Told is not null);
        _methods = _told ? [RangeMethod.MinMax] : options.Method is { } only ? [only] : Enum.GetValues<RangeMethod>();
        double perRow = Math.Max(1000, network.Macs);

        // Each value is tried with each method, on half of the network in the mean.
        _trialRows = EvenRows.Of(calibration, _told ? 1 : (int)Math.Clamp(searchBudget / (perRow * _groups.Count * Math.Max(2, _methods.Length) / 2), 16, mostTrialRows));
        _observed = EvenRows.Of(calibration, _told ? 1 : (int)Math.Clamp(searchBudget / 4 / perRow, 16, 4096));
        _measured = new PlanMeasurement(network, calibration, options, _told, (int)Math.Clamp(measureBudget / perRow, 64, 1_000_000), cancel);
    }

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
        _seen = new Observation(_network, _observed, _trialRows, _groups, _cancel);
        _measured.Follow(_seen.Simulator);
    }

    private (RangeMethod Method, QuantizationPlan Plan, double Error)[] TryMethods() => Array.ConvertAll(_methods, m =>
    {
        var plan = new QuantizationPlan { Scales = _seen.Calibration.Scales(m) };
        return (m, plan, Error(plan));
    });

    private void ChooseOneMethod()
    {
        (RangeMethod Method, QuantizationPlan Plan, double Error)[] tried = TryMethods();
        (_, _plan, _error) = tried.MinBy(t => t.Error);
        if (_told)
        {
            _trials.Add(new QuantizationTrial("the model's own scales", _error, _measured.Simulated(_plan), true));
            return;
        }

        foreach ((RangeMethod method, QuantizationPlan plan, double error) in tried)
        {
            _trials.Add(new QuantizationTrial($"ranges of all values: {Describe(method)}", error, plan == _plan || method == RangeMethod.MinMax ? _measured.Simulated(plan) : null, plan == _plan));
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

        Equalization equalization = Equalization.Apply(_network, _seen.Calibration.Reach);
        if (equalization.Pairs == 0)
        {
            return;
        }

        double start = _error;
        Observation before = _seen;
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
            _seen = before;
            _measured.Follow(before.Simulator);
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
        Dictionary<int, QuantizationScale>[] scales = Array.ConvertAll(_methods, _seen.Calibration.Scales);
        _seen.Held.Move(_plan);
        foreach (int[] group in _groups.Where(g => scales[0].ContainsKey(g[0])))
        {
            QuantizationPlan best = _plan;
            foreach (QuantizationScale scale in scales.Select(s => s[group[0]]).Distinct().Where(s => s != _plan.Scales[group[0]]))
            {
                _cancel.ThrowIfCancellationRequested();
                QuantizationPlan candidate = _plan.With(group, scale);
                double error = Error(candidate);
                if (error < _error)
                {
                    (best, _error) = (candidate, error);
                }
            }

            if (best != _plan)
            {
                _plan = best;
                _seen.Held.Move(_plan);
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
        _seen.Held.Move(_plan);
        QuantizationPlan rounded = WeightRounding.Round(_seen.Simulator, _plan, _seen.Held.Values);
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
        QuantizationPlan corrected = _seen.Correction.Correct(_plan, _seen.Held);
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
        if (_options.Wide == WideActivations.Never || left.Count == 0 || (_options.Wide == WideActivations.WhereNeeded && _measured.Holds(_plan, out _)))
        {
            return;
        }

        // What one value's int16 gives changes little with the others': the order is found once for all, and once more for those that gave nothing.
        for (int before = left.Count + 1; left.Count > 0 && left.Count < before;)
        {
            before = left.Count;
            if (WidenInOrder(left))
            {
                return;
            }
        }
    }

    /// <summary>Whether the budget is met; what became int16 is taken from the list.</summary>
    private bool WidenInOrder(List<int[]> left)
    {
        _seen.Held.Move(_plan);
        double before = _error;
        foreach (int[] group in left.Select(g => (Group: g, Error: Error(_seen.Calibration.Widen(_plan, g)))).OrderByDescending(c => (before * before - c.Error * c.Error) / WideCost(c.Group)).Select(c => c.Group).ToArray())
        {
            QuantizationPlan candidate = _seen.Calibration.Widen(_plan, group);
            double error = Error(candidate);
            if (_options.Wide == WideActivations.WhereNeeded && error > _error * (1 - LeastGain))
            {
                continue;
            }

            left.Remove(group);
            (_plan, _error) = (candidate, error);
            if (_plan.BiasCorrections.Count > 0)
            {
                QuantizationPlan corrected = _seen.Correction.Correct(_plan, _seen.Held);
                error = Error(corrected);
                (_plan, _error) = error < _error ? (corrected, error) : (_plan, _error);
            }

            _seen.Held.Move(_plan);
            bool holds = _measured.Holds(_plan, out double quality);
            _trials.Add(new QuantizationTrial($"int16 for {string.Join(", ", group.Select(NameOf))}", _error, quality, true));
            if (_options.Wide == WideActivations.WhereNeeded && holds)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What int16 costs a board, in multiply-accumulates: the layers that write or read the values lose their packed kernels.</summary>
    private double WideCost(int[] group) => 1000 + _network.Layers.Where(l => group.Contains(l.Output.Id) || l.Inputs.Any(i => group.Contains(i.Id)))
        .Sum(l => (double)l.Macs + l.Output.Shape.Count);

    private QuantizedResult Finish()
    {
        QuantizedModel model = new IntegerLayers(_network, _plan, _options).Build();
        if (EndScales.TakesFeatures(_network))
        {
            model = model with { SelfTestInput = Array.ConvertAll(_trialRows[_trialRows.Length / 2], v => (int)Math.Clamp(Math.Round(v), int.MinValue, int.MaxValue)) };
        }

        EndScales ends = EndScales.Of(_network, _plan, model);
        if (ends is not { Input: null, Output: null })
        {
            model = model with { Units = new RawUnits((float)(ends.Input?.Scale ?? 0), ends.Input?.ZeroPoint ?? 0, (float)(ends.Output?.Scale ?? 0), ends.Output?.ZeroPoint ?? 0) };
        }

        byte[] image = ModelImageWriter.Write(model);
        double[][] outputs = _measured.Outputs(_plan, model, image);
        double quality = _measured.Quality.Of(outputs);
        _trials.Add(new QuantizationTrial("the image, in the firmware's engine", _error, quality, true));
        return new QuantizedResult
        {
            Model = model,
            Image = image,
            Network = _network,
            InputScale = ends.Input,
            OutputScale = ends.Output,
            Agreement = Agreement.Of(_measured.Expected, outputs),
            Metric = _measured.Quality.Metric,
            FloatQuality = _measured.Quality.Float,
            ImageQuality = quality,
            Trials = _trials,
            Layers = _told ? [] : LayerErrors(),
        };
    }

    /// <summary>One layer at a time in integers, all others in real numbers.</summary>
    private List<LayerError> LayerErrors()
    {
        var errors = new List<(FloatLayer Layer, double Error)>();
        foreach (FloatLayer layer in _seen.Simulator.Layers.Where(l => _plan.Find(l.Output) is not null))
        {
            var scales = new Dictionary<int, QuantizationScale> { [layer.Output.Id] = _plan[layer.Output] };
            var alone = new QuantizationPlan { Scales = scales, Weights = _plan.Weights, OnlyWeightsOf = layer.Output.Id };
            errors.Add((layer, NetworkSimulator.Error(_seen.Real.Results(), _seen.Real.Results(alone))));
        }

        double all = Math.Max(1e-300, errors.Sum(e => e.Error * e.Error));
        return [.. errors.Select(e => new LayerError(Short(e.Layer.Name), e.Layer.Kind, _plan[e.Layer.Output].Wide ? "int16" : "int8", e.Error, e.Error * e.Error / all))];
    }

    // ---- measuring

    private void Report(string what, double error, bool kept) =>
        _trials.Add(new QuantizationTrial(what, kept ? _error : error, kept ? _measured.Simulated(_plan) : null, kept));

    /// <summary>Error of the trial rows' results; only what differs from the plan they were last moved to is computed.</summary>
    private double Error(QuantizationPlan plan)
    {
        _cancel.ThrowIfCancellationRequested();
        return NetworkSimulator.Error(_seen.Real.Results(), _seen.Held.Results(plan));
    }

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
}
