using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>What the lowering of a graph knows so far, and the steps that all operators share.</summary>
internal sealed class LoweringContext(ModelGraph graph, Dictionary<string, Tensor> probe)
{
    /// <summary>Layers before folding: an image has 128 behind it.</summary>
    private const int MaxLayers = 1024;

    private readonly Dictionary<string, Tensor> _constants = new(graph.Constants);
    private readonly Dictionary<string, (double[] Scales, int Axis)> _weightScales = [];
    private readonly HashSet<string> _read = [.. graph.Nodes.SelectMany(n => n.Inputs), .. graph.Outputs.Select(o => o.Name)];
    private int _values;

    public int Opset => graph.Opset;

    /// <summary>Where each value that depends on the input has gone.</summary>
    public Dictionary<string, Place> Places { get; } = [];

    public List<FloatLayer> Layers { get; } = [];

    public List<FoldedNode> Folded { get; } = [];

    /// <summary>Whether a node or the model's user reads a value.</summary>
    public bool IsRead(string value) => _read.Contains(value);

    // ---- values

    /// <summary>The model's input; a channels-last start turns [1, channels, spatial...] before the board sees it.</summary>
    public Place Start(string name, bool channelsLast)
    {
        int[] dims = probe[name].Dims;
        int count = Tensor.Count(dims);
        TensorShape shape = channelsLast && dims is [1, _, _] or [1, _, _, _] ? ImageLayout.Spatial(dims) : dims.Length switch
        {
            4 => new TensorShape(dims[1], dims[2], dims[3]),
            3 => new TensorShape(1, dims[1], dims[2]),
            _ => TensorShape.Vector(count),
        };
        int[] order = channelsLast && dims is [1, _, _] or [1, _, _, _] ? ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width) : ElementOrder.Identity(count);
        return Places[name] = new Place(NewValue(name, shape.Count == count ? shape : TensorShape.Vector(count)), dims, order);
    }

    public NetworkValue NewValue(string name, TensorShape shape) => shape.Count <= ImageFormat.MaxElements
        ? new NetworkValue(_values++, name, shape)
        : throw new CannotLowerException($"its value has {shape.Count} elements, a tensor of an image has {ImageFormat.MaxElements} at most", "use fewer channels or positions");

    /// <summary>Refuses weights that no image holds before they are laid out.</summary>
    public static void CheckWeights(long count)
    {
        if (count > ImageFormat.MaxBodyLength)
        {
            throw new CannotLowerException($"it has {count} weights on the board, an image has {ImageFormat.MaxBodyLength} bytes in all", "use fewer channels, or depthwise convolutions instead of groups");
        }
    }

    public void Fold(GraphNode node, string into) => Folded.Add(new FoldedNode(node.Name, node.FullOp, into));

    /// <summary>An input that carries data. Padding that is still due becomes a layer unless the caller takes it over.</summary>
    public Place In(GraphNode node, int index, bool takesPadding = false)
    {
        string name = index < node.Inputs.Length ? node.Inputs[index] : "";
        if (!Places.TryGetValue(name, out Place? place))
        {
            throw new CannotLowerException($"its input {index} is a constant where data is expected", CannotLowerException.Retrain);
        }

        return takesPadding ? place : Materialized(place, node.Name + " padding");
    }

    public bool IsData(GraphNode node, int index) => index < node.Inputs.Length && Places.ContainsKey(node.Inputs[index]);

    public Tensor Constant(GraphNode node, int index) => index < node.Inputs.Length && _constants.TryGetValue(node.Inputs[index], out Tensor? tensor)
        ? tensor
        : throw new CannotLowerException($"its input {index} is computed from data where a constant is expected", "keep it constant, so that it can be exported as a weight");

    public Tensor? OptionalConstant(GraphNode node, int index) => index < node.Inputs.Length && node.Inputs[index].Length > 0 ? Constant(node, index) : null;

    /// <summary>Numbers that older opsets carry as an attribute and newer ones as a constant input; null when neither is there.</summary>
    public int[]? Integers(GraphNode node, string attribute, int index) => OptionalConstant(node, index) is { } tensor
        ? KernelCall.ToInts(tensor.Data)
        : node.Ints(attribute) is { } values ? Array.ConvertAll(values, KernelCall.ClampToInt) : null;

    public int[] OutDims(GraphNode node, int output = 0) => probe[node.Outputs[output]].Dims;

    public Place Emit(GraphNode node, Func<NetworkValue, FloatLayer> make, TensorShape shape, int[] order, int output = 0)
    {
        if (Layers.Count >= MaxLayers)
        {
            throw new CannotLowerException($"it is the {MaxLayers + 1}th layer", "models for boards have some dozen layers");
        }

        NetworkValue value = NewValue(node.Outputs[output], shape);
        Layers.Add(make(value));
        return new Place(value, OutDims(node, output), order);
    }

    /// <summary>Computes nodes that do not depend on the input, and nodes that only ask for a shape.</summary>
    public bool TryFoldConstant(GraphNode node)
    {
        // A shape depends on its input's extents only, which are fixed here.
        if (node.Op != "Shape" && !node.Inputs.All(i => i.Length == 0 || _constants.ContainsKey(i)))
        {
            return false;
        }

        foreach (string output in node.Outputs.Where(o => o.Length > 0))
        {
            _constants[output] = probe[output];
        }

        RememberWeightScales(node);
        Fold(node, "constant");
        return true;
    }

    // ---- weights

    public WeightTensor Weights(GraphNode node, int index)
    {
        Tensor values = Constant(node, index);
        return _weightScales.TryGetValue(node.Inputs[index], out (double[] Scales, int Axis) told) ? new WeightTensor(values, told.Scales, told.Axis) : new WeightTensor(values);
    }

    /// <summary>Keeps the scales of weights that the file itself quantized, so that the same integers come out.</summary>
    private void RememberWeightScales(GraphNode node)
    {
        if (node.Op == "DequantizeLinear" && _constants.TryGetValue(node.Inputs[0], out Tensor? q) && q.Type is ElementType.Int8 or ElementType.UInt8)
        {
            Tensor scale = Constant(node, 1);
            bool centred = OptionalConstant(node, 2) is not { } zero || zero.Data.All(z => z == 0);
            if (centred && q!.Type == ElementType.Int8)
            {
                _weightScales[node.Outputs[0]] = (scale.Data, q.Rank == 0 ? 0 : Tensor.Axis(node.Int("axis", 1), q.Rank));
            }
        }
        else if (node.Op is "Transpose" && _weightScales.TryGetValue(node.Inputs[0], out (double[] Scales, int Axis) told) && probe[node.Outputs[0]].Rank == 2)
        {
            _weightScales[node.Outputs[0]] = (told.Scales, 1 - told.Axis);
        }
        else if (node.Op is "Identity" or "Reshape" && _weightScales.TryGetValue(node.Inputs[0], out told) && told.Scales.Length == 1)
        {
            _weightScales[node.Outputs[0]] = told;
        }
    }

    // ---- shapes and layouts

    /// <summary>The same elements in the same places under another shape of the board.</summary>
    public Place Reshaped(string name, Place x, TensorShape shape)
    {
        if (x.Shape == shape)
        {
            return x;
        }

        NetworkValue value = NewValue(x.Value.Name, shape);
        value.Told = x.Value.Told;
        Layers.Add(new FloatReshape { Name = name, Inputs = [x.Value], Output = value });
        return x with { Value = value };
    }

    /// <summary>The value as height, width, channels; its elements come to lie that way on the board.</summary>
    public Place AsImage(GraphNode node, Place x)
    {
        TensorShape shape = ImageLayout.Spatial(x.Dims);
        return Reshaped(node.Name, Ordered(node, x, ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width)), shape);
    }

    /// <summary>The value with its elements in a wanted order: as it is, or with the layer that makes them making them in this order.</summary>
    public Place Ordered(GraphNode node, Place x, int[] order)
    {
        if (x.Order.AsSpan().SequenceEqual(order) || Rearrangement.TryApply(this, ref x, order))
        {
            return x;
        }

        return Selection.TryPermute(this, node, x, order) ?? throw new CannotLowerException("its input would have to be rearranged first", "keep the channels where the layers before left them");
    }

    /// <summary>Zeros that no convolution took over, as a layer of their own: a convolution of one tap with padding.</summary>
    public Place Materialized(Place x, string name)
    {
        if (x.Padding is not { } p)
        {
            return x;
        }

        TensorShape s = x.Shape, padded = new(s.Height + p[0] + p[2], s.Width + p[1] + p[3], s.Channels);
        NetworkValue value = NewValue(x.Value.Name + " padded", padded);
        Layers.Add(FloatConv.Identity(name, x.Value, value, new Window2D(1, 1, 1, 1, 1, 1, p[0], p[1], p[2], p[3])));

        // Element i of the padded ONNX value: found by padding a tensor that holds each element's row and column.
        return new Place(value, ImageLayout.PaddedDims(x), ImageLayout.PaddedOrder(x));
    }

    // ---- affine maps

    /// <summary>y = x * scale + offset; both constants are seen under the value's ONNX shape and then moved to the board's order.</summary>
    public Place Affine(GraphNode node, Place x, Tensor scale, Tensor offset)
    {
        double[] Spread(Tensor t)
        {
            Tensor full = ElementwiseKernels.Broadcast(new Tensor(ElementType.Double, x.Dims), t, ElementType.Double, (_, b) => b);
            if (full.Length != x.Order.Length)
            {
                throw new CannotLowerException("its constant makes the value larger", CannotLowerException.Retrain);
            }

            var y = new double[full.Length];
            for (int i = 0; i < y.Length; i++)
            {
                y[x.Order[i]] = full.Data[i];
            }

            return y;
        }

        double[] scales, offsets;
        try
        {
            scales = Spread(scale);
            offsets = Spread(offset);
        }
        catch (OperatorException e)
        {
            throw new CannotLowerException(e.Message, CannotLowerException.Retrain);
        }

        return Emit(node, y => new FloatAffine { Name = node.Name, Inputs = [x.Value], Output = y, Scale = scales, Offset = offsets }, x.Shape, x.Order);
    }

    public Place Function(GraphNode node, Place x, string function, Func<double, double> f, double low = double.NegativeInfinity, double high = double.PositiveInfinity) =>
        Emit(node, y => new FloatFunction { Name = node.Name, Inputs = [x.Value], Output = y, Function = function, Evaluate = f, Low = low, High = high }, x.Shape, x.Order);

    /// <summary>y = x W + b on one vector; W has a row an element of x in ONNX's order and a column an output.</summary>
    public Place Dense(GraphNode node, Place x, Tensor w, double[] bias, double[]? told, int output = 0)
    {
        // Element i of ONNX's vector lies at Order[i] on the board: the columns move with it.
        int inputs = w.Dims[0], outputs = w.Dims[1];
        CheckWeights((long)outputs * inputs);
        var dense = new double[outputs * inputs];
        for (int i = 0; i < inputs; i++)
        {
            for (int o = 0; o < outputs; o++)
            {
                dense[o * inputs + x.Order[i]] = w.Data[i * outputs + o];
            }
        }

        return Emit(node, y => new FloatDense { Name = node.Name, Inputs = [x.Value], Output = y, Weights = dense, Bias = bias, ToldScales = told }, TensorShape.Vector(outputs), ElementOrder.Identity(outputs), output);
    }
}
