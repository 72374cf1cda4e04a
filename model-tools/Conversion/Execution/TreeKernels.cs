using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Trees;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>ai.onnx.ml's decision trees, computed in single precision and tree by tree as ONNX Runtime does, so that ties fall the same way.</summary>
internal static class TreeKernels
{
    public static void Register(Dictionary<string, Kernel> table)
    {
        table["ai.onnx.ml.TreeEnsembleClassifier"] = Classifier;
        table["ai.onnx.ml.TreeEnsembleRegressor"] = Regressor;
    }

    private static Tensor?[] Regressor(KernelCall c)
    {
        (int rows, int features) = MachineLearningKernels.Matrix(c[0]);
        TreeTable trees = TreeTable.Read(c.Node, features);
        WorkLimit.Check((long)rows * trees.Roots.Length * (trees.Depth + 1));
        var y = new Tensor(ElementType.Float, [rows, trees.Outputs]);
        for (int r = 0; r < rows; r++)
        {
            float[] sums = Sums(trees, c[0], r, features, out _);
            Span<double> row = y.Data.AsSpan(r * trees.Outputs, trees.Outputs);
            for (int o = 0; o < sums.Length; o++)
            {
                row[o] = trees.Base.Length == 0 ? sums[o] : sums[o] + trees.Base[trees.Base.Length == 1 ? 0 : o];
            }

            PostTransform.Apply(trees.PostTransform, row);
        }

        return [y];
    }

    private static Tensor?[] Classifier(KernelCall c)
    {
        (int rows, int features) = MachineLearningKernels.Matrix(c[0]);
        TreeTable trees = TreeTable.Read(c.Node, features);
        WorkLimit.Check((long)rows * trees.Roots.Length * (trees.Depth + 1));
        bool binary = TreeVotes.OneScoreForTwo(trees);
        var classes = new int[rows];
        var y = new Tensor(ElementType.Float, [rows, trees.Outputs]);
        for (int r = 0; r < rows; r++)
        {
            float[] sums = Sums(trees, c[0], r, features, out bool[] spoken);
            classes[r] = binary ? TreeVotes.OfOneScore(trees, sums) : OfScores(trees, sums, spoken);
            for (int o = 0; o < sums.Length; o++)
            {
                y.Data[r * trees.Outputs + o] = sums[o];
            }

            if (!binary)
            {
                PostTransform.Apply(trees.PostTransform, y.Data.AsSpan(r * trees.Outputs, trees.Outputs));
            }
        }

        return [MachineLearningKernels.Labels(c.Node.Ints("classlabels_int64s"), c.Node.Texts("classlabels_strings"), classes), y];
    }

    private static float[] Sums(TreeTable trees, Tensor x, int row, int features, out bool[] spoken)
    {
        var sums = new float[trees.Outputs];
        spoken = new bool[trees.Outputs];
        trees.Sum(x.Data.AsSpan(row * features, features), sums, spoken);
        return sums;
    }

    /// <summary>The first class with the largest sum.</summary>
    private static int OfScores(TreeTable trees, float[] sums, bool[] spoken)
    {
        int top = -1;
        for (int o = 0; o < sums.Length; o++)
        {
            if (trees.Base.Length > 0)
            {
                sums[o] += trees.Base[trees.Base.Length == 1 ? 0 : Math.Min(o, trees.Base.Length - 1)];
                spoken[o] = true;
            }

            if (spoken[o] && (top < 0 || sums[o] > sums[top]))
            {
                top = o;
            }
        }

        return Math.Max(0, top);
    }
}
