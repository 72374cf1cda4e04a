using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Operators of the ai.onnx.ml domain that scikit-learn exports use around their models.</summary>
internal static class MachineLearningKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["ai.onnx.ml.Scaler"] = Scaler;
        table["ai.onnx.ml.Normalizer"] = Normalizer;
        table["ai.onnx.ml.ZipMap"] = c => [c[0]];
        table["ai.onnx.ml.ArrayFeatureExtractor"] = ArrayFeatureExtractor;
        LinearModelKernels.Register(table);
        TreeKernels.Register(table);
    }

    /// <summary>Rows and columns of a feature matrix; a vector is one row.</summary>
    public static (int Rows, int Features) Matrix(Tensor x) => x.Rank switch
    {
        1 => (1, x.Dims[0]),
        2 => (x.Dims[0], x.Dims[1]),
        _ => throw new OperatorException($"takes a matrix of rows and features, not {Tensor.Shape(x.Dims)}"),
    };

    /// <summary>Names or numbers of classes for the index of each row's class.</summary>
    public static Tensor Labels(long[]? numbers, string[]? texts, int[] classes)
    {
        if (texts is { Length: > 0 })
        {
            return new Tensor(ElementType.String, [classes.Length], Array.ConvertAll(classes, c => (double)c)) { Texts = Array.ConvertAll(classes, c => texts[c]) };
        }

        return Tensor.Vector(ElementType.Int64, Array.ConvertAll(classes, c => numbers is { Length: > 0 } ? numbers[c] : (double)c));
    }

    /// <summary>y = (x - offset) * scale, per feature or for all.</summary>
    private static Tensor?[] Scaler(KernelCall c)
    {
        Tensor x = ElementwiseKernels.Convert(c[0], ElementType.Float);
        float[] offset = c.Node.Floats("offset") ?? [0], scale = c.Node.Floats("scale") ?? [1];
        int width = x.Rank > 0 ? x.Dims[^1] : 1;
        if ((offset.Length != 1 && offset.Length != width) || (scale.Length != 1 && scale.Length != width))
        {
            throw new OperatorException($"its {offset.Length} offsets and {scale.Length} scales do not fit {width} features");
        }

        var y = new Tensor(ElementType.Float, x.Dims);
        for (int i = 0; i < y.Length; i++)
        {
            int f = i % width;
            y.Data[i] = (float)((float)(x.Data[i] - offset[offset.Length == 1 ? 0 : f]) * scale[scale.Length == 1 ? 0 : f]);
        }

        return [y];
    }

    /// <summary>Each row divided by its norm: MAX the largest element, L1 the sum of magnitudes, L2 the root of the sum of squares. A norm of 0 leaves the row.</summary>
    private static Tensor?[] Normalizer(KernelCall c)
    {
        Tensor x = ElementwiseKernels.Convert(c[0], ElementType.Float);
        (int rows, int features) = Matrix(x);
        string norm = c.Node.Text("norm", "MAX");
        var y = new Tensor(ElementType.Float, x.Dims);
        for (int r = 0; r < rows; r++)
        {
            var row = new ArraySegment<double>(x.Data, r * features, features);
            double n = features == 0 ? 0 : norm switch
            {
                "MAX" => row.Max(),
                "L1" => row.Sum(Math.Abs),
                "L2" => Math.Sqrt(row.Sum(v => v * v)),
                _ => throw new OperatorException($"norm {norm} is unknown"),
            };
            for (int i = 0; i < features; i++)
            {
                y.Data[r * features + i] = n == 0 ? row[i] : (float)(row[i] / n);
            }
        }

        return [y];
    }

    /// <summary>Columns of the last axis by their indices.</summary>
    private static Tensor?[] ArrayFeatureExtractor(KernelCall c)
    {
        Tensor x = c[0], index = c[1];
        int width = x.Rank > 0 ? x.Dims[^1] : 1, rows = width == 0 ? 0 : x.Length / width;
        if (index.Data.Any(i => !(i >= 0 && i < width)))
        {
            throw new OperatorException($"an index is outside {width} columns");
        }

        int[] from = [.. Enumerable.Range(0, rows * index.Length).Select(i => i / index.Length * width + (int)index.Data[i % index.Length])];
        int[] dims = x.Rank > 1 ? [.. x.Dims[..^1], index.Length] : [1, index.Length];
        return [new Tensor(x.Type, dims, Array.ConvertAll(from, i => x.Data[i])) { Texts = x.Texts is { } texts ? Array.ConvertAll(from, i => texts[i]) : null }];
    }
}
