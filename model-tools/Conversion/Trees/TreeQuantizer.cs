using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>
/// Trees in integers. Features are integers, so a test x &lt;= t of a real threshold is exactly x &lt;= floor(t), found through whatever scaling
/// stands before it: every row takes the same way through every tree as in the float model. Leaves are scaled to 29 bits.
/// </summary>
public sealed class TreeQuantizer
{
    /// <summary>Sums stay below 2^29.</summary>
    private const double SumRange = 1 << 29;

    /// <summary>Widths of a step of the exponential table, in nats.</summary>
    private static readonly double[] Steps = [1.0 / 16, 1.0 / 24, 1.0 / 32, 1.0 / 48, 1.0 / 64, 1.0 / 128, 1.0 / 256];

    /// <param name="trees">The model.</param>
    /// <param name="rows">Rows of features; where they are no integers, all features are multiplied by one power of two.</param>
    /// <param name="options">What the image shall say.</param>
    /// <exception cref="InvalidModelException">The trees do not fit an image.</exception>
    public TreeResult Quantize(FloatTrees trees, IReadOnlyList<double[]> rows, QuantizerOptions options)
    {
        int shift = InputShift(rows);
        TreeOutputs outputs = TreeOutputs.Of(trees);
        double[][] expected = Array.ConvertAll(trees.Run(rows), r => outputs.Expected(r));
        int[][] fed = [.. rows.Select(r => Array.ConvertAll(r, v => ToInteger(v, shift)))];
        double[] steps = outputs.Softmax ? Steps : [1];
        TreeResult? best = null;
        foreach (double step in steps)
        {
            TreeModel model = Build(trees, outputs, shift, step, options) with { SelfTestInput = fed[fed.Length / 2] };
            byte[] image = ModelImageWriter.Write(model);
            var runner = new IntegerRunner(image);
            double[][] actual = [.. fed.Select(r => runner.Run(Array.ConvertAll(r, v => (double)v)))];
            Agreement agreement = Agreement.Of(expected, actual);
            if (best is null || Better(agreement, best.Calibration))
            {
                best = new TreeResult { Model = model, Image = image, InputShift = shift, Low = outputs.Low, High = outputs.High, Scores = outputs.Meaning, Calibration = agreement, Fidelity = new QualityMeasure(QualityMetric.Fidelity, expected, null).Of(actual) };
            }
        }

        return best!;
    }

    /// <summary>
    /// Wide steps reach far (255 of them), narrow ones tell near scores apart: first the probabilities must be right to 1 %, then classes count, then errors.
    /// </summary>
    private static bool Better(Agreement a, Agreement b)
    {
        const double right = 0.01;
        bool aRight = a.MaxError <= right, bRight = b.MaxError <= right;
        return aRight != bRight ? aRight
            : !aRight ? a.MaxError < b.MaxError
            : a.SameTop != b.SameTop ? a.SameTop > b.SameTop : a.RmsError < b.RmsError;
    }

    /// <summary>Scores that an image of the trees has.</summary>
    public static int OutputsOf(FloatTrees trees) => TreeOutputs.Of(trees).Base.Length;

    /// <summary>The board's ideal scores of each row: the float model's, where the trees' are no probabilities brought between 0 and 1.</summary>
    public static double[][] Expected(FloatTrees trees, IReadOnlyList<double[]> rows) => OfScores(trees, trees.Run(rows));

    /// <summary>The same for scores that the float model gave elsewhere.</summary>
    public static double[][] OfScores(FloatTrees trees, double[][] scores)
    {
        TreeOutputs outputs = TreeOutputs.Of(trees);
        return Array.ConvertAll(scores, r => outputs.Expected(r));
    }

    /// <summary>What the integers stand for, where features are no integers or scores no probabilities.</summary>
    private static RawUnits? Units(TreeOutputs outputs, int shift)
    {
        double step = (outputs.High - outputs.Low) / 32768;
        bool plain = outputs.Low == 0 && outputs.High == 1;
        return shift == 0 && plain ? null : new RawUnits(shift == 0 ? 0 : (float)Math.Pow(2, -shift), 0, plain ? 0 : (float)step, plain ? 0 : (int)Math.Round(-outputs.Low / step));
    }

    /// <summary>Bits that a feature moves left to become an integer without losing what the rows show; 0 for integers.</summary>
    internal static int InputShift(IReadOnlyList<double[]> rows)
    {
        double largest = Math.Max(1, rows.Max(r => r.Max(Math.Abs)));
        int room = Math.Max(0, 30 - (int)Math.Ceiling(Math.Log2(largest + 1)));
        return rows.All(r => r.All(v => v == Math.Floor(v))) ? 0 : Math.Min(24, room);
    }

    internal static int ToInteger(double value, int shift) => (int)Math.Clamp(Math.Round(value * Math.Pow(2, shift)), int.MinValue, int.MaxValue);

    private static TreeModel Build(FloatTrees trees, TreeOutputs outputs, int shift, double step, QuantizerOptions options)
    {
        TreeTable table = trees.Table;
        double average = table.Aggregate == "AVERAGE" ? table.Roots.Length : 1;
        double scale = SumRange / Math.Max(1e-30, outputs.LargestSum);
        var thresholds = new TreeThresholds(trees, shift);
        TreeNode Node(int at)
        {
            if (table.Leaves[at] is { } leaf)
            {
                double[] add = outputs.Leaf(leaf, average);
                int[] values = Array.ConvertAll(add, v => (int)Math.Round(v * scale));
                return outputs.OnePerLeaf
                    ? new TreeNode.Leaf(Math.Max(0, Array.FindIndex(values, v => v != 0)), values.FirstOrDefault(v => v != 0))
                    : new TreeNode.VectorLeaf(values);
            }

            (int limit, bool low) = thresholds.Of(at);
            TreeNode holds = Node(table.True[at]), fails = Node(table.False[at]);
            return new TreeNode.Test(table.Feature[at], limit, low ? holds : fails, low ? fails : holds);
        }

        return new TreeModel
        {
            Id = options.Id,
            Version = options.Version,
            Recipe = options.Recipe,
            Classes = options.Classes,
            Units = Units(outputs, shift),
            Provenance = new Provenance(trees.SourceSha256, options.CalibrationHash, options.Split, options.ToolVersion),
            Features = trees.Features,
            Trees = [.. table.Roots.Select(Node)],
            Base = Array.ConvertAll(outputs.Base, b => (int)Math.Round(b * scale)),
            Requantization = Requantize(trees, outputs.Softmax ? 1 / (scale * step) : 32768 / scale),
            SoftmaxRatio = outputs.Softmax ? SoftmaxLayer.ForScale(step).Ratio : null,
        };
    }

    private static Requantization Requantize(FloatTrees trees, double factor)
    {
        try
        {
            return Requantization.FromFactors(factor);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidModelException($"{trees.File}: the trees have no integer form: their leaves are too large ({string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{factor:G3}")} of a score's 32768 steps a unit): scale them down", e);
        }
    }
}
