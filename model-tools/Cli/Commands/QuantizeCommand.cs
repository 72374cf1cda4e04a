using System.CommandLine;
using System.Globalization;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.Signal;
using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>quantize: an ONNX model and calibration data become an int8 image.</summary>
internal sealed class QuantizeCommand(TextWriter output)
{
    private readonly Argument<string> _model = new("MODEL") { Description = "an ONNX file" };
    private readonly Option<string> _calibrate = new("--calibrate") { Description = "CSV of features that the model will see ('features' and 'simulate' write it)", Required = true };
    private readonly Option<string?> _recipe = new("--recipe") { Description = $"feature recipe: {string.Join(", ", RecipeLibrary.Names)}, or a file; without it the model takes raw int8" };
    private readonly Option<string> _image = new("--output", "-o") { Description = "image to write (.aim)", Required = true };
    private readonly Option<string?> _id = new("--id") { Description = "name in the image; by default the model file's name" };
    private readonly Option<uint> _version = new("--model-version") { Description = "version in the image; a board never goes back", DefaultValueFactory = _ => 1 };
    private readonly Option<string[]> _classes = new("--class") { Description = "name of an output, in order; by default from the model file's metadata (aiot.classes)", AllowMultipleArgumentsPerToken = true };
    private readonly Option<SplitKind> _split = new("--split") { Description = "how the data behind the model's published quality was split", DefaultValueFactory = _ => SplitKind.Unknown };
    private readonly Option<RangeMethod?> _method = new("--ranges") { Description = "one way to find ranges instead of the best measured" };
    private readonly Option<double?> _minAgreement = new("--min-agreement") { Description = "fail (exit 1) below this share of equal top classes, 0 to 1" };

    public Command Build()
    {
        var command = new Command("quantize", "Make an int8 image from an ONNX model.") { _model, _calibrate, _recipe, _image, _id, _version, _classes, _split, _method, _minAgreement };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string file = parsed.GetRequiredValue(_model), target = parsed.GetRequiredValue(_image);
        ModelGraph graph = await new OnnxReader().ReadAsync(file, cancel);
        FloatNetwork network = new GraphLowering().Lower(graph);
        string? recipeName = parsed.GetValue(_recipe);
        FeatureRecipe? recipe = recipeName is null ? null : RecipeLibrary.Find(recipeName);
        int inputs = network.Input.Shape.Count;
        if (recipe is not null && recipe.FeatureCount != inputs)
        {
            throw new ModelFileException(file, null, $"the model expects {inputs} inputs, recipe {recipeName} makes {recipe.FeatureCount} features", "train on this recipe's features or quantize with the recipe that the model was trained on");
        }

        FeatureTable table = await FeatureTable.ReadAsync(parsed.GetRequiredValue(_calibrate), cancel);
        if (table.Names.Count != inputs)
        {
            throw new ModelFileException(table.File, null, $"has {table.Names.Count} features, the model expects {inputs} inputs", "calibrate with features of the model's own recipe");
        }

        List<double[]> rows = [.. table.Rows.Select(r => Array.ConvertAll(network.InputOrder, i => r[i]))];
        QuantizedResult result = new Quantizer().Quantize(network, rows, new QuantizerOptions
        {
            Id = Id(parsed, file),
            Version = parsed.GetValue(_version),
            Recipe = recipe?.ToBytes() ?? [],
            Classes = Classes(parsed, graph, network),
            Split = parsed.GetValue(_split),
            CalibrationHash = table.Sha256[..16],
            Method = parsed.GetValue(_method),
        }, cancel);
        await WriteAsync(target, result.Image, cancel);
        Report(target, result);
        return parsed.GetValue(_minAgreement) is { } least && result.Agreement.TopShare < least ? CommandLine.Failed : 0;
    }

    private string Id(ParseResult parsed, string file)
    {
        string id = parsed.GetValue(_id) ?? Path.GetFileNameWithoutExtension(file);
        return id.Length <= 32 ? id : id[..32];
    }

    private IReadOnlyList<string> Classes(ParseResult parsed, ModelGraph graph, FloatNetwork network)
    {
        string[] told = parsed.GetValue(_classes) is { Length: > 0 } option ? [.. option.SelectMany(c => c.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))]
            : graph.Metadata.TryGetValue("aiot.classes", out string? names) ? names.Split(',', StringSplitOptions.TrimEntries) : [];
        int outputs = network.Output.Shape.Count;
        return told.Length == 0 || told.Length == outputs
            ? told
            : throw new ModelFileException(graph.File, null, $"has {outputs} outputs, {told.Length} class names were given", "name every output once, in order");
    }

    /// <summary>The image appears whole or not at all.</summary>
    private static async Task WriteAsync(string target, byte[] image, CancellationToken cancel)
    {
        string part = target + ".part";
        if (Path.GetDirectoryName(Path.GetFullPath(target)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        await File.WriteAllBytesAsync(part, image, cancel);
        File.Move(part, target, overwrite: true);
    }

    private void Report(string target, QuantizedResult result)
    {
        Agreement a = result.Agreement;
        var image = ModelImage.Parse(result.Image, result.Image.Length);
        Table trials = Tables.New("tried", "output error (rms)#", "kept");
        foreach (QuantizationTrial t in result.Trials)
        {
            trials.Row(t.What, t.Error.ToString("G4", CultureInfo.InvariantCulture), t.Kept ? "yes" : "");
        }

        Tables.On(output).Write(trials);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {result.Image.Length} bytes, arena {image.ArenaBytes} bytes, {image.Work} multiply-accumulates"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"float against int8 over {a.Rows} calibration rows: same top class {100 * a.TopShare:F2} %, largest score error {a.MaxError:F4}, rms {a.RmsError:F5}"));
    }
}
