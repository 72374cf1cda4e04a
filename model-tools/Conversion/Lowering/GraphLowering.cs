using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>Turns a model graph into the layers that the board has, or says of every node that stands in the way why it does.</summary>
public sealed class GraphLowering
{
    private const int ProbeLimit = 1 << 18;

    /// <exception cref="UnsupportedModelException">Nodes cannot run on the board: all of them are listed.</exception>
    /// <exception cref="ModelFileException">The graph cannot be computed at all.</exception>
    public FloatNetwork Lower(ModelGraph graph)
    {
        ValueInfo input = TheInput(graph);
        List<ModelIssue> unknown = [.. graph.Nodes.Where(n => !OperatorTable.Knows(n)).Select(n => new ModelIssue(n.Name, n.FullOp, "this operator is not supported", "train or export the model without it"))];
        if (unknown.Count > 0)
        {
            // The shapes behind an unknown operator are not known: what follows it cannot be judged, all unknown ones can be named.
            throw new UnsupportedModelException(graph.File, unknown);
        }

        // One computation with zeros gives every shape, and every value that does not depend on the input.
        Dictionary<string, Tensor> probe = new FloatExecutor(graph).RunAll(new Tensor(input.Type, Dims(graph, input)));

        // An image fed channels first by its exporter is fed channels last on the board: tried second, when the file's own order does not work.
        Attempt first = new(graph, input, probe, channelsLast: false);
        FloatNetwork? network = first.Run();
        if (network is null && probe[input.Name].Rank > 2)
        {
            Attempt second = new(graph, input, probe, channelsLast: true);
            network = second.Run();
            if (network is null && second.Issues.Count < first.Issues.Count)
            {
                first = second;
            }
        }

        return network is null ? throw new UnsupportedModelException(graph.File, first.Issues) : NetworkSimplifier.Simplify(network);
    }

    private static ValueInfo TheInput(ModelGraph graph)
    {
        if (graph.Inputs.Count != 1)
        {
            throw new ModelFileException(graph.File, null, $"has {graph.Inputs.Count} inputs ({string.Join(", ", graph.Inputs.Select(i => i.Name).Take(8))})", "export a model with one input: the features");
        }

        ValueInfo input = graph.Inputs[0];
        return input.Type is ElementType.Float or ElementType.Double or ElementType.Int8 or ElementType.UInt8
            ? input
            : throw new ModelFileException(graph.File, input.Name, $"the input's type is {input.Type}", "export the model with a float32 input");
    }

    /// <summary>The input's extents for one window: a free leading axis is 1.</summary>
    private static int[] Dims(ModelGraph graph, ValueInfo input)
    {
        int[] dims = input.Dims ?? throw new ModelFileException(graph.File, input.Name, "the input's shape is not in the file", "export the model with a fixed input shape");
        dims = [.. dims];
        if (dims.Length > 0 && dims[0] < 0)
        {
            dims[0] = 1;
        }

        if (Array.FindIndex(dims, d => d < 0) is var free and >= 0)
        {
            throw new ModelFileException(graph.File, input.Name, $"axis {free} of the input {input.Shape} has no fixed extent", "export the model with only the first axis (the batch) free");
        }

        return Tensor.Count(dims) is > 0 and <= ProbeLimit ? dims : throw new ModelFileException(graph.File, input.Name, $"the input {input.Shape} has {Tensor.Count(dims)} elements", $"the limit is {ProbeLimit}");
    }

    /// <summary>A value of the graph on its way to the board: which network value it is, and where its elements lie.</summary>
    private sealed record Place(NetworkValue Value, int[] Dims, int[] Order, int[]? Padding = null)
    {
        public TensorShape Shape => Value.Shape;

        public bool InOrder => Order.Index().All(e => e.Index == e.Item);
    }

    /// <summary>A node cannot become a layer.</summary>
    private sealed class CannotLowerException(string problem, string advice) : Exception(problem)
    {
        public string Advice { get; } = advice;
    }

    /// <summary>One try with one order of the input's elements.</summary>
    private sealed class Attempt(ModelGraph graph, ValueInfo input, Dictionary<string, Tensor> probe, bool channelsLast)
    {
        private const string Retrain = "train or export the model without it";

        private readonly Dictionary<string, Place> _places = [];
        private readonly Dictionary<string, Tensor> _constants = new(graph.Constants);
        private readonly Dictionary<string, (double[] Scales, int Axis)> _weightScales = [];
        private readonly HashSet<string> _poisoned = [];
        private readonly List<FloatLayer> _layers = [];
        private readonly List<FoldedNode> _folded = [];
        private int _values;

        public List<ModelIssue> Issues { get; } = [];

        public FloatNetwork? Run()
        {
            int[] dims = probe[input.Name].Dims;
            Place start = StartPlace(dims);
            _places[input.Name] = start;
            foreach (GraphNode node in graph.Nodes)
            {
                try
                {
                    Visit(node);
                }
                catch (CannotLowerException e)
                {
                    Issues.Add(new ModelIssue(node.Name, node.FullOp, e.Message, e.Advice));
                    _poisoned.UnionWith(node.Outputs);
                }
                catch (Exception e) when (e is OperatorException or IndexOutOfRangeException or ArgumentException or OverflowException or DivideByZeroException)
                {
                    Issues.Add(new ModelIssue(node.Name, node.FullOp, e is OperatorException ? e.Message : "its attributes and inputs do not fit each other", "check the model or export it again"));
                    _poisoned.UnionWith(node.Outputs);
                }
            }

            if (Issues.Count > 0)
            {
                return null;
            }

            Place[] ends = [.. graph.Outputs.Where(o => _places.ContainsKey(o.Name)).Select(o => _places[o.Name])];
            if (ends.Length == 0)
            {
                throw new ModelFileException(graph.File, graph.Outputs[0].Name, "the output does not depend on the input", "export the model again");
            }

            // Classifiers name a label beside the scores: the scores are the widest output.
            Place end = ends.MaxBy(p => p.Value.Shape.Count)!;
            return new FloatNetwork
            {
                File = graph.File,
                Name = graph.Name,
                Input = start.Value,
                Output = end.Value,
                Layers = _layers,
                InputOrder = ElementOrder.Inverse(start.Order),
                OutputOrder = ElementOrder.Inverse(end.Order),
                Folded = _folded,
                SourceSha256 = graph.Sha256,
                Metadata = graph.Metadata,
            };
        }

        private Place StartPlace(int[] dims)
        {
            int count = Tensor.Count(dims);
            if (channelsLast && dims.Length is 3 or 4)
            {
                TensorShape shape = Spatial(dims);
                return new Place(NewValue(input.Name, shape), dims, ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width));
            }

            TensorShape plain = dims.Length switch
            {
                4 => new TensorShape(dims[1], dims[2], dims[3]),
                3 => new TensorShape(1, dims[1], dims[2]),
                _ => TensorShape.Vector(count),
            };
            return new Place(NewValue(input.Name, plain.Count == count ? plain : TensorShape.Vector(count)), dims, ElementOrder.Identity(count));
        }

        private NetworkValue NewValue(string name, TensorShape shape) => new(_values++, name, shape);

        private void Visit(GraphNode node)
        {
            if (node.Inputs.Any(_poisoned.Contains))
            {
                _poisoned.UnionWith(node.Outputs);
                return;
            }

            // A shape depends on its input's extents only, which are fixed here.
            bool constant = node.Op == "Shape" || node.Inputs.All(i => i.Length == 0 || _constants.ContainsKey(i));
            if (constant)
            {
                foreach (string output in node.Outputs.Where(o => o.Length > 0))
                {
                    _constants[output] = probe[output];
                }

                RememberWeightScales(node);
                Fold(node, "constant");
                return;
            }

            Place? place = node.Op switch
            {
                "Identity" or "Dropout" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "ZipMap" => Renamed(node),
                "Cast" => ElementTypes.IsFloat((ElementType)node.Int("to", 0)) ? Renamed(node) : throw new CannotLowerException("it makes integers of data", Retrain),
                "Transpose" => Transposed(node),
                "Relu" => Function(node, "Clip", v => Math.Max(v, 0), 0, double.PositiveInfinity),
                "Clip" => Clip(node),
                "LeakyRelu" => LeakyRelu(node, node.Float("alpha", 0.01f)),
                "PRelu" => Constant(node, 1) is { Length: 1 } slope ? LeakyRelu(node, slope.Data[0]) : throw new CannotLowerException("a slope per channel", "use LeakyRelu"),
                "Sigmoid" => Function(node, "Sigmoid", v => 1 / (1 + Math.Exp(-v))),
                "Tanh" => Function(node, "Tanh", Math.Tanh),
                "Elu" or "HardSigmoid" or "HardSwish" or "Softplus" or "Softsign" or "Abs" or "Exp" or "Sqrt" or "Log" or "Reciprocal" => Function(node, node.Op, PlainFunction(node)),
                "Neg" => Affine(node, In(node, 0), -1, 0),
                "Add" or "Sub" or "Mul" or "Div" => Arithmetic(node),
                "Scaler" => Scaler(node),
                "BatchNormalization" => BatchNormalization(node),
                "Gemm" => Gemm(node),
                "MatMul" => MatMul(node, In(node, 0), Weights(node, 1), null),
                "Conv" => Conv(node, In(node, 0, takesPadding: true), Weights(node, 1), node.Inputs.Length > 2 && node.Inputs[2].Length > 0 ? Constant(node, 2) : null),
                "MaxPool" or "AveragePool" => Pool(node),
                "GlobalAveragePool" or "GlobalMaxPool" => GlobalPool(node, In(node, 0), node.Op == "GlobalAveragePool"),
                "ReduceMean" or "ReduceMax" => Reduce(node),
                "Concat" => Concat(node),
                "Pad" => Pad(node),
                "Softmax" => Softmax(node),
                "QuantizeLinear" => Quantize(node, In(node, 0), Constant(node, 1), node.Inputs.Length > 2 ? Constant(node, 2) : null),
                "DequantizeLinear" => Annotate(node, In(node, 0), Constant(node, 1), node.Inputs.Length > 2 ? Constant(node, 2) : null),
                "QLinearConv" => QLinearConv(node),
                "QLinearMatMul" => QLinearMatMul(node),
                "QLinearAdd" => QLinearAdd(node),
                _ => throw new CannotLowerException("the board has no kernel for it", Retrain),
            };
            _places[node.Outputs[0]] = place;
            if (node.Outputs.Skip(1).Any(o => o.Length > 0 && graph.Nodes.Any(n => n.Inputs.Contains(o))))
            {
                throw new CannotLowerException("more than its first output is used", Retrain);
            }
        }

        // ---- values

        private void Fold(GraphNode node, string into) => _folded.Add(new FoldedNode(node.Name, node.FullOp, into));

        private Place In(GraphNode node, int index, bool takesPadding = false)
        {
            string name = index < node.Inputs.Length ? node.Inputs[index] : "";
            if (!_places.TryGetValue(name, out Place? place))
            {
                throw new CannotLowerException($"its input {index} is a constant where data is expected", Retrain);
            }

            return place.Padding is null || takesPadding ? place : throw new CannotLowerException("it follows a Pad", "pad only before a convolution or a pooling");
        }

        private Tensor Constant(GraphNode node, int index) => index < node.Inputs.Length && _constants.TryGetValue(node.Inputs[index], out Tensor? tensor)
            ? tensor
            : throw new CannotLowerException($"its input {index} is computed from data where a constant is expected", Retrain);

        private int[] OutDims(GraphNode node) => probe[node.Outputs[0]].Dims;

        private Place Emit(GraphNode node, Func<NetworkValue, FloatLayer> make, TensorShape shape, int[] order)
        {
            NetworkValue value = NewValue(node.Outputs[0], shape);
            _layers.Add(make(value));
            return new Place(value, OutDims(node), order);
        }

        // ---- nodes that only rename elements

        private Place Renamed(GraphNode node)
        {
            Fold(node, "nothing to do");
            return In(node, 0, takesPadding: true) with { Dims = OutDims(node) };
        }

        private Place Transposed(GraphNode node)
        {
            Place x = In(node, 0);
            int[] perm = node.Ints("perm") is { } p ? Array.ConvertAll(p, v => (int)v) : [.. Enumerable.Range(0, x.Dims.Length).Reverse()];
            Fold(node, "order of elements");
            return x with { Dims = OutDims(node), Order = ElementOrder.Transposed(x.Order, x.Dims, perm) };
        }

        // ---- element by element

        private Place Function(GraphNode node, string function, Func<double, double> f, double low = double.NegativeInfinity, double high = double.PositiveInfinity)
        {
            Place x = In(node, 0);
            return Emit(node, y => new FloatFunction { Name = node.Name, Inputs = [x.Value], Output = y, Function = function, Evaluate = f, Low = low, High = high }, x.Shape, x.Order);
        }

        private Place LeakyRelu(GraphNode node, double alpha) => Function(node, "LeakyRelu", v => v < 0 ? alpha * v : v);

        private Func<double, double> PlainFunction(GraphNode node) => v =>
        {
            Tensor y = OperatorTable.Find(node)(new KernelCall(node, graph.Opset, [Tensor.Scalar(ElementType.Double, v)]))[0]!;
            return y.Data[0];
        };

        private Place Clip(GraphNode node)
        {
            double Bound(int index, string attribute, double fallback) =>
                index < node.Inputs.Length && node.Inputs[index].Length > 0 ? Constant(node, index).Data[0] : node.Has(attribute) ? node.Float(attribute, 0) : fallback;
            double low = Bound(1, "min", double.NegativeInfinity), high = Bound(2, "max", double.PositiveInfinity);
            return Function(node, "Clip", v => Math.Min(Math.Max(v, low), high), low, high);
        }

        private Place Affine(GraphNode node, Place x, Tensor scale, Tensor offset)
        {
            // Both constants are seen under the value's ONNX shape and then moved to the board's order.
            double[] Spread(Tensor t)
            {
                Tensor full = ElementwiseKernels.Broadcast(new Tensor(ElementType.Double, x.Dims), t, ElementType.Double, (_, b) => b);
                if (full.Length != x.Order.Length)
                {
                    throw new CannotLowerException("its constant makes the value larger", Retrain);
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
                throw new CannotLowerException(e.Message, Retrain);
            }

            return Emit(node, y => new FloatAffine { Name = node.Name, Inputs = [x.Value], Output = y, Scale = scales, Offset = offsets }, x.Shape, x.Order);
        }

        private Place Affine(GraphNode node, Place x, double scale, double offset) => Affine(node, x, Tensor.Scalar(ElementType.Double, scale), Tensor.Scalar(ElementType.Double, offset));

        private Place Arithmetic(GraphNode node)
        {
            bool firstIsData = _places.ContainsKey(node.Inputs[0]), secondIsData = _places.ContainsKey(node.Inputs[1]);
            if (firstIsData && secondIsData)
            {
                return node.Op is "Add" or "Sub"
                    ? Sum(node, In(node, 0), In(node, 1))
                    : throw new CannotLowerException("it combines two computed values", "the board adds and joins computed values only");
            }

            Tensor c = Constant(node, firstIsData ? 1 : 0), one = Tensor.Scalar(ElementType.Double, 1), zero = Tensor.Scalar(ElementType.Double, 0);
            Place x = In(node, firstIsData ? 0 : 1);
            Tensor Map(Func<double, double> f) => new(ElementType.Double, c.Dims, Array.ConvertAll(c.Data, v => f(v)));
            return (node.Op, firstIsData) switch
            {
                ("Add", _) => Affine(node, x, one, c),
                ("Mul", _) => Affine(node, x, c, zero),
                ("Sub", true) => Affine(node, x, one, Map(v => -v)),
                ("Sub", false) => Affine(node, x, Tensor.Scalar(ElementType.Double, -1), c),
                ("Div", true) => c.Data.All(v => v != 0) ? Affine(node, x, Map(v => 1 / v), zero) : throw new CannotLowerException("it divides by zero", "check the exported constants"),
                _ => throw new CannotLowerException("it divides by a computed value", Retrain),
            };
        }

        private Place Sum(GraphNode node, Place a, Place b)
        {
            if (a.Shape != b.Shape || !a.Order.AsSpan().SequenceEqual(b.Order))
            {
                throw new CannotLowerException($"it adds values of {a.Shape} and {b.Shape} elements or of different layouts", "add values of one shape");
            }

            return Emit(node, y => new FloatAdd { Name = node.Name, Inputs = [a.Value, b.Value], Output = y, Subtract = node.Op == "Sub" }, a.Shape, a.Order);
        }

        private Place Scaler(GraphNode node)
        {
            float[] offset = node.Floats("offset") ?? [0], scale = node.Floats("scale") ?? [1];
            Place x = In(node, 0);
            int width = Math.Max(offset.Length, scale.Length);
            double S(int i) => scale[scale.Length == 1 ? 0 : i];
            double O(int i) => offset[offset.Length == 1 ? 0 : i];
            return Affine(node, x, Tensor.Vector(ElementType.Double, [.. Enumerable.Range(0, width).Select(S)]), Tensor.Vector(ElementType.Double, [.. Enumerable.Range(0, width).Select(i => -O(i) * S(i))]));
        }

        private Place BatchNormalization(GraphNode node)
        {
            Place x = In(node, 0);
            Tensor scale = Constant(node, 1), bias = Constant(node, 2), mean = Constant(node, 3), variance = Constant(node, 4);
            double epsilon = node.Float("epsilon", 1e-5f);
            int[] dims = [scale.Length, .. Enumerable.Repeat(1, Math.Max(0, x.Dims.Length - 2))];
            double[] gain = [.. scale.Data.Zip(variance.Data, (s, v) => s / Math.Sqrt(v + epsilon))];
            double[] offset = [.. bias.Data.Select((b, i) => b - mean.Data[i] * gain[i])];
            return Affine(node, x, new Tensor(ElementType.Double, dims, gain), new Tensor(ElementType.Double, dims, offset));
        }

        private Place Softmax(GraphNode node)
        {
            Place x = In(node, 0);
            int axis = Tensor.Axis(node.Int("axis", graph.Opset < 13 ? 1 : -1), x.Dims.Length);
            int extent = graph.Opset < 13 ? Tensor.Count(x.Dims.AsSpan(axis)) : x.Dims[axis];
            return extent == x.Order.Length
                ? Emit(node, y => new FloatSoftmax { Name = node.Name, Inputs = [x.Value], Output = y }, x.Shape, x.Order)
                : throw new CannotLowerException($"it runs over {extent} of {x.Order.Length} elements", "use softmax over all scores");
        }

        // ---- products

        /// <summary>Keeps the scales of weights that the file itself quantized, so that the same integers come out.</summary>
        private void RememberWeightScales(GraphNode node)
        {
            if (node.Op == "DequantizeLinear" && _constants.TryGetValue(node.Inputs[0], out Tensor? q) && q.Type is ElementType.Int8 or ElementType.UInt8)
            {
                Tensor scale = Constant(node, 1);
                bool centred = node.Inputs.Length < 3 || node.Inputs[2].Length == 0 || Constant(node, 2).Data.All(z => z == 0);
                if (centred && q!.Type == ElementType.Int8)
                {
                    _weightScales[node.Outputs[0]] = (scale.Data, q.Rank == 0 ? 0 : Tensor.Axis(node.Int("axis", 1), q.Rank));
                }
            }
            else if (node.Op is "Transpose" && _weightScales.TryGetValue(node.Inputs[0], out var told) && probe[node.Outputs[0]].Rank == 2)
            {
                _weightScales[node.Outputs[0]] = (told.Scales, 1 - told.Axis);
            }
            else if (node.Op is "Identity" or "Reshape" && _weightScales.TryGetValue(node.Inputs[0], out told) && told.Scales.Length == 1)
            {
                _weightScales[node.Outputs[0]] = told;
            }
        }

        /// <summary>A weight tensor with the scales it was told, if any.</summary>
        private sealed record WeightTensor(Tensor Values, double[]? Scales, int Axis)
        {
            /// <summary>One scale an output channel where they run along the axis of outputs.</summary>
            public double[]? PerOutput(int outputs, int axisOfOutputs) => Scales is null ? null
                : Scales.Length == 1 ? [.. Enumerable.Repeat(Scales[0], outputs)]
                : Axis == axisOfOutputs && Scales.Length == outputs ? Scales : null;
        }

        private WeightTensor Weights(GraphNode node, int index)
        {
            Tensor values = Constant(node, index);
            return _weightScales.TryGetValue(node.Inputs[index], out var told) ? new WeightTensor(values, told.Scales, told.Axis) : new WeightTensor(values, null, 0);
        }

        private Place Gemm(GraphNode node)
        {
            if (node.Int("transA", 0) != 0)
            {
                throw new CannotLowerException("it transposes its data", "export it with transA = 0");
            }

            WeightTensor w = Weights(node, 1);
            if (node.Int("transB", 0) != 0)
            {
                w = new WeightTensor(ShapeKernels.Transpose(w.Values, [1, 0]), w.Scales, 1 - w.Axis);
            }

            double alpha = node.Float("alpha", 1), beta = node.Float("beta", 1);
            if (alpha != 1)
            {
                w = new WeightTensor(ElementwiseKernels.Map(w.Values, v => alpha * v), w.Scales is null ? null : Array.ConvertAll(w.Scales, s => s * alpha), w.Axis);
            }

            Tensor? bias = null;
            if (node.Inputs.Length > 2 && node.Inputs[2].Length > 0)
            {
                Tensor c = Constant(node, 2);
                int n = w.Values.Dims[1];
                bias = c.Length == n || c.Length == 1
                    ? Tensor.Vector(ElementType.Double, [.. Enumerable.Range(0, n).Select(i => beta * c.Data[c.Length == 1 ? 0 : i])])
                    : throw new CannotLowerException($"{c.Length} biases for {n} outputs", Retrain);
            }

            return MatMul(node, In(node, 0), w, bias);
        }

        /// <summary>y = x * W: one dense layer for a vector, a convolution of one tap for a sequence of vectors.</summary>
        private Place MatMul(GraphNode node, Place x, WeightTensor weights, Tensor? bias)
        {
            Tensor w = weights.Values;
            if (w.Rank != 2 || x.Dims.Length == 0 || x.Dims[^1] != w.Dims[0])
            {
                throw new CannotLowerException($"weights of shape {Tensor.Shape(w.Dims)} for a value of shape {Tensor.Shape(x.Dims)}", "use a matrix of inputs x outputs");
            }

            int inputs = w.Dims[0], outputs = w.Dims[1], rows = x.Order.Length / inputs;
            double[] b = bias?.Data ?? new double[outputs];
            double[]? told = weights.PerOutput(outputs, 1);
            if (rows == 1)
            {
                // Element i of ONNX's vector lies at Order[i] on the board: the columns move with it.
                var dense = new double[outputs * inputs];
                for (int i = 0; i < inputs; i++)
                {
                    for (int o = 0; o < outputs; o++)
                    {
                        dense[o * inputs + x.Order[i]] = w.Data[i * outputs + o];
                    }
                }

                return Emit(node, y => new FloatDense { Name = node.Name, Inputs = [x.Value], Output = y, Weights = dense, Bias = b, ToldScales = told }, TensorShape.Vector(outputs), ElementOrder.Identity(outputs));
            }

            if (!x.InOrder)
            {
                throw new CannotLowerException("it multiplies a sequence whose channels are not last", Retrain);
            }

            var one = new Window2D(1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
            double[] taps = ShapeKernels.Transpose(w, [1, 0]).Data;
            Place seen = Reshaped(node, x, new TensorShape(1, rows, inputs));
            return Emit(node, y => new FloatConv { Name = node.Name, Inputs = [seen.Value], Output = y, Weights = [.. taps], Bias = b, Window = one, Depthwise = false, ToldScales = told }, new TensorShape(1, rows, outputs), ElementOrder.Identity(rows * outputs));
        }

        private Place Reshaped(GraphNode node, Place x, TensorShape shape)
        {
            if (x.Shape == shape)
            {
                return x;
            }

            NetworkValue value = NewValue(x.Value.Name, shape);
            value.Told = x.Value.Told;
            _layers.Add(new FloatReshape { Name = node.Name, Inputs = [x.Value], Output = value });
            return x with { Value = value };
        }

        /// <summary>Height, width and channels of ONNX dims [1, channels, length] or [1, channels, height, width].</summary>
        private static TensorShape Spatial(int[] dims) => dims.Length switch
        {
            3 when dims[0] == 1 => new TensorShape(1, dims[2], dims[1]),
            4 when dims[0] == 1 => new TensorShape(dims[2], dims[3], dims[1]),
            _ => throw new CannotLowerException($"a value of shape {Tensor.Shape(dims)}", "use one or two spatial axes and a batch of 1"),
        };

        /// <summary>The value as height, width, channels; its elements must lie that way on the board.</summary>
        private Place AsImage(GraphNode node, Place x)
        {
            TensorShape shape = Spatial(x.Dims);
            int[] order = ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width);
            return x.Order.AsSpan().SequenceEqual(order)
                ? Reshaped(node, x, shape)
                : throw new CannotLowerException("its input would have to be rearranged first", "keep the channels where the layers before left them");
        }

        private Window2D WindowOf(GraphNode node, Place x, int[] kernel)
        {
            SpatialWindow s;
            try
            {
                s = SpatialWindow.Of(node, x.Dims[2..], kernel);
            }
            catch (OperatorException e)
            {
                throw new CannotLowerException(e.Message, Retrain);
            }

            int[] extra = x.Padding ?? [0, 0, 0, 0];
            return new Window2D(s.Kernel[1], s.Kernel[2], s.Stride[1], s.Stride[2], s.Dilation[1], s.Dilation[2],
                s.Begin[1] + extra[0], s.Begin[2] + extra[1], s.End[1] + extra[2], s.End[2] + extra[3]);
        }

        private Place Conv(GraphNode node, Place data, WeightTensor weights, Tensor? bias)
        {
            Place x = AsImage(node, data);
            Tensor w = weights.Values;
            if (w.Rank != x.Dims.Length)
            {
                throw new CannotLowerException($"weights of shape {Tensor.Shape(w.Dims)}", Retrain);
            }

            Window2D window = WindowOf(node, x, w.Dims[2..]);
            int groups = (int)node.Int("group", 1), outputs = w.Dims[0], perGroup = w.Dims[1], channels = x.Shape.Channels;
            bool depthwise = groups == channels && perGroup == 1 && groups > 1;
            int kernel = window.KernelHeight * window.KernelWidth, taps = depthwise ? kernel : kernel * channels, outputsPerGroup = outputs / groups;

            // ONNX's [output][channel of the group][ky][kx] becomes [output][ky][kx][channel]; other groups are filled with zeros.
            var board = new double[outputs * taps];
            for (int o = 0; o < outputs; o++)
            {
                for (int c = 0; c < perGroup; c++)
                {
                    for (int k = 0; k < kernel; k++)
                    {
                        int channel = o / outputsPerGroup * perGroup + c;
                        board[o * taps + (depthwise ? k : k * channels + channel)] = w.Data[(o * perGroup + c) * kernel + k];
                    }
                }
            }

            (int height, int width) = window.Output(x.Shape);
            var shape = new TensorShape(height, width, outputs);
            if (shape.Count != Tensor.Count(OutDims(node)))
            {
                // With a Pad before it the extents are those that ONNX found.
                throw new CannotLowerException("its extents do not come out as ONNX's", Retrain);
            }

            return Emit(node, y => new FloatConv
            {
                Name = node.Name,
                Inputs = [x.Value],
                Output = y,
                Weights = board,
                Bias = bias is null ? new double[outputs] : [.. bias.Data],
                Window = window,
                Depthwise = depthwise,
                ToldScales = weights.PerOutput(outputs, 0),
            }, shape, ElementOrder.ChannelsLast(outputs, height * width));
        }

        private Place Pool(GraphNode node)
        {
            Place x = AsImage(node, In(node, 0, takesPadding: false));
            int[] kernel = Array.ConvertAll(node.Ints("kernel_shape") ?? [], v => (int)v);
            Window2D window = WindowOf(node, x, kernel);
            bool average = node.Op == "AveragePool";
            if (window.DilationHeight > 1 || window.DilationWidth > 1)
            {
                throw new CannotLowerException("a dilated pooling", Retrain);
            }

            if (average && window.Padded && node.Int("count_include_pad", 0) != 0)
            {
                throw new CannotLowerException("count_include_pad with padding", "leave padding out of the mean");
            }

            int[] dims = OutDims(node);
            TensorShape shape = Spatial(dims);
            if (window.Output(x.Shape) != (shape.Height, shape.Width))
            {
                // ceil_mode lets the last window hang over the edge: the same as padding there.
                window = window with
                {
                    PadBottom = (shape.Height - 1) * window.StrideHeight + window.KernelHeight - x.Shape.Height - window.PadTop,
                    PadRight = (shape.Width - 1) * window.StrideWidth + window.KernelWidth - x.Shape.Width - window.PadLeft,
                };
            }

            return Emit(node, y => new FloatPool { Name = node.Name, Inputs = [x.Value], Output = y, Window = window, Average = average }, shape, ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width));
        }

        private Place GlobalPool(GraphNode node, Place data, bool average)
        {
            Place x = AsImage(node, data);
            return Global(node, x, average);
        }

        private Place Global(GraphNode node, Place x, bool average)
        {
            TensorShape s = x.Shape;
            var window = new Window2D(s.Height, s.Width, 1, 1, 1, 1, 0, 0, 0, 0);
            return Emit(node, y => new FloatPool { Name = node.Name, Inputs = [x.Value], Output = y, Window = window, Average = average }, TensorShape.Vector(s.Channels), ElementOrder.Identity(s.Channels));
        }

        /// <summary>A mean over every position, whichever axes hold the positions, is a global pooling.</summary>
        private Place Reduce(GraphNode node)
        {
            Place x = In(node, 0);
            int rank = x.Dims.Length;
            int[]? told = node.Inputs.Length > 1 && node.Inputs[1].Length > 0 ? KernelCall.ToInts(Constant(node, 1).Data) : node.Ints("axes") is { } a ? KernelCall.ToInts(Array.ConvertAll(a, v => (double)v)) : null;
            bool[] reduced = new bool[rank];
            foreach (int axis in told ?? [.. Enumerable.Range(0, rank)])
            {
                reduced[Tensor.Axis(axis, rank)] = true;
            }

            int kept = 1;
            for (int i = 0; i < rank; i++)
            {
                kept *= reduced[i] ? 1 : x.Dims[i];
            }

            // Each element must belong to the channel that the board has it in.
            int[] strides = Tensor.Strides(x.Dims);
            for (int i = 0; i < x.Order.Length; i++)
            {
                int channel = 0;
                for (int axis = 0; axis < rank; axis++)
                {
                    channel = reduced[axis] ? channel : channel * x.Dims[axis] + i / strides[axis] % x.Dims[axis];
                }

                if (x.Order[i] % kept != channel)
                {
                    throw new CannotLowerException($"it reduces axes that are no positions of {x.Shape}", "reduce over all positions of each channel");
                }
            }

            return Global(node, Reshaped(node, x, new TensorShape(1, x.Order.Length / kept, kept)), node.Op == "ReduceMean");
        }

        private Place Concat(GraphNode node)
        {
            Place[] parts = [.. Enumerable.Range(0, node.Inputs.Length).Select(i => In(node, i))];
            int axis = Tensor.Axis(node.Int("axis", 1), parts[0].Dims.Length);
            int[] dims = OutDims(node);
            if (parts.All(p => p.InOrder) && dims[..axis].All(d => d == 1))
            {
                // All that is before the axis is 1 and nothing is permuted: the parts lie one behind the other.
                parts = [.. parts.Select(p => Reshaped(node, p, TensorShape.Vector(p.Order.Length)))];
                int count = Tensor.Count(dims);
                return Emit(node, y => new FloatConcatenate { Name = node.Name, Inputs = [.. parts.Select(p => p.Value)], Output = y, Axis = 2 }, TensorShape.Vector(count), ElementOrder.Identity(count));
            }

            parts = [.. parts.Select(p => AsImage(node, p))];
            TensorShape shape = Spatial(dims);
            int boardAxis = axis == 1 ? 2 : axis == dims.Length - 1 ? 1 : axis == 2 ? 0 : throw new CannotLowerException("it joins batches", Retrain);
            return Emit(node, y => new FloatConcatenate { Name = node.Name, Inputs = [.. parts.Select(p => p.Value)], Output = y, Axis = boardAxis }, shape, ElementOrder.ChannelsLast(shape.Channels, shape.Height * shape.Width));
        }

        /// <summary>Zeros around an image become the padding of the convolution that follows.</summary>
        private Place Pad(GraphNode node)
        {
            Place x = In(node, 0);
            if (node.Text("mode", "constant") != "constant" || (node.Inputs.Length > 2 && node.Inputs[2].Length > 0 && Constant(node, 2).Data.Any(v => v != 0)) || node.Float("value", 0) != 0)
            {
                throw new CannotLowerException("it pads with something other than 0", "pad with zeros");
            }

            int rank = x.Dims.Length;
            int[] pads = node.Ints("pads") is { } told ? Array.ConvertAll(told, v => (int)v) : KernelCall.ToInts(Constant(node, 1).Data);
            if (rank is not (3 or 4) || pads.Length != 2 * rank || pads.Any(p => p < 0) || pads[0] + pads[1] + pads[rank] + pads[rank + 1] != 0)
            {
                throw new CannotLowerException("it pads other axes than height and width", Retrain);
            }

            Fold(node, "padding of the next layer");
            return x with
            {
                Padding = rank == 3 ? [0, pads[2], 0, pads[5]] : [pads[2], pads[3], pads[6], pads[7]],
            };
        }

        // ---- models that are already quantized

        private static QuantizationScale Told(Tensor scale, Tensor? zero)
        {
            if (scale.Length != 1 || !(scale.Data[0] > 0) || !double.IsFinite(scale.Data[0]))
            {
                throw new CannotLowerException("a scale per channel on data", "quantize data per tensor");
            }

            ElementType type = zero?.Type ?? ElementType.UInt8;
            double z = zero?.Data[0] ?? 0;
            return type switch
            {
                ElementType.Int8 => new QuantizationScale(scale.Data[0], (int)z),
                // uint8 q is int8 q - 128.
                ElementType.UInt8 => new QuantizationScale(scale.Data[0], (int)z - 128),
                _ => throw new CannotLowerException($"data quantized to {type}", "quantize data to int8 or uint8"),
            };
        }

        /// <summary>Quantization does not compute on the board: it says at which scale a value is held.</summary>
        private Place Quantize(GraphNode node, Place x, Tensor scale, Tensor? zero)
        {
            QuantizationScale told = Told(scale, zero);
            if (x.Value.Told is not null && x.Value.Told != told)
            {
                Place rescaled = Emit(node, y => new FloatFunction { Name = node.Name, Inputs = [x.Value], Output = y, Function = "Clip", Evaluate = v => v }, x.Shape, x.Order);
                rescaled.Value.Told = told;
                return rescaled;
            }

            x.Value.Told = told;
            Fold(node, $"scale of '{x.Value.Name}'");
            return x with { Dims = OutDims(node) };
        }

        private Place Annotate(GraphNode node, Place x, Tensor scale, Tensor? zero)
        {
            QuantizationScale told = Told(scale, zero);
            if (x.Value.Told is not null && x.Value.Told != told)
            {
                throw new CannotLowerException("it is dequantized at another scale than it was quantized at", "quantize the model again");
            }

            x.Value.Told = told;
            Fold(node, $"scale of '{x.Value.Name}'");
            return x with { Dims = OutDims(node) };
        }

        private WeightTensor IntegerWeights(GraphNode node, int index)
        {
            Tensor q = Constant(node, index), scale = Constant(node, index + 1), zero = Constant(node, index + 2);
            bool conv = node.Op == "QLinearConv";
            int axis = conv ? 0 : q.Rank - 1, inner = Tensor.Count(q.Dims.AsSpan(axis + 1)), extent = q.Dims[axis];
            var values = new Tensor(ElementType.Double, q.Dims);
            for (int i = 0; i < q.Length; i++)
            {
                int channel = i / inner % extent;
                values.Data[i] = (q.Data[i] - zero.Data[zero.Length == 1 ? 0 : channel]) * scale.Data[scale.Length == 1 ? 0 : channel];
            }

            bool centred = q.Type == ElementType.Int8 && zero.Data.All(z => z == 0);
            return new WeightTensor(values, centred ? scale.Data : null, axis);
        }

        private Place QLinearConv(GraphNode node)
        {
            Place x = In(node, 0, takesPadding: true);
            x.Value.Told ??= Told(Constant(node, 1), Constant(node, 2));
            WeightTensor w = IntegerWeights(node, 3);
            Tensor? bias = null;
            if (node.Inputs.Length > 8 && node.Inputs[8].Length > 0)
            {
                Tensor scale = Constant(node, 4);
                bias = new Tensor(ElementType.Double, Constant(node, 8).Dims, [.. Constant(node, 8).Data.Select((b, i) => b * x.Value.Told.Scale * scale.Data[scale.Length == 1 ? 0 : i])]);
            }

            Place y = Conv(node, x, w, bias);
            y.Value.Told = Told(Constant(node, 6), Constant(node, 7));
            return y;
        }

        private Place QLinearMatMul(GraphNode node)
        {
            Place x = In(node, 0);
            x.Value.Told ??= Told(Constant(node, 1), Constant(node, 2));
            Place y = MatMul(node, x, IntegerWeights(node, 3), null);
            y.Value.Told = Told(Constant(node, 6), Constant(node, 7));
            return y;
        }

        private Place QLinearAdd(GraphNode node)
        {
            Place a = In(node, 0), b = In(node, 3);
            a.Value.Told ??= Told(Constant(node, 1), Constant(node, 2));
            b.Value.Told ??= Told(Constant(node, 4), Constant(node, 5));
            Place y = Sum(node, a, b);
            y.Value.Told = Told(Constant(node, 6), Constant(node, 7));
            return y;
        }
    }
}
