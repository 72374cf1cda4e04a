using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Quantization;

/// <summary>Builds the integer model from the float network and the plan: one image layer for each layer, and rescaling where scales meet.</summary>
internal sealed class IntegerLayers(FloatNetwork network, QuantizationPlan plan, QuantizerOptions options)
{
    private readonly List<QuantizedLayer> _layers = [];
    private readonly Dictionary<int, int> _tensors = [];
    private readonly Dictionary<int, double[]> _residues = [];

    public QuantizedModel Build()
    {
        _tensors[network.Input.Id] = 0;
        foreach (FloatLayer layer in network.Layers)
        {
            try
            {
                Add(layer);
            }
            catch (ArgumentOutOfRangeException e)
            {
                throw new InvalidModelException($"{network.File}: layer '{layer.Name}' ({layer.Kind}) has no integer form: its weights and values are too large or too small beside each other ({string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{e.ActualValue:G3}")}): check its weights, and the calibration rows", e);
            }
        }

        Finish();
        return new QuantizedModel
        {
            Id = options.Id,
            Version = options.Version,
            Recipe = options.Recipe,
            Classes = options.Classes,
            Provenance = new Provenance(network.SourceSha256, options.CalibrationHash, options.Split, options.ToolVersion),
            InputShape = network.Input.Shape,
            InputType = network.Layers[0] is FloatAffine ? TensorType.Features : TypeOf(plan[network.Input]),
            Layers = _layers,
        };
    }

    private void Add(FloatLayer layer)
    {
        QuantizedLayer made = layer switch
        {
            FloatAffine affine => Normalize(affine),
            FloatDense dense => Dense(dense),
            FloatConv { Depthwise: true } conv => Depthwise(conv),
            FloatConv conv => Convolution(conv),
            FloatPool { Average: true } pool => AveragePool(pool),
            FloatPool pool => MaxPool(pool),
            FloatAdd add => Sum(add),
            FloatConcatenate join => Concatenate(join),
            FloatFunction { IsClip: true } clip => Clip(clip),
            FloatFunction function => Lookup(function),
            FloatSoftmax softmax => SoftmaxLayer.ForScale(plan[softmax.Inputs[0]].Scale, TypeOf(plan[softmax.Inputs[0]])) with { Name = softmax.Name, Inputs = From(softmax) },
            FloatReconstructionError error => ReconstructionError(error),
            FloatReshape reshape => new ReshapeLayer { Name = reshape.Name, Inputs = From(reshape), Shape = reshape.Output.Shape, ZeroPoint = plan[reshape.Output].ZeroPoint },
            _ => throw new InvalidModelException($"layer '{layer.Name}' ({layer.Kind}) has no integer form"),
        };
        Push(layer is FloatSoftmax or FloatReconstructionError ? made : made with { OutputType = TypeOf(plan[layer.Output]) }, layer.Output);
    }

    private static TensorType TypeOf(QuantizationScale scale) => scale.Wide ? TensorType.Int16 : TensorType.Int8;

    private void Push(QuantizedLayer made, NetworkValue output)
    {
        // The tensor before is the default: said only where another is read.
        if (made.Inputs is [var only] && only == _layers.Count)
        {
            made = made with { Inputs = null };
        }

        _layers.Add(made);
        _tensors[output.Id] = _layers.Count;
    }

    /// <summary>A last layer without scores of its own gives its integers; a sigmoid is already a score.</summary>
    private void Finish()
    {
        if (network.Layers[^1] is FloatFunction { Function: "Sigmoid" or "HardSigmoid" } last && last.Output == network.Output)
        {
            QuantizationScale scale = plan[last.Output];
            _layers.Add(new ScoresLayer { Name = last.Name + " scores", InputZeroPoint = scale.ZeroPoint, Requantization = Requantization.FromFactors(scale.Scale * 32768) });
        }
    }

    private IReadOnlyList<int> From(FloatLayer layer) => [.. layer.Inputs.Select(i => _tensors[i.Id])];

    private ClipRange? Bounds(FloatLayer layer)
    {
        if (!layer.Clips)
        {
            return null;
        }

        QuantizationScale scale = plan[layer.Output];
        int low = double.IsNegativeInfinity(layer.Low) ? scale.Lowest : scale.Quantize(layer.Low), high = double.IsPositiveInfinity(layer.High) ? scale.Highest : scale.Quantize(layer.High);
        return low == scale.Lowest && high == scale.Highest ? null : new ClipRange(low, high);
    }

    /// <summary>
    /// z = x * scale + offset as ((x - c) * m >> s) + zero point with an integer c; what rounding c leaves over is told to the next layer's bias.
    /// </summary>
    private NormalizeLayer Normalize(FloatAffine affine)
    {
        QuantizationScale output = plan[affine.Output];
        int count = affine.Scale.Length;
        double[] factors = Array.ConvertAll(affine.Scale, s => s / output.Scale);
        int shift = 62;
        while (shift > 1 && Math.Round(factors.Max() * Math.Pow(2, shift)) >= 1 << 30)
        {
            shift--;
        }

        var offsets = new int[count];
        var multipliers = new int[count];
        var residue = new double[count];
        for (int i = 0; i < count; i++)
        {
            double centre = affine.Scale[i] == 0 ? 0 : -affine.Offset[i] / affine.Scale[i];
            offsets[i] = (int)Math.Clamp(Math.Round(centre), int.MinValue, int.MaxValue);
            multipliers[i] = (int)Math.Round(factors[i] * Math.Pow(2, shift));
            residue[i] = affine.Offset[i] + offsets[i] * affine.Scale[i];
        }

        _residues[affine.Output.Id] = residue;
        return new NormalizeLayer { Name = affine.Name, Inputs = From(affine), Offsets = offsets, Multipliers = multipliers, Shift = shift, ZeroPoint = output.ZeroPoint, Clip = Bounds(affine) };
    }

    /// <summary>Integer biases at the accumulator's scale, with the correction, the normaliser's residue and the input's zero point in them.</summary>
    private (QuantizedWeights Weights, int[] Bias, Requantization Requantization) Matrix(FloatWeight layer)
    {
        QuantizationScale input = plan[layer.Inputs[0]], output = plan[layer.Output];
        QuantizedWeights weights = QuantizedWeights.Of(layer, plan);
        double[]? correction = plan.BiasCorrections.GetValueOrDefault(layer.Output.Id);
        double[]? residue = layer is FloatDense ? _residues.GetValueOrDefault(layer.Inputs[0].Id) : null;
        int taps = layer.Taps;
        var bias = new int[layer.Outputs];
        for (int o = 0; o < bias.Length; o++)
        {
            double real = layer.Bias[o] + (correction?[o] ?? 0);
            long sum = 0;
            for (int t = 0; t < taps; t++)
            {
                sum += weights.Values[o * taps + t];
                real += residue is null ? 0 : residue[t] * layer.Weights[o * taps + t];
            }

            double integer = Math.Round(real / (input.Scale * weights.Scales[o])) - input.ZeroPoint * sum;
            bias[o] = (int)Math.Clamp(integer, int.MinValue / 2, int.MaxValue / 2);
        }

        return (weights, bias, Requantization.FromFactors([.. weights.Scales.Select(s => input.Scale * s / output.Scale)]));
    }

    private DenseLayer Dense(FloatDense layer)
    {
        (QuantizedWeights weights, int[] bias, Requantization requantization) = Matrix(layer);
        return new DenseLayer { Name = layer.Name, Inputs = From(layer), Weights = weights.Values, Bias = bias, Requantization = requantization, ZeroPoint = plan[layer.Output].ZeroPoint, Clip = Bounds(layer) };
    }

    private static bool IsPlane(FloatConv layer) => layer.Inputs[0].Shape.Height > 1 || layer.Window.KernelHeight > 1;

    private ConvolutionLayer Convolution(FloatConv layer)
    {
        (QuantizedWeights weights, int[] bias, Requantization requantization) = Matrix(layer);
        return new ConvolutionLayer
        {
            Name = layer.Name,
            Inputs = From(layer),
            Weights = weights.Values,
            Bias = bias,
            Requantization = requantization,
            ZeroPoint = plan[layer.Output].ZeroPoint,
            Clip = Bounds(layer),
            Window = Geometry(layer.Window),
            Plane = IsPlane(layer),
            InputZeroPoint = plan[layer.Inputs[0]].ZeroPoint,
        };
    }

    private DepthwiseLayer Depthwise(FloatConv layer)
    {
        (QuantizedWeights weights, int[] bias, Requantization requantization) = Matrix(layer);
        int outputs = layer.Outputs, taps = layer.Taps;
        var turned = new sbyte[weights.Values.Length];
        for (int o = 0; o < outputs; o++)
        {
            for (int t = 0; t < taps; t++)
            {
                turned[t * outputs + o] = weights.Values[o * taps + t];
            }
        }

        return new DepthwiseLayer
        {
            Name = layer.Name,
            Inputs = From(layer),
            Weights = turned,
            Bias = bias,
            Requantization = requantization,
            ZeroPoint = plan[layer.Output].ZeroPoint,
            Clip = Bounds(layer),
            Window = Geometry(layer.Window),
            Plane = IsPlane(layer),
            DepthMultiplier = outputs / layer.Inputs[0].Shape.Channels,
            InputZeroPoint = plan[layer.Inputs[0]].ZeroPoint,
        };
    }

    private static WindowGeometry Geometry(Window2D w) => new()
    {
        KernelHeight = w.KernelHeight,
        KernelWidth = w.KernelWidth,
        StrideHeight = w.StrideHeight,
        StrideWidth = w.StrideWidth,
        DilationHeight = w.DilationHeight,
        DilationWidth = w.DilationWidth,
        PadTop = w.PadTop,
        PadLeft = w.PadLeft,
        PadBottom = w.PadBottom,
        PadRight = w.PadRight,
    };

    private AveragePoolLayer AveragePool(FloatPool layer)
    {
        QuantizationScale input = plan[layer.Inputs[0]], output = plan[layer.Output];
        WindowGeometry window = Geometry(layer.Window);
        return new AveragePoolLayer { Name = layer.Name, Inputs = From(layer), Window = window, InputZeroPoint = input.ZeroPoint, ZeroPoint = output.ZeroPoint, Requantization = AveragePoolLayer.For(window, input.Scale / output.Scale), Clip = Bounds(layer) };
    }

    private QuantizedLayer MaxPool(FloatPool layer)
    {
        var pool = new MaxPoolLayer { Name = layer.Name, Inputs = From(layer), Window = Geometry(layer.Window) };
        QuantizationScale input = plan[layer.Inputs[0]], output = plan[layer.Output];
        if (input == output)
        {
            return pool with { ZeroPoint = output.ZeroPoint };
        }

        // A file may tell another scale behind a maximum: one more step brings it there.
        _layers.Add(pool with { ZeroPoint = input.ZeroPoint, OutputType = TypeOf(input), Inputs = pool.Inputs is [var only] && only == _layers.Count ? null : pool.Inputs });
        return Rescale(layer.Name + " rescaled", _layers.Count, input, output);
    }

    private static RescaleLayer Rescale(string name, int tensor, QuantizationScale from, QuantizationScale to) => new()
    {
        Name = name,
        Inputs = [tensor],
        InputZeroPoint = from.ZeroPoint,
        ZeroPoint = to.ZeroPoint,
        OutputType = TypeOf(to),
        Requantization = Requantization.FromFactors(from.Scale / to.Scale),
    };

    private AddLayer Sum(FloatAdd layer)
    {
        QuantizationScale a = plan[layer.Inputs[0]], b = plan[layer.Inputs[1]], output = plan[layer.Output];
        Requantization r = Requantization.FromFactors(a.Scale / output.Scale, b.Scale / output.Scale);
        return new AddLayer
        {
            Name = layer.Name,
            Inputs = From(layer),
            ZeroPointA = a.ZeroPoint,
            ZeroPointB = b.ZeroPoint,
            MultiplierA = r.Multipliers[0],
            MultiplierB = layer.Subtract ? -r.Multipliers[1] : r.Multipliers[1],
            Shift = r.Shifts[0],
            ZeroPoint = output.ZeroPoint,
            Clip = Bounds(layer),
        };
    }

    private ConcatenateLayer Concatenate(FloatConcatenate layer)
    {
        QuantizationScale output = plan[layer.Output];
        var inputs = new int[layer.Inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = _tensors[layer.Inputs[i].Id];
            if (plan[layer.Inputs[i]] != output)
            {
                _layers.Add(Rescale($"{layer.Name} input {i}", inputs[i], plan[layer.Inputs[i]], output));
                inputs[i] = _layers.Count;
            }
        }

        return new ConcatenateLayer { Name = layer.Name, Inputs = inputs, Axis = layer.Axis, ZeroPoint = output.ZeroPoint };
    }

    private ReconstructionErrorLayer ReconstructionError(FloatReconstructionError layer)
    {
        QuantizationScale a = plan[layer.Inputs[0]], b = plan[layer.Inputs[1]];
        return ReconstructionErrorLayer.For([.. From(layer)], a.Scale, a.ZeroPoint, b.Scale, b.ZeroPoint, layer.Inputs[0].Shape.Count, layer.FullScale, a.Highest - a.Lowest, b.Highest - b.Lowest) with { Name = layer.Name };
    }

    private RescaleLayer Clip(FloatFunction layer) =>
        Rescale(layer.Name, _tensors[layer.Inputs[0].Id], plan[layer.Inputs[0]], plan[layer.Output]) with { Clip = Bounds(layer) };

    private LookupLayer Lookup(FloatFunction layer)
    {
        QuantizationScale input = plan[layer.Inputs[0]], output = plan[layer.Output];
        LookupLayer table = LookupLayer.FromFunction(layer.Evaluate, input.Scale, input.ZeroPoint, output.Scale, output.ZeroPoint);
        return table with { Name = layer.Name, Inputs = From(layer) };
    }
}
