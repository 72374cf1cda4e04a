using System.Globalization;
using System.Text.Json.Nodes;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Trees;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Cli.Trees;

/// <summary>What verify does with an image of trees: ONNX Runtime, the importer's float path and the engine over the same rows.</summary>
internal sealed class TreeVerification(TextWriter output)
{
    /// <summary>ONNX Runtime adds trees in another order and in single precision.</summary>
    private const double ImporterTolerance = 1e-4;

    /// <summary>The trees of a file that an image may have been made from.</summary>
    /// <exception cref="ModelFileException">The image is none of trees, or of another size.</exception>
    public static FloatTrees Lower(string path, ModelImage image, ModelGraph graph)
    {
        FloatTrees trees = new TreeLowering().Lower(graph);
        return image.Kind == ModelKind.Trees && image.InputCount == trees.Features && image.OutputCount == TreeQuantizer.OutputsOf(trees)
            ? trees
            : throw new ModelFileException(path, null, $"is an image of kind {image.Kind} with {image.InputCount} inputs and {image.OutputCount} outputs, {trees.File} has trees with {trees.Features} and {trees.Outputs}", "compare with the model that the image was made from");
    }

    public async Task<int> RunAsync(ModelImage image, FloatTrees trees, OnnxReference reference, FeatureTable table, double least, string? json, CancellationToken cancel)
    {
        if (table.Names.Count != trees.Features)
        {
            throw new ModelFileException(table.File, null, $"has {table.Names.Count} features, the model expects {trees.Features} inputs", "use features of the model's own recipe");
        }

        double unit = RawUnits.Of(image) is { InputScale: > 0 } u ? u.InputScale : 1, importer = 0;
        Engine engine = new(image, 0);
        double[][] own = trees.Run(table.Rows), actual = new double[own.Length][], theirs = new double[own.Length][];
        int[] scores = new int[image.OutputCount];
        int labels = 0, sameLabel = 0;
        bool comparable = true;
        for (int r = 0; r < own.Length; r++)
        {
            cancel.ThrowIfCancellationRequested();
            (double[]? values, string? label) = reference.RunTrees(table.Rows[r]);
            comparable &= values?.Length == own[r].Length;
            theirs[r] = comparable ? values! : own[r];
            importer = comparable ? Math.Max(importer, own[r].Zip(values!, (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(b))).Max()) : importer;
            engine.Run(Array.ConvertAll(table.Rows[r], v => (int)Math.Clamp(Math.Round(v / unit), int.MinValue, int.MaxValue)), scores);
            actual[r] = Array.ConvertAll(scores, s => s / 32768.0);
            if (label is not null && trees.IsClassifier && trees.Classes.Count == scores.Length)
            {
                labels++;
                sameLabel += trees.Classes[Array.IndexOf(scores, scores.Max())] == label ? 1 : 0;
            }
        }

        double[][] expected = TreeQuantizer.OfScores(trees, theirs);
        Agreement a = Agreement.Of(expected, actual);
        double kept = !trees.IsClassifier ? new QualityMeasure(QualityMetric.Fidelity, expected, null).Of(actual) : labels > 0 ? (double)sameLabel / labels : a.TopShare;
        bool sameSource = image.CopySourceHash().AsSpan().SequenceEqual(trees.SourceSha256), selfTest = engine.SelfTest(), importerSound = importer <= ImporterTolerance;
        bool compared = comparable || labels > 0, passed = sameSource && selfTest && importerSound && compared && kept >= least;
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        Line($"source              {(sameSource ? "the image was made from this model" : "MISMATCH: the image was made from another model file")}");
        Line($"self-test           {(selfTest ? "passed" : "FAILED")}");
        Line($"importer            {(!comparable ? "not compared: the file gives scores as a sequence of maps (export with zipmap off)" : string.Create(CultureInfo.InvariantCulture, $"{(importerSound ? "as ONNX Runtime" : "MISMATCH with ONNX Runtime")}, largest relative difference {importer:E1} in float"))}");
        Line($"ONNX Runtime, image {a.Rows} rows: {(trees.IsClassifier ? string.Create(CultureInfo.InvariantCulture, $"same {(labels > 0 ? "label" : "top class")} {100 * kept:F2} %") : string.Create(CultureInfo.InvariantCulture, $"fidelity {kept:F4}"))}{(comparable ? string.Create(CultureInfo.InvariantCulture, $", largest error {a.MaxError:F5}, rms {a.RmsError:F6}") : "")}");
        Line($"generated code      none: trees run in the engine");
        if (json is not null)
        {
            await JsonReport.WriteAsync(json, new JsonObject
            {
                ["passed"] = passed,
                ["rows"] = a.Rows,
                ["sameSource"] = sameSource,
                ["selfTest"] = selfTest,
                ["importerError"] = comparable ? importer : null,
                ["kept"] = kept,
                ["largestError"] = comparable ? a.MaxError : null,
            }, cancel);
        }

        output.WriteLine(passed ? "verified" : "NOT VERIFIED");
        return passed ? 0 : CommandLine.Failed;
    }
}
