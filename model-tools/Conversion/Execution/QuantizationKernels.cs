using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>ONNX's own quantized operators, computed as the standard says (scale, round half to even, add the zero point, saturate).</summary>
internal static class QuantizationKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["QuantizeLinear"] = Quantize;
        table["DequantizeLinear"] = c => [Dequantize(c[0], c[1], c.Optional(2), c.Node.Int("axis", 1))];
        table["DynamicQuantizeLinear"] = DynamicQuantize;
        table["QLinearMatMul"] = MatMul;
        table["QLinearConv"] = Conv;
        table["com.microsoft.QLinearAdd"] = c => Pair(c, (a, b) => a + b);
        table["com.microsoft.QLinearMul"] = c => Pair(c, (a, b) => a * b);
    }

    /// <summary>x - zero point as 32-bit integers; the zero point is one number or one per element of the axis.</summary>
    public static Tensor Centred(Tensor x, Tensor? zeroPoint, int? axis)
    {
        var y = new Tensor(ElementType.Int32, x.Dims);
        Func<int, int> channel = Channel(x, zeroPoint?.Length ?? 1, axis);
        for (int i = 0; i < y.Length; i++)
        {
            y.Data[i] = x.Data[i] - (zeroPoint is null ? 0 : zeroPoint.Data[channel(i)]);
        }

        return y;
    }

    private static Func<int, int> Channel(Tensor x, int parameters, int? axis)
    {
        if (parameters == 1)
        {
            return _ => 0;
        }

        int a = x.Axis(axis ?? 1);
        if (x.Rank == 0 || x.Dims[a] != parameters)
        {
            throw new OperatorException($"{parameters} scales or zero points do not fit axis {a} of {Tensor.Shape(x.Dims)}");
        }

        int inner = Tensor.Count(x.Dims.AsSpan(a + 1));
        return i => i / inner % parameters;
    }

    private static double RoundSaturate(double v, double zeroPoint, ElementType type)
    {
        (double min, double max) = ElementTypes.Range(type);
        return Math.Clamp(Math.Round(v, MidpointRounding.ToEven) + zeroPoint, min, max);
    }

    private static Tensor?[] Quantize(KernelCall c)
    {
        Tensor x = c[0], scale = c[1];
        Tensor? zero = c.Optional(2);
        ElementType type = zero?.Type ?? (c.Node.Int("output_dtype", 0) is var told and > 0 ? (ElementType)told : ElementType.UInt8);
        Func<int, int> channel = Channel(x, scale.Length, (int)Math.Clamp(c.Node.Int("axis", 1), -100, 100));
        var y = new Tensor(type, x.Dims);
        for (int i = 0; i < y.Length; i++)
        {
            int ch = channel(i);
            y.Data[i] = RoundSaturate((float)(x.Data[i] / scale.Data[ch]), zero is null ? 0 : zero.Data[zero.Length == 1 ? 0 : ch], type);
        }

        return [y];
    }

    private static Tensor Dequantize(Tensor x, Tensor scale, Tensor? zero, long axis)
    {
        Func<int, int> channel = Channel(x, scale.Length, (int)Math.Clamp(axis, -100, 100));
        var y = new Tensor(ElementType.Float, x.Dims);
        for (int i = 0; i < y.Length; i++)
        {
            int ch = channel(i);
            double z = zero is null ? 0 : zero.Data[zero.Length == 1 ? 0 : ch];
            y.Data[i] = (float)((x.Data[i] - z) * scale.Data[ch]);
        }

        return y;
    }

    private static Tensor?[] DynamicQuantize(KernelCall c)
    {
        Tensor x = c[0];
        double max = Math.Max(0, x.Data.DefaultIfEmpty().Max()), min = Math.Min(0, x.Data.DefaultIfEmpty().Min());
        double scale = (float)((max - min) / 255);
        double zero = scale == 0 ? 0 : Math.Clamp(Math.Round((float)(0 - min / scale), MidpointRounding.ToEven), 0, 255);
        var y = new Tensor(ElementType.UInt8, x.Dims);
        for (int i = 0; i < y.Length; i++)
        {
            y.Data[i] = scale == 0 ? 0 : RoundSaturate((float)(x.Data[i] / scale), zero, ElementType.UInt8);
        }

        return [y, Tensor.Scalar(ElementType.Float, scale), Tensor.Scalar(ElementType.UInt8, zero)];
    }

    /// <summary>Inputs: a, its scale and zero point, b, its scale and zero point, the result's scale and zero point.</summary>
    private static Tensor?[] MatMul(KernelCall c)
    {
        Tensor sum = LinearKernels.MatMul(Centred(c[0], c[2], -2), Centred(c[3], c[5], -1));
        Tensor scaleA = c[1], scaleB = c[4];
        int n = sum.Rank > 0 ? sum.Dims[^1] : 1, m = sum.Rank > 1 ? sum.Dims[^2] : 1;
        var y = new Tensor(c[7].Type, sum.Dims);
        for (int i = 0; i < y.Length; i++)
        {
            double a = scaleA.Data[scaleA.Length == 1 ? 0 : i / n % m], b = scaleB.Data[scaleB.Length == 1 ? 0 : i % n];
            y.Data[i] = RoundSaturate((float)(sum.Data[i] * (a * b / c[6].Data[0])), c[7].Data[0], y.Type);
        }

        return [y];
    }

    /// <summary>Inputs: x, scale, zero point, w, scale(s), zero point(s), the result's scale and zero point, bias in int32.</summary>
    private static Tensor?[] Conv(KernelCall c)
    {
        Tensor x = Centred(c[0], c[2], null), w = Centred(c[3], c[5], 0), scaleW = c[4];
        Tensor sum = ConvolutionKernels.Convolve(c.Node, x, w, c.Optional(8), ElementType.Int32);
        int channels = sum.Dims[1], inner = Tensor.Count(sum.Dims.AsSpan(2));
        var y = new Tensor(c[7].Type, sum.Dims);
        for (int i = 0; i < y.Length; i++)
        {
            double scale = c[1].Data[0] * scaleW.Data[scaleW.Length == 1 ? 0 : i / inner % channels] / c[6].Data[0];
            y.Data[i] = RoundSaturate((float)(sum.Data[i] * scale), c[7].Data[0], y.Type);
        }

        return [y];
    }

    private static Tensor?[] Pair(KernelCall c, Func<double, double, double> f)
    {
        Tensor a = Dequantize(c[0], c[1], c.Optional(2), 1), b = Dequantize(c[3], c[4], c.Optional(5), 1);
        double scale = c[6].Data[0], zero = c.Optional(7)?.Data[0] ?? 0;
        return [ElementwiseKernels.Broadcast(a, b, c[0].Type, (p, q) => RoundSaturate((float)(f(p, q) / scale), zero, c[0].Type))];
    }
}
