using System.Globalization;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Trees;
using AIoT.Embedded.ModelTools.Image;

namespace AIoT.Embedded.ModelTools.Cli.Trees;

/// <summary>What verify does with an image of trees: the importer's float path against the engine.</summary>
internal sealed class TreeVerification(TextWriter output)
{
    public int Run(string path, ModelImage image, FloatTrees trees, FeatureTable table, double least)
    {
        if (image.Kind != ModelKind.Trees || image.InputCount != trees.Features || image.OutputCount != TreeQuantizer.OutputsOf(trees))
        {
            throw new ModelFileException(path, null, $"is an image of kind {image.Kind} with {image.InputCount} inputs and {image.OutputCount} outputs, {trees.File} has trees with {trees.Features} and {trees.Outputs}", "compare with the model that the image was made from");
        }

        if (table.Names.Count != trees.Features)
        {
            throw new ModelFileException(table.File, null, $"has {table.Names.Count} features, the model expects {trees.Features} inputs", "use features of the model's own recipe");
        }

        double unit = RawUnits.Of(image) is { InputScale: > 0 } u ? u.InputScale : 1;
        var engine = new Engine(image, 0);
        int[] scores = new int[image.OutputCount];
        double[][] actual = [.. table.Rows.Select(row =>
        {
            engine.Run(Array.ConvertAll(row, v => (int)Math.Clamp(Math.Round(v / unit), int.MinValue, int.MaxValue)), scores);
            return Array.ConvertAll(scores, s => s / 32768.0);
        })];
        Agreement a = Agreement.Of(TreeQuantizer.Expected(trees, table.Rows), actual);
        bool sameSource = image.CopySourceHash().AsSpan().SequenceEqual(trees.SourceSha256), selfTest = engine.SelfTest(), passed = sameSource && selfTest && a.TopShare >= least;
        output.WriteLine($"source            {(sameSource ? "the image was made from this model" : "MISMATCH: the image was made from another model file")}");
        output.WriteLine($"self-test         {(selfTest ? "passed" : "FAILED")}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"float and image   {a.Rows} rows: same top {100 * a.TopShare:F2} %, largest error {a.MaxError:F5}, rms {a.RmsError:F6} (float: this importer, in single precision)"));
        output.WriteLine("generated code    none: trees run in the engine");
        output.WriteLine(passed ? "verified" : "NOT VERIFIED");
        return passed ? 0 : CommandLine.Failed;
    }
}
