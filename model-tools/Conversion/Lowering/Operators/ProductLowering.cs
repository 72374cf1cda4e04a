using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Products with constant matrices: a dense layer for a vector, a convolution of one tap for a sequence of vectors.</summary>
internal static class ProductLowering
{
    public static void Register(Dictionary<string, Lowerer> table)
    {
        table.Add(Gemm, "Gemm");
        table.Add(MatMul, "MatMul");
    }

    public static Place Multiply(LoweringContext c, GraphNode node, Place x, WeightTensor weights, Tensor? bias)
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
            return c.Dense(node, x, w, b, told);
        }

        if (x.Order.AsSpan().SequenceEqual(ElementOrder.ChannelsLast(rows, inputs)))
        {
            return AlongPositions(c, node, x, w, b, rows);
        }

        Place seen = c.Reshaped(node.Name, c.Ordered(node, x, ElementOrder.Identity(rows * inputs)), new TensorShape(1, rows, inputs));
        double[] taps = ShapeKernels.Transpose(w, [1, 0]).Data;
        return c.Emit(node, y => new FloatConv { Name = node.Name, Inputs = [seen.Value], Output = y, Weights = [.. taps], Bias = b, Window = Window2D.One, Depthwise = false, ToldScales = told }, new TensorShape(1, rows, outputs), ElementOrder.Identity(rows * outputs));
    }

    /// <summary>Each channel is multiplied along its positions: a depthwise convolution as long as the sequence, the same weights for every channel.</summary>
    private static Place AlongPositions(LoweringContext c, GraphNode node, Place x, Tensor w, double[] bias, int channels)
    {
        int length = w.Dims[0], outputs = w.Dims[1];
        Place seen = c.Reshaped(node.Name, x, new TensorShape(1, length, channels));
        LoweringContext.CheckWeights((long)channels * outputs * length);
        var weights = new double[channels * outputs * length];
        var biases = new double[channels * outputs];
        for (int row = 0; row < channels * outputs; row++)
        {
            int o = row % outputs;
            biases[row] = bias[o];
            for (int t = 0; t < length; t++)
            {
                weights[row * length + t] = w.Data[t * outputs + o];
            }
        }

        var window = new Window2D(1, length, 1, 1, 1, 1, 0, 0, 0, 0);
        return c.Emit(node, y => new FloatConv { Name = node.Name, Inputs = [seen.Value], Output = y, Weights = weights, Bias = biases, Window = window, Depthwise = true }, TensorShape.Vector(channels * outputs), ElementOrder.Identity(channels * outputs));
    }

    private static Place Gemm(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0);
        if (node.Int("transA", 0) != 0)
        {
            x = Turned(x);
        }

        WeightTensor w = c.Weights(node, 1);
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
        if (c.OptionalConstant(node, 2) is { } told)
        {
            int n = w.Values.Dims[1];
            bias = told.Length == n || told.Length == 1
                ? Tensor.Vector(ElementType.Double, [.. Enumerable.Range(0, n).Select(i => beta * told.Data[told.Length == 1 ? 0 : i])])
                : throw new CannotLowerException($"{told.Length} biases for {n} outputs", "use one bias an output");
        }

        return Multiply(c, node, x, w, bias);
    }

    private static Place MatMul(LoweringContext c, GraphNode node)
    {
        if (c.IsData(node, 0) && c.IsData(node, 1))
        {
            throw new CannotLowerException("it multiplies two computed values (attention)", "use convolutions or dense layers with constant weights");
        }

        if (c.IsData(node, 0))
        {
            Place x = c.In(node, 0);
            WeightTensor w = c.Weights(node, 1);
            if (w.Values.Rank == 1)
            {
                // x times a vector: a matrix of one column, whose axis goes away again.
                return Multiply(c, node, x, w with { Values = w.Values.Reshaped([w.Values.Length, 1]) }, null);
            }

            return Multiply(c, node, x, FlatMatrix(w), null);
        }

        // W x = (x' W')'.
        Place data = c.In(node, 1);
        WeightTensor left = FlatMatrix(c.Weights(node, 0));
        if (data.Dims.Length != 2 || left.Values.Rank != 2)
        {
            throw new CannotLowerException($"a constant of shape {Tensor.Shape(left.Values.Dims)} times a value of shape {Tensor.Shape(data.Dims)}", "multiply a value of two axes");
        }

        var turned = new WeightTensor(ShapeKernels.Transpose(left.Values, [1, 0]), left.Scales, 1 - left.Axis);
        Place product = Multiply(c, node, Turned(data), turned, null);
        return Turned(product with { Dims = [data.Dims[1], left.Values.Dims[0]] });
    }

    /// <summary>Leading axes of 1 change nothing.</summary>
    private static WeightTensor FlatMatrix(WeightTensor w) => w.Values.Rank > 2 && w.Values.Dims[..^2].All(d => d == 1)
        ? new WeightTensor(w.Values.Reshaped(w.Values.Dims[^2..]), w.Scales is { Length: 1 } ? w.Scales : null, 0)
        : w;

    private static Place Turned(Place x) => x.Dims.Length == 2
        ? x with { Dims = [x.Dims[1], x.Dims[0]], Order = ElementOrder.Transposed(x.Order, x.Dims, [1, 0]) }
        : throw new CannotLowerException($"it transposes a value of shape {Tensor.Shape(x.Dims)}", "use a value of two axes");
}
