using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Models that are already quantized: their scales become those of the board's values.</summary>
internal static class QuantizedLowering
{
    public static void Register(Dictionary<string, Lowerer> table)
    {
        table.Add(Quantize, "QuantizeLinear");
        table.Add(Dequantize, "DequantizeLinear");
        table.Add(Conv, "QLinearConv");
        table.Add(MatMul, "QLinearMatMul");
        table.Add(Add, "com.microsoft.QLinearAdd");
    }

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
    private static Place Quantize(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0, takesPadding: true);
        QuantizationScale told = Told(c.Constant(node, 1), c.OptionalConstant(node, 2));
        if (x.Value.Told is not null && x.Value.Told != told)
        {
            x = c.In(node, 0);
            Place rescaled = c.Function(node, x, "Clip", v => v);
            rescaled.Value.Told = told;
            return rescaled;
        }

        return Annotated(c, node, x, told);
    }

    private static Place Dequantize(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0, takesPadding: true);
        QuantizationScale told = Told(c.Constant(node, 1), c.OptionalConstant(node, 2));
        return x.Value.Told is null || x.Value.Told == told
            ? Annotated(c, node, x, told)
            : throw new CannotLowerException("it is dequantized at another scale than it was quantized at", "quantize the model again");
    }

    private static Place Annotated(LoweringContext c, GraphNode node, Place x, QuantizationScale told)
    {
        x.Value.Told = told;
        c.Fold(node, $"scale of '{x.Value.Name}'");
        return x.Padding is null ? x with { Dims = c.OutDims(node) } : x;
    }

    private static WeightTensor IntegerWeights(LoweringContext c, GraphNode node, int index)
    {
        Tensor q = c.Constant(node, index), scale = c.Constant(node, index + 1), zero = c.Constant(node, index + 2);
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

    private static Place Conv(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0, takesPadding: true);
        x.Value.Told ??= Told(c.Constant(node, 1), c.Constant(node, 2));
        WeightTensor w = IntegerWeights(c, node, 3);
        Tensor? bias = null;
        if (c.OptionalConstant(node, 8) is { } integers)
        {
            Tensor scale = c.Constant(node, 4);
            bias = new Tensor(ElementType.Double, integers.Dims, [.. integers.Data.Select((b, i) => b * x.Value.Told.Scale * scale.Data[scale.Length == 1 ? 0 : i])]);
        }

        return Told(c, node, ConvolutionLowering.Convolve(c, node, x, w, bias));
    }

    private static Place MatMul(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0);
        x.Value.Told ??= Told(c.Constant(node, 1), c.Constant(node, 2));
        return Told(c, node, ProductLowering.Multiply(c, node, x, IntegerWeights(c, node, 3), null));
    }

    private static Place Add(LoweringContext c, GraphNode node)
    {
        Place a = c.In(node, 0), b = c.In(node, 3);
        a.Value.Told ??= Told(c.Constant(node, 1), c.Constant(node, 2));
        b.Value.Told ??= Told(c.Constant(node, 4), c.Constant(node, 5));
        return Told(c, node, ElementwiseLowering.Sum(c, node, a, b));
    }

    private static Place Told(LoweringContext c, GraphNode node, Place y)
    {
        y.Value.Told = Told(c.Constant(node, 6), c.Constant(node, 7));
        return y;
    }
}
