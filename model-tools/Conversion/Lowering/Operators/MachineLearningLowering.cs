using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

/// <summary>Operators of ai.onnx.ml: scalers are affine maps, linear models dense layers. Trees become an image of their own kind, not layers.</summary>
internal static class MachineLearningLowering
{
    public static void Register(Dictionary<string, Lowerer> table)
    {
        table.Add(Scaler, "ai.onnx.ml.Scaler");
        table["ai.onnx.ml.LinearClassifier"] = (c, n) => [null, Classifier(c, n)];
        table.Add(Regressor, "ai.onnx.ml.LinearRegressor");
        table.Add(Normalizer, "ai.onnx.ml.Normalizer");
        table["ai.onnx.ml.TreeEnsembleClassifier"] = (_, _) => throw Trees();
        table["ai.onnx.ml.TreeEnsembleRegressor"] = (_, _) => throw Trees();
    }

    private static CannotLowerException Trees() => new("trees become an image of their own, without layers before or behind them", "end the model at the trees; put in front of them nothing but Scaler, Sub, Div, Mul, Add with constants");

    private static Place Scaler(LoweringContext c, GraphNode node)
    {
        float[] offset = node.Floats("offset") ?? [0], scale = node.Floats("scale") ?? [1];
        Place x = c.In(node, 0);
        int width = Math.Max(offset.Length, scale.Length);
        double S(int i) => scale[scale.Length == 1 ? 0 : i];
        double O(int i) => offset[offset.Length == 1 ? 0 : i];
        return c.Affine(node, x, Tensor.Vector(ElementType.Double, [.. Enumerable.Range(0, width).Select(S)]), Tensor.Vector(ElementType.Double, [.. Enumerable.Range(0, width).Select(i => -O(i) * S(i))]));
    }

    private static Place Linear(LoweringContext c, GraphNode node, int outputs)
    {
        Place x = c.In(node, 0);
        float[] coefficients = node.Floats("coefficients") ?? [], intercepts = node.Floats("intercepts") ?? [];
        int inputs = x.Order.Length;
        if (coefficients.Length != inputs * outputs || intercepts.Length > outputs)
        {
            throw new CannotLowerException($"{coefficients.Length} coefficients for {inputs} features and {outputs} outputs", "check the model or export it again");
        }

        var w = new Tensor(ElementType.Double, [inputs, outputs]);
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                w.Data[i * outputs + o] = coefficients[o * inputs + i];
            }
        }

        return c.Dense(node, x, w, [.. Enumerable.Range(0, outputs).Select(o => o < intercepts.Length ? (double)intercepts[o] : 0)], null, node.Outputs.Length - 1);
    }

    private static Place Classifier(LoweringContext c, GraphNode node)
    {
        int labels = LinearModelKernels.Labels(node), outputs = (node.Floats("coefficients") ?? []).Length / Math.Max(1, c.In(node, 0).Order.Length);
        Place z = Linear(c, node, outputs);
        string transform = node.Text("post_transform", "NONE");
        if (outputs == 1 && labels == 2)
        {
            // One score z for two classes.
            var both = new FloatDense { Name = node.Name + " classes", Inputs = [z.Value], Output = c.NewValue(node.Outputs[1], TensorShape.Vector(2)), Weights = transform == "LOGISTIC" ? [0, 1] : [-1, 1], Bias = [0, 0] };
            if (transform is not ("LOGISTIC" or "NONE"))
            {
                throw new CannotLowerException($"post_transform {transform} of one score", "export the model with post_transform NONE or LOGISTIC");
            }

            c.Layers.Add(both);
            Place pair = z with { Value = both.Output, Dims = [1, 2], Order = [0, 1] };

            // sigmoid(z) and 1 - sigmoid(z) are the softmax of 0 and z.
            return transform == "NONE" ? pair : Scores(c, node, pair);
        }

        return transform switch
        {
            "NONE" => z,
            "SOFTMAX" => Scores(c, node, z),
            "LOGISTIC" when IsMirrored(node, outputs) => Scores(c, node, Halved(c, node, z)),
            "LOGISTIC" => c.Function(Second(node), z, "Sigmoid", v => 1 / (1 + Math.Exp(-v))),
            _ => throw new CannotLowerException($"post_transform {transform}", "export the model with post_transform NONE, LOGISTIC or SOFTMAX"),
        };
    }

    private static Place Scores(LoweringContext c, GraphNode node, Place z)
    {
        NetworkValue value = c.NewValue(node.Outputs[^1], z.Shape);
        c.Layers.Add(new FloatSoftmax { Name = node.Name + " scores", Inputs = [z.Value], Output = value });
        return z with { Value = value };
    }

    /// <summary>scikit-learn writes two classes as -z and z: their sigmoids are the softmax of -z/2 and z/2, and add up to 1.</summary>
    private static bool IsMirrored(GraphNode node, int outputs)
    {
        float[] w = node.Floats("coefficients") ?? [], b = node.Floats("intercepts") ?? [];
        return outputs == 2 && Enumerable.Range(0, w.Length / 2).All(i => w[i] == -w[i + w.Length / 2]) && (b.Length == 0 || (b.Length == 2 && b[0] == -b[1]));
    }

    private static Place Halved(LoweringContext c, GraphNode node, Place z)
    {
        NetworkValue value = c.NewValue(node.Outputs[^1] + " halved", z.Shape);
        c.Layers.Add(new FloatAffine { Name = node.Name, Inputs = [z.Value], Output = value, Scale = [0.5, 0.5], Offset = [0, 0] });
        return z with { Value = value };
    }

    /// <summary>The node seen as one that makes its second output only.</summary>
    private static GraphNode Second(GraphNode node) => new(node.Name, node.Domain, node.Op, node.Inputs, [node.Outputs[^1]], node.Attributes);

    private static Place Regressor(LoweringContext c, GraphNode node)
    {
        Place y = Linear(c, node, (int)node.Int("targets", 1));
        return node.Text("post_transform", "NONE") switch
        {
            "NONE" => y,
            "LOGISTIC" => c.Function(node, y, "Sigmoid", v => 1 / (1 + Math.Exp(-v))),
            "SOFTMAX" => Scores(c, node, y),
            var other => throw new CannotLowerException($"post_transform {other}", "export the model with post_transform NONE, LOGISTIC or SOFTMAX"),
        };
    }

    /// <summary>Behind scores that add up to 1 the L1 norm changes nothing.</summary>
    private static Place Normalizer(LoweringContext c, GraphNode node)
    {
        Place x = c.In(node, 0);
        if (node.Text("norm", "MAX") == "L1" && c.Layers.FirstOrDefault(l => l.Output == x.Value) is FloatSoftmax)
        {
            c.Fold(node, "nothing to do: the scores add up to 1");
            return x;
        }

        throw new CannotLowerException($"it divides by the {node.Text("norm", "MAX")} norm of its input at run time", "use a scaler with constants (StandardScaler), or multinomial classes instead of one-vs-rest");
    }
}
