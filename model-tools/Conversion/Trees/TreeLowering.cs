using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;

namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>
/// Recognises a model of decision trees: scaling feature by feature, one TreeEnsemble node, and behind it only nodes that rename scores.
/// The scaling goes into the thresholds.
/// </summary>
public sealed class TreeLowering
{
    private const int MaxTrees = 4096, MaxDepth = 64, MaxOutputs = 64, MaxFeatures = 4096, MaxNodes = 64;

    /// <summary>Whether a graph is one of trees, which becomes an image of its own kind.</summary>
    public static bool IsFor(ModelGraph graph) => GraphPruning.ToScores(graph).Graph.Nodes.Any(IsTrees);

    /// <exception cref="UnsupportedModelException">The trees, or nodes around them, cannot run on the board: all of them are listed.</exception>
    /// <exception cref="ModelFileException">The model's input is not one row of features.</exception>
    public FloatTrees Lower(ModelGraph graph)
    {
        ModelGraph scores = GraphPruning.ToScores(graph).Graph;
        if (scores.Inputs is not [var input])
        {
            throw new ModelFileException(graph.File, null, $"has {scores.Inputs.Count} inputs", "export a model with one input: the features");
        }

        int[] dims = GraphLowering.Dims(scores, input);
        int features = Tensor.Count(dims);
        var issues = new List<ModelIssue>();
        FeatureMap[] maps = [.. Enumerable.Repeat(FeatureMap.None, features)];
        GraphNode? trees = null;
        TreeTable? table = null;
        string at = input.Name;
        if (scores.Nodes.Count > MaxNodes)
        {
            throw new ModelFileException(graph.File, null, $"has {scores.Nodes.Count} nodes around its trees", "end the model at the trees");
        }

        foreach (GraphNode node in scores.Nodes)
        {
            try
            {
                if (IsTrees(node) && trees is null && node.Inputs is [var fed] && fed == at)
                {
                    trees = node;
                    table = TreeTable.Read(node, features);
                    Check(table, features);
                    at = node.Outputs[^1];
                    continue;
                }

                if (node.Inputs.All(i => i != at))
                {
                    throw new CannotLowerException("it stands beside the trees", "leave one row of features, its scaling and one TreeEnsemble");
                }

                if (trees is null)
                {
                    Scale(scores, node, at, maps);
                }
                else
                {
                    Rename(node, table!);
                }

                at = node.Outputs[0];
            }
            catch (Exception e) when (e is CannotLowerException or OperatorException)
            {
                issues.Add(new ModelIssue(node.Name, node.FullOp, e.Message, (e as CannotLowerException)?.Advice ?? "check the model or export it again"));
                at = node.Outputs.Length > 0 ? node.Outputs[IsTrees(node) ? ^1 : 0] : at;
                trees ??= IsTrees(node) ? node : null;
            }
        }

        return issues.Count == 0 ? new FloatTrees(scores, trees!, table!, maps) : throw new UnsupportedModelException(graph.File, issues);
    }

    private static bool IsTrees(GraphNode node) => node.FullOp is "ai.onnx.ml.TreeEnsembleClassifier" or "ai.onnx.ml.TreeEnsembleRegressor";

    private static void Check(TreeTable table, int features)
    {
        void Limit(int value, int most, string what, string advice)
        {
            if (value > most)
            {
                throw new CannotLowerException($"{value} {what}, an image holds {most}", advice);
            }
        }

        Limit(table.Roots.Length, MaxTrees, "trees", "train with fewer trees (n_estimators)");
        Limit(table.Depth, MaxDepth, "tests from root to leaf", "train with a smaller max_depth");
        Limit(table.Outputs, MaxOutputs, "outputs", "train with fewer classes");
        Limit(features, MaxFeatures, "features", "train on fewer features");
        if (table.Mode.Any(m => m is SplitMode.Equal or SplitMode.NotEqual))
        {
            throw new CannotLowerException("trees that test for equality (categorical features)", "encode categories as one feature each before training");
        }

        if (table.Aggregate is not ("SUM" or "AVERAGE"))
        {
            throw new CannotLowerException($"trees joined by {table.Aggregate}", "the board adds trees: train with sums or averages");
        }

        if (table.PostTransform is not ("NONE" or "LOGISTIC" or "SOFTMAX"))
        {
            throw new CannotLowerException($"post_transform {table.PostTransform}", "export with NONE, LOGISTIC or SOFTMAX");
        }
    }

    /// <summary>One step of scaling in front of the trees, for every feature.</summary>
    private static void Scale(ModelGraph graph, GraphNode node, string at, FeatureMap[] maps)
    {
        switch (node.FullOp)
        {
            case "Identity" or "Dropout" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze":
                return;
            case "Cast" when ElementTypes.IsFloat((ElementType)node.Int("to", 0)):
                return;
            case "ai.onnx.ml.Scaler":
                float[] offset = node.Floats("offset") ?? [0], scale = node.Floats("scale") ?? [1];
                Each(maps, Of(offset, maps.Length), Of(scale, maps.Length), (v, o, s) => (v - o) * s, (_, s) => s);
                return;
            case "Add" or "Sub" or "Mul" or "Div":
                string other = node.Inputs[0] == at ? node.Inputs[1] : node.Inputs[0];
                if (!graph.Constants.TryGetValue(other, out Tensor? constant))
                {
                    break;
                }

                float[] c = Of(Array.ConvertAll(constant.Data, v => (float)v), maps.Length);
                bool first = node.Inputs[0] == at;
                switch (node.Op)
                {
                    case "Add":
                        Each(maps, c, c, (v, k, _) => v + k, (_, _) => 1);
                        return;
                    case "Mul":
                        Each(maps, c, c, (v, k, _) => v * k, (k, _) => k);
                        return;
                    case "Sub":
                        Each(maps, c, c, first ? (v, k, _) => v - k : (v, k, _) => k - v, (_, _) => first ? 1 : -1);
                        return;
                    case "Div" when first && c.All(k => k != 0):
                        Each(maps, c, c, (v, k, _) => v / k, (k, _) => k);
                        return;
                }

                break;
        }

        throw new CannotLowerException("it stands in front of trees and mixes or bends features", "put nothing but scaling (Scaler, Sub, Div, Mul, Add with constants) in front of trees");
    }

    private static void Each(FeatureMap[] maps, float[] a, float[] b, Func<float, float, float, float> step, Func<float, float, float> sign)
    {
        for (int f = 0; f < maps.Length; f++)
        {
            float p = a[f], q = b[f];
            maps[f] = maps[f].Then(sign(p, q) < 0, v => step(v, p, q));
        }
    }

    private static float[] Of(float[] values, int features) => values.Length == features ? values
        : values.Length == 1 ? [.. Enumerable.Repeat(values[0], features)]
        : throw new CannotLowerException($"{values.Length} constants for {features} features", "give one constant, or one a feature");

    /// <summary>Behind the trees only what leaves scores as they are may stand.</summary>
    private static void Rename(GraphNode node, TreeTable table)
    {
        bool renames = node.FullOp is "Identity" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "ai.onnx.ml.ZipMap"
            || (node.Op == "Cast" && ElementTypes.IsFloat((ElementType)node.Int("to", 0)))
            || (node.FullOp == "ai.onnx.ml.Normalizer" && node.Text("norm", "MAX") == "L1" && table.PostTransform == "SOFTMAX");
        if (!renames)
        {
            throw new CannotLowerException("it stands behind trees", "end the model at the trees");
        }
    }
}
