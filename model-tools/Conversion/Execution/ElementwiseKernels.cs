using AIoT.Embedded.ModelTools.Conversion.Graph;
using MathNet.Numerics;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Operators that work element by element, with ONNX's broadcasting.</summary>
internal static class ElementwiseKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["Abs"] = c => Map(c, Math.Abs);
        table["Neg"] = c => Map(c, v => -v);
        table["Exp"] = c => Map(c, Math.Exp);
        table["Log"] = c => Map(c, Math.Log);
        table["Sqrt"] = c => Map(c, Math.Sqrt);
        table["Reciprocal"] = c => Map(c, v => 1 / v);
        table["Floor"] = c => Map(c, Math.Floor);
        table["Ceil"] = c => Map(c, Math.Ceiling);
        table["Relu"] = c => Map(c, v => Math.Max(v, 0));
        table["Sigmoid"] = c => Map(c, v => 1 / (1 + Math.Exp(-v)));
        table["Tanh"] = c => Map(c, Math.Tanh);
        table["Softsign"] = c => Map(c, v => v / (1 + Math.Abs(v)));
        table["Softplus"] = c => Map(c, v => v > 30 ? v : Math.Log(Math.Exp(v) + 1));
        table["Erf"] = c => Map(c, SpecialFunctions.Erf);
        table["Gelu"] = c => c.Node.Text("approximate", "none") == "tanh"
            ? Map(c, v => 0.5 * v * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))))
            : Map(c, v => 0.5 * v * (1 + SpecialFunctions.Erf(v / Math.Sqrt(2))));
        table["Mish"] = c => Map(c, v => v * Math.Tanh(Math.Log(Math.Exp(v) + 1)));
        table["Sin"] = c => Map(c, Math.Sin);
        table["Cos"] = c => Map(c, Math.Cos);
        table["Atan"] = c => Map(c, Math.Atan);
        table["Round"] = c => Map(c, v => Math.Round(v, MidpointRounding.ToEven));
        table["Sign"] = c => Map(c, v => v > 0 ? 1 : v < 0 ? -1 : v);
        table["Selu"] = c =>
        {
            float alpha = c.Node.Float("alpha", 1.67326319f), gamma = c.Node.Float("gamma", 1.05070102f);
            return Map(c, v => gamma * (v > 0 ? v : alpha * (Math.Exp(v) - 1)));
        };
        table["Celu"] = c =>
        {
            float alpha = c.Node.Float("alpha", 1);
            return Map(c, v => Math.Max(0, v) + Math.Min(0, alpha * (Math.Exp(v / alpha) - 1)));
        };
        table["ThresholdedRelu"] = c =>
        {
            float alpha = c.Node.Float("alpha", 1);
            return Map(c, v => v > alpha ? v : 0);
        };
        table["HardSwish"] = c => Map(c, v => v * Math.Clamp(v / 6 + 0.5, 0, 1));
        table["LeakyRelu"] = c =>
        {
            float alpha = c.Node.Float("alpha", 0.01f);
            return Map(c, v => v < 0 ? alpha * v : v);
        };
        table["Elu"] = c =>
        {
            float alpha = c.Node.Float("alpha", 1);
            return Map(c, v => v < 0 ? alpha * (Math.Exp(v) - 1) : v);
        };
        table["HardSigmoid"] = c =>
        {
            float alpha = c.Node.Float("alpha", 0.2f), beta = c.Node.Float("beta", 0.5f);
            return Map(c, v => Math.Clamp(alpha * v + beta, 0, 1));
        };
        table["Clip"] = Clip;
        table["Identity"] = c => [c[0]];
        table["Dropout"] = Dropout;
        table["Cast"] = Cast;
        table["CastLike"] = c => [Convert(c[0], c[1].Type)];
        table["Add"] = c => Binary(c, (a, b) => a + b);
        table["Sub"] = c => Binary(c, (a, b) => a - b);
        table["Mul"] = c => Binary(c, (a, b) => a * b);
        table["Div"] = Divide;
        table["Pow"] = c => [Broadcast(c[0], c[1], c[0].Type, Math.Pow)];
        table["PRelu"] = c => Binary(c, (a, slope) => a < 0 ? a * slope : a);
        table["Max"] = c => Fold(c, Math.Max);
        table["Min"] = c => Fold(c, Math.Min);
        table["Sum"] = c => Fold(c, (a, b) => a + b);
        table["Mean"] = c =>
        {
            double scale = 1.0 / c.Count;
            Tensor sum = Fold(c, (a, b) => a + b)[0]!;
            return [Map(sum, v => v * scale)];
        };
    }

    public static Tensor Map(Tensor x, Func<double, double> f)
    {
        var y = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = ElementTypes.Store(x.Type, f(x.Data[i]));
        }

        return new Tensor(x.Type, x.Dims, y);
    }

    /// <summary>y[i] = f(a[i], b[i]) over the common shape: extents of 1 repeat, missing leading axes are 1.</summary>
    public static Tensor Broadcast(Tensor a, Tensor b, ElementType type, Func<double, double, double> f)
    {
        int[] dims = BroadcastShape(a.Dims, b.Dims);
        var y = new double[Tensor.Count(dims)];
        int[] stepA = BroadcastStrides(a.Dims, dims), stepB = BroadcastStrides(b.Dims, dims);
        var index = new int[dims.Length];
        int ia = 0, ib = 0;
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = ElementTypes.Store(type, f(a.Data[ia], b.Data[ib]));
            for (int axis = dims.Length - 1; axis >= 0; axis--)
            {
                ia += stepA[axis];
                ib += stepB[axis];
                if (++index[axis] < dims[axis])
                {
                    break;
                }

                index[axis] = 0;
                ia -= stepA[axis] * dims[axis];
                ib -= stepB[axis] * dims[axis];
            }
        }

        return new Tensor(type, dims, y);
    }

    public static int[] BroadcastShape(int[] a, int[] b)
    {
        var dims = new int[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= dims.Length; i++)
        {
            int da = i <= a.Length ? a[^i] : 1, db = i <= b.Length ? b[^i] : 1;
            dims[^i] = da == db || db == 1 ? da : da == 1 ? db : throw new OperatorException($"shapes {Tensor.Shape(a)} and {Tensor.Shape(b)} do not fit each other");
        }

        return dims;
    }

    /// <summary>Strides of a tensor seen under a broadcast shape: 0 along the axes that repeat.</summary>
    public static int[] BroadcastStrides(int[] own, int[] dims)
    {
        int[] strides = Tensor.Strides(own);
        var seen = new int[dims.Length];
        for (int i = 1; i <= own.Length; i++)
        {
            seen[^i] = own[^i] == 1 ? 0 : strides[^i];
        }

        return seen;
    }

    public static Tensor Convert(Tensor x, ElementType to)
    {
        if (x.Type == ElementType.String || to == ElementType.String || !ElementTypes.IsKnown(to))
        {
            throw new OperatorException("text is not computed with");
        }

        var y = new double[x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = ElementTypes.Store(to, x.Data[i]);
        }

        return new Tensor(to, x.Dims, y);
    }

    private static Tensor?[] Map(KernelCall c, Func<double, double> f) => [Map(c[0], f)];

    private static Tensor?[] Binary(KernelCall c, Func<double, double, double> f) => [Broadcast(c[0], c[1], c[0].Type, f)];

    private static Tensor?[] Divide(KernelCall c)
    {
        if (ElementTypes.IsFloat(c[0].Type))
        {
            return Binary(c, (a, b) => a / b);
        }

        return Binary(c, (a, b) => b == 0 ? throw new OperatorException("integer division by zero") : Math.Truncate(a / b));
    }

    private static Tensor?[] Fold(KernelCall c, Func<double, double, double> f)
    {
        Tensor y = c[0];
        for (int i = 1; i < c.Count; i++)
        {
            y = Broadcast(y, c[i], y.Type, f);
        }

        return [y];
    }

    private static Tensor?[] Clip(KernelCall c)
    {
        double min = Bound(c, 1, "min", double.NegativeInfinity), max = Bound(c, 2, "max", double.PositiveInfinity);
        return Map(c, v => Math.Min(Math.Max(v, min), max));
    }

    private static double Bound(KernelCall c, int input, string attribute, double fallback)
    {
        if (c.Optional(input) is { } tensor)
        {
            return tensor.Length == 1 ? tensor.Data[0] : throw new OperatorException($"{attribute} is not one number");
        }

        return c.Node.Has(attribute) ? c.Node.Float(attribute, 0) : fallback;
    }

    private static Tensor?[] Dropout(KernelCall c)
    {
        if (c.Optional(2) is { } training && training.Data is [not 0])
        {
            throw new OperatorException("dropout in training mode: export the model for inference");
        }

        Tensor x = c[0];
        var mask = new Tensor(ElementType.Bool, x.Dims);
        Array.Fill(mask.Data, 1);
        return [x, mask];
    }

    private static Tensor?[] Cast(KernelCall c) => [Convert(c[0], (ElementType)c.Node.Int("to", 0))];
}
