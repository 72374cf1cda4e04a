using System.Globalization;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Estimation;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Trees;

namespace AIoT.Embedded.ModelTools.Cli.Trees;

/// <summary>What quantize does with a model of decision trees.</summary>
internal sealed class TreeQuantization(TextWriter output, TextWriter errors)
{
    /// <summary>Writes the image and says how near it is; 1 when it loses more than it may or does not fit.</summary>
    /// <param name="trees">The model.</param>
    /// <param name="table">Rows that it is measured on.</param>
    /// <param name="options">What the image shall say; without class names those of the model.</param>
    /// <param name="target">The image's path.</param>
    /// <param name="least">Least share of rows with the float model's class.</param>
    /// <param name="estimate">Measures the image for the board that was asked for.</param>
    /// <param name="mostMilliseconds">Most time a window may take there.</param>
    /// <param name="cancel">Stops the writing.</param>
    public async Task<int> RunAsync(FloatTrees trees, FeatureTable table, QuantizerOptions options, string target, double least, Func<ModelImage, ModelEstimate?> estimate, double? mostMilliseconds, CancellationToken cancel)
    {
        if (table.Names.Count != trees.Features)
        {
            throw new ModelFileException(table.File, null, $"has {table.Names.Count} features, the model expects {trees.Features} inputs", "calibrate with features of the model's own recipe");
        }

        TreeResult result = new TreeQuantizer().Quantize(trees, table.Rows, options.Classes.Count > 0 ? options : options with { Classes = Names(trees) });
        await WholeFile.WriteAsync(target, result.Image, cancel);
        ModelImage image = ModelImage.Parse(result.Image, result.Image.Length);
        Agreement a = result.Calibration;
        double kept = trees.IsClassifier ? a.TopShare : result.Fidelity;
        void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        Line($"{target}: {trees.TreeCount} trees of {trees.NodeCount} nodes, {result.Image.Length} bytes, arena {image.ArenaBytes} bytes; scores are {result.Scores}");
        if (result.InputShift > 0)
        {
            Line($"features: the rows are no integers; the board is fed each feature times {1 << result.InputShift}, rounded");
        }

        Line($"outputs: {(trees.IsClassifier ? FormattableString.Invariant($"same top {100 * a.TopShare:F2} %") : FormattableString.Invariant($"fidelity {result.Fidelity:F4}"))} of {a.Rows} rows, largest error {a.MaxError:F5}, rms {a.RmsError:F6}");
        var faults = new List<string>();
        if (kept < least)
        {
            faults.Add(FormattableString.Invariant($"{(trees.IsClassifier ? "names the float model's class on" : "keeps of the float model's values")} {100 * kept:F2} %{(trees.IsClassifier ? " of the rows" : "")}, {100 * least:F2} % are asked for"));
        }

        faults.AddRange(estimate(image)?.Misfits(mostMilliseconds) ?? []);
        foreach (string fault in faults)
        {
            await errors.WriteLineAsync($"aiot-model: {target} {fault}");
        }

        return faults.Count > 0 ? CommandLine.Failed : 0;
    }

    /// <summary>The model's class names, where an image can hold them.</summary>
    private static IReadOnlyList<string> Names(FloatTrees trees) =>
        trees.Classes.Count == trees.Outputs && trees.Classes.All(c => c.Length is > 0 and <= ImageFormat.MaxNameLength && c.All(ch => ch is >= ' ' and <= '~')) ? trees.Classes : [];
}
