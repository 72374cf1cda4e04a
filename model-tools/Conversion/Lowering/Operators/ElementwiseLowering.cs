using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Functions of one value (tables and bounds on the board), affine maps, and sums of two values.</summary>
internal static class ElementwiseLowering
{
    private static readonly string[] Plain =
        ["Elu", "Selu", "Celu", "ThresholdedRelu", "HardSigmoid", "HardSwish", "Softplus", "Softsign", "Mish", "Gelu", "Erf", "Sin", "Cos", "Atan", "Abs", "Exp", "Sqrt", "Log", "Reciprocal", "Floor", "Ceil", "Round", "Sign"];

    public static void Register(Dictionary<string, Lowerer> table)
    {
        table.Add((c, n) => c.Function(n, c.In(n, 0), "Clip", v => Math.Max(v, 0), 0), "Relu");
        table.Add(Clip, "Clip");
        table.Add((c, n) => LeakyRelu(c, n, n.Float("alpha", 0.01f)), "LeakyRelu");
        table.Add((c, n) => c.Constant(n, 1) is { Length: 1 } slope ? LeakyRelu(c, n, slope.Data[0]) : throw new CannotLowerException("a slope per channel", "use one slope for all channels, or LeakyRelu"), "PRelu");
        table.Add((c, n) => c.Function(n, c.In(n, 0), "Sigmoid", v => 1 / (1 + Math.Exp(-v))), "Sigmoid");
        table.Add((c, n) => c.Function(n, c.In(n, 0), "Tanh", Math.Tanh), "Tanh");
        table.Add((c, n) => c.Function(n, c.In(n, 0), n.Op, Evaluated(c, n)), [.. Plain.Where(OperatorTable.Names.Contains)]);
        table.Add((c, n) => c.Affine(n, c.In(n, 0), Scalar(-1), Scalar(0)), "Neg");
        table.Add(Arithmetic, "Add", "Sub", "Mul", "Div");
        table.Add(Power, "Pow");
        table.Add(Bound, "Min", "Max");
        table.Add(SumOfMany, "Sum");
        table.Add(BatchNormalization, "BatchNormalization");
        table.Add(Softmax, "Softmax");
    }

    public static Tensor Scalar(double value) => Tensor.Scalar(ElementType.Double, value);

    /// <summary>y = a + b, or a - b, of two computed values with one shape.</summary>
    public static Place Sum(LoweringContext c, GraphNode node, Place a, Place b)
    {
        if (a.Order.Length != b.Order.Length || a.Dims.Where(d => d > 1).SequenceEqual(b.Dims.Where(d => d > 1)) is false)
        {
            throw new CannotLowerException($"it adds values of shape {Tensor.Shape(a.Dims)} and {Tensor.Shape(b.Dims)}", "the board adds values of one shape: repeat the smaller one in the layer that makes it");
        }

        b = c.Reshaped(node.Name, c.Ordered(node, b, a.Order), a.Shape);
        return c.Emit(node, y => new FloatAdd { Name = node.Name, Inputs = [a.Value, b.Value], Output = y, Subtract = node.Op == "Sub" }, a.Shape, a.Order);
    }

    private static Place LeakyRelu(LoweringContext c, GraphNode node, double alpha) => c.Function(node, c.In(node, 0), "LeakyRelu", v => v < 0 ? alpha * v : v);

    private static Func<double, double> Evaluated(LoweringContext c, GraphNode node)
    {
        Kernel kernel = OperatorTable.Find(node);
        return v => kernel(new KernelCall(node, c.Opset, [Scalar(v)]))[0]!.Data[0];
    }

    private static Place Clip(LoweringContext c, GraphNode node)
    {
        double Limit(int index, string attribute, double fallback) => c.OptionalConstant(node, index)?.Data[0] ?? (node.Has(attribute) ? node.Float(attribute, 0) : fallback);
        double low = Limit(1, "min", double.NegativeInfinity), high = Limit(2, "max", double.PositiveInfinity);
        return c.Function(node, c.In(node, 0), "Clip", v => Math.Min(Math.Max(v, low), high), low, high);
    }

    /// <summary>The smaller or larger of a value and a constant is a clip.</summary>
    private static Place Bound(LoweringContext c, GraphNode node)
    {
        if (node.Inputs.Length == 1)
        {
            return c.In(node, 0);
        }

        bool firstIsData = c.IsData(node, 0);
        if (node.Inputs.Length != 2 || (firstIsData && c.IsData(node, 1)))
        {
            throw new CannotLowerException("it compares two computed values", "compare with a constant, or use MaxPool over joined values");
        }

        Tensor limit = c.Constant(node, firstIsData ? 1 : 0);
        if (limit.Length != 1)
        {
            throw new CannotLowerException("a limit for each element", "use one limit");
        }

        double bound = limit.Data[0];
        Place x = c.In(node, firstIsData ? 0 : 1);
        return node.Op == "Min" ? c.Function(node, x, "Clip", v => Math.Min(v, bound), high: bound) : c.Function(node, x, "Clip", v => Math.Max(v, bound), bound);
    }

    private static Place Power(LoweringContext c, GraphNode node)
    {
        Tensor exponent = c.Constant(node, 1);
        return exponent.Length == 1
            ? c.Function(node, c.In(node, 0), "Pow", v => Math.Pow(v, exponent.Data[0]))
            : throw new CannotLowerException("an exponent for each element", "use one exponent");
    }

    private static Place Arithmetic(LoweringContext c, GraphNode node)
    {
        bool firstIsData = c.IsData(node, 0), secondIsData = c.IsData(node, 1);
        if (firstIsData && secondIsData)
        {
            return node.Op is "Add" or "Sub" ? Sum(c, node, c.In(node, 0), c.In(node, 1)) : OfOneValue(c, node);
        }

        Tensor k = c.Constant(node, firstIsData ? 1 : 0);
        Place x = c.In(node, firstIsData ? 0 : 1);
        Tensor Map(Func<double, double> f) => new(ElementType.Double, k.Dims, Array.ConvertAll(k.Data, v => f(v)));
        return (node.Op, firstIsData) switch
        {
            ("Add", _) => c.Affine(node, x, Scalar(1), k),
            ("Mul", _) => c.Affine(node, x, k, Scalar(0)),
            ("Sub", true) => c.Affine(node, x, Scalar(1), Map(v => -v)),
            ("Sub", false) => c.Affine(node, x, Scalar(-1), k),
            ("Div", true) => k.Data.All(v => v != 0) ? c.Affine(node, x, Map(v => 1 / v), Scalar(0)) : throw new CannotLowerException("it divides by zero", "check the exported constants"),
            _ => k.Length == 1
                ? c.Function(node, x, "Reciprocal", v => k.Data[0] / v)
                : throw new CannotLowerException("it divides constants by a computed value", CannotLowerException.Retrain),
        };
    }

    /// <summary>A product or quotient of two functions of one value (x * sigmoid(x)) is a function of that value: one table.</summary>
    private static Place OfOneValue(LoweringContext c, GraphNode node)
    {
        Place a = c.In(node, 0), b = c.In(node, 1);
        if (a.Order.AsSpan().SequenceEqual(b.Order) && FunctionOrigin.Common(c, a.Value, b.Value) is var (origin, f, g) && origin is not null)
        {
            Place x = a with { Value = origin };
            return node.Op == "Mul"
                ? c.Function(node, x, "Product", v => f!(v) * g!(v))
                : c.Function(node, x, "Quotient", v => f!(v) / g!(v));
        }

        throw new CannotLowerException("it combines two computed values", "the board adds and joins computed values, it does not multiply them: use an addition, or make one of the two constant");
    }

    private static Place SumOfMany(LoweringContext c, GraphNode node)
    {
        if (node.Inputs.Length == 1)
        {
            return c.In(node, 0);
        }

        if (node.Inputs.Length == 2)
        {
            return Arithmetic(c, new GraphNode(node.Name, node.Domain, "Add", node.Inputs, node.Outputs, node.Attributes));
        }

        throw new CannotLowerException($"it adds {node.Inputs.Length} values", "add two at a time");
    }

    private static Place BatchNormalization(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0);
        Tensor scale = c.Constant(node, 1), bias = c.Constant(node, 2), mean = c.Constant(node, 3), variance = c.Constant(node, 4);
        double epsilon = node.Float("epsilon", 1e-5f);
        int[] dims = [scale.Length, .. Enumerable.Repeat(1, Math.Max(0, x.Dims.Length - 2))];
        double[] gain = [.. scale.Data.Zip(variance.Data, (s, v) => s / Math.Sqrt(v + epsilon))];
        double[] offset = [.. bias.Data.Select((b, i) => b - mean.Data[i] * gain[i])];
        return c.Affine(node, x, new Tensor(ElementType.Double, dims, gain), new Tensor(ElementType.Double, dims, offset));
    }

    private static Place Softmax(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0);
        int axis = Tensor.Axis(node.Int("axis", c.Opset < 13 ? 1 : -1), x.Dims.Length);
        int extent = c.Opset < 13 ? Tensor.Count(x.Dims.AsSpan(axis)) : x.Dims[axis];
        return extent == x.Order.Length
            ? c.Emit(node, y => new FloatSoftmax { Name = node.Name, Inputs = [x.Value], Output = y }, x.Shape, x.Order)
            : throw new CannotLowerException($"it runs over {extent} of {x.Order.Length} elements", "use softmax over all scores, at the end of the model");
    }
}
