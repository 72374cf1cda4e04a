using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>ai.onnx.ml's linear models: scores = x * coefficients' + intercepts, a row of coefficients a score.</summary>
internal static class LinearModelKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["ai.onnx.ml.LinearRegressor"] = c => [Scores(c, checked((int)c.Node.Int("targets", 1)), null)];
        table["ai.onnx.ml.LinearClassifier"] = Classifier;
    }

    /// <summary>Classes that a classifier names.</summary>
    public static int Labels(GraphNode node) => node.Texts("classlabels_strings") is { Length: > 0 } texts ? texts.Length : node.Ints("classlabels_ints")?.Length ?? 0;

    private static Tensor Scores(KernelCall c, int outputs, Action<double[]>? finish)
    {
        Tensor x = c[0];
        (int rows, int features) = MachineLearningKernels.Matrix(x);
        float[] w = c.Node.Floats("coefficients") ?? [], b = c.Node.Floats("intercepts") ?? [];
        if (outputs < 1 || w.Length != (long)outputs * features || (b.Length != 0 && b.Length != outputs))
        {
            throw new OperatorException($"its {w.Length} coefficients and {b.Length} intercepts do not fit {features} features and {outputs} outputs");
        }

        var y = new Tensor(ElementType.Float, [rows, outputs]);
        WorkLimit.Check((long)y.Length * features);
        string transform = c.Node.Text("post_transform", "NONE");
        for (int r = 0; r < rows; r++)
        {
            for (int o = 0; o < outputs; o++)
            {
                double sum = b.Length == 0 ? 0 : b[o];
                for (int i = 0; i < features; i++)
                {
                    sum += x.Data[r * features + i] * w[o * features + i];
                }

                y.Data[r * outputs + o] = (float)sum;
            }
        }

        finish?.Invoke(y.Data);
        for (int r = 0; r < rows; r++)
        {
            PostTransform.Apply(transform, y.Data.AsSpan(r * outputs, outputs));
        }

        return y;
    }

    private static Tensor?[] Classifier(KernelCall c)
    {
        (int rows, int features) = MachineLearningKernels.Matrix(c[0]);
        int labels = Labels(c.Node), count = (c.Node.Floats("coefficients") ?? []).Length, outputs = features == 0 ? 0 : count / features;
        var classes = new int[rows];
        Tensor scores = Scores(c, outputs, raw =>
        {
            // The class is that of the largest score before the transform, which keeps the order; one score speaks for the second of two classes.
            for (int r = 0; r < rows; r++)
            {
                classes[r] = outputs == 1 ? (raw[r] > 0 ? 1 : 0) : Top(raw.AsSpan(r * outputs, outputs));
            }
        });
        if (labels != 0 && labels != outputs && !(labels == 2 && outputs == 1))
        {
            throw new OperatorException($"names {labels} classes for {outputs} scores");
        }

        if (outputs == 1 && labels == 2)
        {
            bool logistic = c.Node.Text("post_transform", "NONE") == "LOGISTIC";
            scores = new Tensor(ElementType.Float, [rows, 2], [.. scores.Data.SelectMany(v => new[] { logistic ? (float)(1 - v) : -v, v })]);
        }

        return [MachineLearningKernels.Labels(c.Node.Ints("classlabels_ints"), c.Node.Texts("classlabels_strings"), classes), scores];
    }

    /// <summary>The first of the largest.</summary>
    public static int Top(ReadOnlySpan<double> row)
    {
        int top = 0;
        for (int i = 1; i < row.Length; i++)
        {
            top = row[i] > row[top] ? i : top;
        }

        return top;
    }
}
