using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>
/// Post-training quantization to int8: weights per output channel, data per tensor with a zero point. Every choice (range of each value,
/// bias correction) is measured in the firmware's own engine on the calibration data, and the best is kept.
/// </summary>
public sealed class Quantizer
{
    /// <summary>Rows of the calibration data that choices are measured on; the final figure is over all.</summary>
    private const int TrialRows = 256;

    /// <summary>Multiply-accumulates that may go into a round of trials.</summary>
    private const double TrialBudget = 4e9;

    /// <param name="network">The float network; its input gets a normaliser when there is a recipe.</param>
    /// <param name="calibration">Inputs in the board's order of elements, at least one.</param>
    /// <param name="options">What the image shall say.</param>
    /// <param name="cancel">Stops between trials.</param>
    /// <exception cref="InvalidModelException">The network has no integer form.</exception>
    public QuantizedResult Quantize(FloatNetwork network, IReadOnlyList<double[]> calibration, QuantizerOptions options, CancellationToken cancel = default)
    {
        if (options.Recipe.Length > 0)
        {
            InputFolding.Prepare(network, calibration);
        }

        bool features = network.Layers[0] is FloatAffine;

        // A model that is already quantized leaves nothing to choose; a large one is measured on fewer rows.
        bool told = network.Layers.All(l => l is FloatSoftmax || l.Output.Told is not null);
        double perRow = Math.Max(1, network.Macs);
        double[][] trial = Thin(calibration, told ? 1 : Math.Clamp((int)(TrialBudget / 8 / perRow), 16, TrialRows));
        double[][] observed = Thin(calibration, told ? 1 : Math.Clamp((int)(TrialBudget / perRow), 16, 4096));
        Dictionary<int, ValueRange> ranges = Observe(network, observed, cancel);
        List<int[]> groups = ScaleGroups.Of(network);
        QuantizationPlan Plan(RangeMethod method) => new() { Scales = Scales(network, groups, ranges, method) };

        double[][] expected = Array.ConvertAll(trial, x => network.RunAll(x)[network.Output.Id]);
        var trials = new List<QuantizationTrial>();
        double Measure(QuantizationPlan plan)
        {
            cancel.ThrowIfCancellationRequested();
            IntegerRunner runner = Runner(network, plan, options, features);
            return Agreement.Of(expected, Array.ConvertAll(trial, runner.Run)).RmsError;
        }

        // First one method for all values, then the best for each value in turn, as far as the work is small.
        RangeMethod[] methods = options.Method is { } only ? [only] : told ? [RangeMethod.MinMax] : Enum.GetValues<RangeMethod>();
        (RangeMethod Method, QuantizationPlan Plan, double Error)[] Try() => Array.ConvertAll(methods, m => { QuantizationPlan p = Plan(m); return (m, p, Measure(p)); });
        (RangeMethod Method, QuantizationPlan Plan, double Error)[] tried = Try();
        if (InputBalance.Of(network, observed) is { } balance && !told)
        {
            double exponent = 0, start = tried.Min(t => t.Error);
            foreach (double candidate in new[] { 0.5, 1 })
            {
                balance.Set(candidate);
                ranges = Observe(network, observed, cancel);
                (RangeMethod Method, QuantizationPlan Plan, double Error)[] other = Try();
                if (other.Min(t => t.Error) < tried.Min(t => t.Error))
                {
                    (tried, exponent) = (other, candidate);
                }
            }

            balance.Set(exponent);
            ranges = Observe(network, observed, cancel);
            trials.Add(new QuantizationTrial("input: one step width for all features", start, exponent == 0));
            trials.Add(new QuantizationTrial("input: a step width for each feature", tried.Min(t => t.Error), exponent > 0));
        }

        (RangeMethod bestMethod, QuantizationPlan best, double error) = tried.MinBy(t => t.Error);
        trials.AddRange(tried.Select(t => new QuantizationTrial(told ? "the model's own scales" : $"ranges: {Describe(t.Method)}", t.Error, t.Method == bestMethod)));

        double work = (double)trial.Length * network.Macs * groups.Count * methods.Length;
        if (methods.Length > 1 && work <= TrialBudget)
        {
            double before = error;
            foreach (int[] group in groups)
            {
                foreach (RangeMethod method in methods)
                {
                    QuantizationPlan candidate = best.With(group, tried.First(t => t.Method == method).Plan.Scales[group[0]]);
                    double e = candidate.Scales[group[0]] == best.Scales[group[0]] ? error : Measure(candidate);
                    if (e < error)
                    {
                        (best, error) = (candidate, e);
                    }
                }
            }

            trials.Add(new QuantizationTrial("ranges: the best for each value", error, error < before));
        }

        if (options.CorrectBias && network.Layers.OfType<FloatWeight>().All(w => w.ToldScales is null))
        {
            QuantizationPlan corrected = BiasCorrection.Correct(network, best, trial, cancel);
            double e = Measure(corrected);
            trials.Add(new QuantizationTrial("bias correction", e, e < error));
            if (e < error)
            {
                (best, error) = (corrected, e);
            }
        }

        QuantizedModel model = new IntegerLayers(network, best, options).Build();
        if (features)
        {
            model = model with { SelfTestInput = Array.ConvertAll(trial[trial.Length / 2], v => (int)Math.Clamp(Math.Round(v), int.MinValue, int.MaxValue)) };
        }

        byte[] image = ModelImageWriter.Write(model);
        QuantizationScale? input = features ? null : best[network.Input], output = OutputScale(network, best, model);
        var final = new IntegerRunner(image, input, output);
        double[][] rows = Thin(calibration, (int)Math.Clamp(TrialBudget / perRow, 64, 1_000_000));
        Agreement agreement = Agreement.Of([.. rows.Select(x => network.RunAll(x)[network.Output.Id])], [.. rows.Select(final.Run)]);
        return new QuantizedResult { Model = model, Image = image, Network = network, InputScale = input, OutputScale = output, Calibration = agreement, Trials = trials };
    }

    private static string Describe(RangeMethod method) => method switch
    {
        RangeMethod.MinMax => "smallest to largest",
        RangeMethod.Percentile9999 => "percentile 99.99",
        RangeMethod.Percentile999 => "percentile 99.9",
        _ => "least squares",
    };

    private static IntegerRunner Runner(FloatNetwork network, QuantizationPlan plan, QuantizerOptions options, bool features)
    {
        QuantizedModel model = new IntegerLayers(network, plan, options).Build();
        return new IntegerRunner(ModelImageWriter.Write(model), features ? null : plan[network.Input], OutputScale(network, plan, model));
    }

    private static QuantizationScale? OutputScale(FloatNetwork network, QuantizationPlan plan, QuantizedModel model) =>
        model.Layers[^1].ResultType == Inference.TensorType.Scores ? null : plan[network.Output];

    private static double[][] Thin(IReadOnlyList<double[]> rows, int limit)
    {
        int count = Math.Min(limit, rows.Count);
        return [.. Enumerable.Range(0, count).Select(i => rows[(int)((long)i * rows.Count / count)])];
    }

    private static Dictionary<int, ValueRange> Observe(FloatNetwork network, double[][] rows, CancellationToken cancel)
    {
        var ranges = new Dictionary<int, ValueRange>();
        foreach (double[] row in rows)
        {
            cancel.ThrowIfCancellationRequested();
            foreach ((int id, double[] numbers) in network.RunAll(row))
            {
                if (!ranges.TryGetValue(id, out ValueRange? range))
                {
                    ranges[id] = range = new ValueRange();
                }

                range.Add(numbers);
            }
        }

        return ranges;
    }

    private static Dictionary<int, QuantizationScale> Scales(FloatNetwork network, List<int[]> groups, Dictionary<int, ValueRange> ranges, RangeMethod method)
    {
        var scales = new Dictionary<int, QuantizationScale>();
        foreach (int[] group in groups)
        {
            ValueRange range = ranges[group[0]];
            if (group.Length > 1)
            {
                range = new ValueRange();
                foreach (int id in group)
                {
                    range.Merge(ranges[id]);
                }
            }

            QuantizationScale scale = range.Scale(method);
            foreach (int id in group)
            {
                scales[id] = scale;
            }
        }

        foreach (NetworkValue value in network.Layers.Select(l => l.Output).Append(network.Input))
        {
            // A model that is already quantized keeps its scales; a sigmoid's range is known.
            scales[value.Id] = value.Told ?? scales[value.Id];
        }

        foreach (FloatFunction sigmoid in network.Layers.OfType<FloatFunction>().Where(f => f.Function is "Sigmoid" or "HardSigmoid" && f.Output.Told is null))
        {
            scales[sigmoid.Output.Id] = new QuantizationScale(1.0 / 256, -128);
        }

        return scales;
    }
}
