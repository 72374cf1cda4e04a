using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AIoT.Embedded.Boards;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Estimation;
using AIoT.Embedded.ModelTools.Cli.Trees;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Trees;
using AIoT.Embedded.Signal;
using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>quantize: an ONNX model and calibration data become an integer image that keeps an accuracy budget and fits a board.</summary>
internal sealed class QuantizeCommand(TextWriter output, TextWriter errors)
{
    private readonly Argument<string> _model = new("MODEL") { Description = "an ONNX file" };
    private readonly Option<string> _calibrate = new("--calibrate") { Description = "CSV of features that the model will see ('features' and 'simulate' write it)", Required = true };
    private readonly Option<string?> _measure = new("--measure") { Description = "CSV of other rows to measure quality on; by default the calibration's own" };
    private readonly Option<string?> _recipe = new("--recipe") { Description = $"feature recipe: {string.Join(", ", RecipeLibrary.Names)}, or a file; without it the model takes raw integers" };
    private readonly Option<string> _image = new("--output", "-o") { Description = "image to write (.aim)", Required = true };
    private readonly Option<double> _maxDrop = new("--max-drop") { Description = "how much of the metric integers may cost (float model less image, same rows), 0 to 1; int8 first, then int16 where needed; exit 1 when it can't be kept", DefaultValueFactory = _ => 0.01 };
    private readonly Option<QualityMetric?> _metric = new("--metric") { Description = "agreement: share of rows with the float model's top class (default for several outputs); accuracy: share of rows with their label on top; auc: area under the ROC curve of one score, healthy rows against others; fidelity: 1 less the rms output error over the outputs' deviation (default for one output)" };
    private readonly Option<string[]> _labels = new("--labels") { Description = "label of each output in order, for accuracy; by default the class names", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _healthy = new("--healthy") { Description = "label of healthy rows, for auc", DefaultValueFactory = _ => "normal" };
    private readonly Option<bool> _anomaly = new("--anomaly") { Description = "the model is an autoencoder: the board's score is how badly it repeats its input" };
    private readonly Option<WideActivations> _wide = new("--int16") { Description = "which values may be int16: whereneeded, never, everywhere", DefaultValueFactory = _ => WideActivations.WhereNeeded };
    private readonly Option<string?> _id = new("--id") { Description = "name in the image; by default the model file's name" };
    private readonly Option<uint> _version = new("--model-version") { Description = "version in the image; a board never goes back", DefaultValueFactory = _ => 1 };
    private readonly Option<string[]> _classes = new("--class") { Description = "name of an output, in order; by default from the model file's metadata (aiot.classes)", AllowMultipleArgumentsPerToken = true };
    private readonly Option<SplitKind> _split = new("--split") { Description = "how the data behind the model's published quality was split", DefaultValueFactory = _ => SplitKind.Unknown };
    private readonly Option<RangeMethod?> _method = new("--ranges") { Description = "one way to find ranges instead of the best measured" };
    private readonly Option<double?> _minAgreement = new("--min-agreement") { Description = "also fail (exit 1) below this share of equal top classes, 0 to 1" };
    private readonly Option<string?> _json = new("--json") { Description = "write what each remedy gave, errors by layer and the board's figures to this file as JSON" };
    private readonly BoardOptions _board = new();

    public Command Build()
    {
        _maxDrop.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 1))
            {
                result.AddError("--max-drop takes 0 to 1, e.g. 0.01 for one percent.");
            }
        });
        var command = new Command("quantize", "Make an integer image from an ONNX model: int8, and int16 where the accuracy budget needs it.")
        {
            _model, _calibrate, _measure, _recipe, _image, _board.Board, _board.Packed, _board.MaxTime, _maxDrop, _metric, _labels, _healthy, _anomaly, _wide, _id, _version, _classes, _split, _method, _minAgreement, _json,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string file = parsed.GetRequiredValue(_model), target = parsed.GetRequiredValue(_image);
        BoardDescription? board = parsed.GetValue(_board.Board) is { } name ? BoardCatalog.Default().Find(name) : null;
        ModelGraph graph = await new OnnxReader().ReadAsync(file, cancel);
        if (TreeLowering.IsFor(graph))
        {
            return await TreesAsync(parsed, new TreeLowering().Lower(graph), target, board, cancel);
        }

        FloatNetwork network = new GraphLowering().Lower(graph);
        string? recipeName = parsed.GetValue(_recipe);
        FeatureRecipe? recipe = recipeName is null ? null : RecipeLibrary.Find(recipeName);
        int inputs = network.Input.Shape.Count;
        if (recipe is not null && recipe.FeatureCount != inputs)
        {
            throw new ModelFileException(file, null, $"the model expects {inputs} inputs, recipe {recipeName} makes {recipe.FeatureCount} features", "train on this recipe's features or quantize with the recipe that the model was trained on");
        }

        FeatureTable table = await TableAsync(parsed.GetRequiredValue(_calibrate), inputs, "calibrate", cancel);
        FeatureTable measured = parsed.GetValue(_measure) is { } other ? await TableAsync(other, inputs, "measure", cancel) : table;
        IReadOnlyList<string> classes = Classes(parsed, graph, network);
        QuantizedResult result = Quantize(parsed, network, table, measured, new QuantizerOptions
        {
            Id = Id(parsed, file),
            Version = parsed.GetValue(_version),
            Recipe = recipe?.ToBytes() ?? [],
            Classes = parsed.GetValue(_anomaly) ? [] : classes,
            Split = parsed.GetValue(_split),
            CalibrationHash = table.Sha256[..16],
            Method = parsed.GetValue(_method),
            Metric = parsed.GetValue(_metric),
            MaxDrop = parsed.GetValue(_maxDrop),
            Wide = parsed.GetValue(_wide),
            Anomaly = parsed.GetValue(_anomaly),
        }, classes, cancel);
        await WholeFile.WriteAsync(target, result.Image, cancel);
        ModelImage image = ModelImage.Parse(result.Image, result.Image.Length);
        ModelEstimate? estimate = board is null ? null : new BoardEstimator().Estimate(image, board, parsed.GetValue(_board.Packed));
        string rows = measured == table ? "the calibration's own rows" : $"rows of {measured.File}";
        Report(target, image, result, rows, estimate);
        if (parsed.GetValue(_json) is { } json)
        {
            JsonObject report = JsonReport.Of(result, rows);
            report["estimate"] = estimate is null ? null : JsonReport.Of(estimate);
            await JsonReport.WriteAsync(json, report, cancel);
        }

        return await VerdictAsync(parsed, target, result, estimate);
    }

    private async Task<int> TreesAsync(ParseResult parsed, FloatTrees trees, string target, BoardDescription? board, CancellationToken cancel)
    {
        FeatureTable table = await TableAsync(parsed.GetRequiredValue(_calibrate), trees.Features, "calibrate", cancel);
        var options = new QuantizerOptions
        {
            Id = Id(parsed, trees.File),
            Version = parsed.GetValue(_version),
            Recipe = parsed.GetValue(_recipe) is { } name ? RecipeLibrary.Find(name).ToBytes() : [],
            Classes = parsed.GetValue(_classes) is { Length: > 0 } told ? Split(told) : [],
            Split = parsed.GetValue(_split),
            CalibrationHash = table.Sha256[..16],
        };
        double least = Math.Max(1 - parsed.GetValue(_maxDrop), parsed.GetValue(_minAgreement) ?? 0);
        return await new TreeQuantization(output, errors).RunAsync(trees, table, options, target, least, image => board is null ? null : new BoardEstimator().Estimate(image, board, parsed.GetValue(_board.Packed)), parsed.GetValue(_board.MaxTime), cancel);
    }

    private static async Task<FeatureTable> TableAsync(string path, int inputs, string verb, CancellationToken cancel)
    {
        FeatureTable table = await FeatureTable.ReadAsync(path, cancel);
        return table.Names.Count == inputs
            ? table
            : throw new ModelFileException(table.File, null, $"has {table.Names.Count} features, the model expects {inputs} inputs", $"{verb} with features of the model's own recipe");
    }

    private QuantizedResult Quantize(ParseResult parsed, FloatNetwork network, FeatureTable table, FeatureTable measured, QuantizerOptions options, IReadOnlyList<string> classes, CancellationToken cancel)
    {
        List<double[]> Board(FeatureTable t) => [.. t.Rows.Select(r => Array.ConvertAll(network.InputOrder, i => r[i]))];
        if (options.Metric is QualityMetric.Accuracy or QualityMetric.Auc)
        {
            options = options with { MeasureLabels = Labels(parsed, measured, options.Metric == QualityMetric.Auc, classes) };
        }

        try
        {
            return new Quantizer().Quantize(network, Board(table), options with { MeasureRows = Board(measured) }, cancel);
        }
        catch (ArgumentException e) when (e is not ArgumentOutOfRangeException)
        {
            throw new ModelFileException(measured.File, null, e.Message, "choose another --metric, or rows that suit it", e);
        }
    }

    private int[] Labels(ParseResult parsed, FeatureTable table, bool healthyOrNot, IReadOnlyList<string> classes)
    {
        if (table.Labels is null)
        {
            throw new ModelFileException(table.File, null, "has no column 'label'", "label its rows, or measure agreement");
        }

        if (healthyOrNot)
        {
            string healthy = parsed.GetRequiredValue(_healthy);
            return table.Labels.Contains(healthy)
                ? [.. table.Labels.Select(l => l == healthy ? 0 : 1)]
                : throw new ModelFileException(table.File, null, $"has no row labelled '{healthy}'", $"name the label of healthy rows with --healthy; there are {string.Join(", ", table.Labels.Distinct().Take(8))}");
        }

        string[] names = parsed.GetValue(_labels) is { Length: > 0 } told ? Split(told) : [.. classes];
        int unknown = table.Labels.ToList().FindIndex(l => !names.Contains(l));
        return unknown < 0
            ? [.. table.Labels.Select(l => Array.IndexOf(names, l))]
            : throw new ModelFileException(table.File, null, $"has a row labelled '{table.Labels[unknown]}', the outputs are {(names.Length == 0 ? "not named" : string.Join(", ", names))}", "name the label of each output, in order, with --labels");
    }

    private string Id(ParseResult parsed, string file)
    {
        string id = parsed.GetValue(_id) ?? Path.GetFileNameWithoutExtension(file);
        return id.Length <= 32 ? id : id[..32];
    }

    private static string[] Split(string[] names) => [.. names.SelectMany(c => c.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private IReadOnlyList<string> Classes(ParseResult parsed, ModelGraph graph, FloatNetwork network)
    {
        string[] told = parsed.GetValue(_classes) is { Length: > 0 } option ? Split(option)
            : graph.Metadata.TryGetValue("aiot.classes", out string? names) ? names.Split(',', StringSplitOptions.TrimEntries) : [];
        int outputs = network.Output.Shape.Count;
        return told.Length == 0 || told.Length == outputs
            ? told
            : throw new ModelFileException(graph.File, null, $"has {outputs} outputs, {told.Length} class names were given", "name every output once, in order");
    }

    private void Report(string target, ModelImage image, QuantizedResult r, string rows, ModelEstimate? estimate)
    {
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        string metric = r.Metric.ToString().ToLowerInvariant();
        Table trials = Tables.New("tried", "error of the result (rms)#", metric + "#", "kept");
        foreach (QuantizationTrial t in r.Trials)
        {
            trials.Row(t.What, Text($"{t.Error:G4}"), t.Quality is { } q ? Text($"{q:F4}") : "", t.Kept ? "yes" : "");
        }

        Tables.On(output).Write(trials);
        if (r.Layers.Count > 0)
        {
            Table layers = Tables.New("layer", "kind", "type", "error of the result when only this layer is in integers#", "share#");
            foreach (LayerError l in r.Layers)
            {
                layers.Row(l.Name.Length > 48 ? l.Name[..45] + "..." : l.Name, l.Kind, l.Type, Text($"{l.Alone:G4}"), Text($"{100 * l.Share:F1} %"));
            }

            Tables.On(output).Write(layers);
        }

        output.WriteLine($"{target}: {r.Image.Length} bytes, arena {image.ArenaBytes} bytes, {image.Work} multiply-accumulates");
        output.WriteLine(Text($"{metric}: float {r.FloatQuality:F4}, image {r.ImageQuality:F4}, drop {r.Drop:F4}, measured in the engine on {r.Agreement.Rows} rows, {rows}"));
        output.WriteLine(Text($"outputs: same top {100 * r.Agreement.TopShare:F2} %, largest error {r.Agreement.MaxError:F4}, rms {r.Agreement.RmsError:F5}"));
        if (estimate is not null)
        {
            output.WriteLine(Text($"board {estimate.Board.Name}: RAM {estimate.RamBytes} of {estimate.Board.HeapBytes} bytes, flash {estimate.ImageBytes} of {estimate.Board.FlashBytes}, {estimate.WindowMilliseconds:F2} ms a window (estimated; 'estimate' names the assumptions)"));
        }
    }

    private async Task<int> VerdictAsync(ParseResult parsed, string target, QuantizedResult r, ModelEstimate? estimate)
    {
        var faults = new List<string>();
        double most = parsed.GetValue(_maxDrop);
        string worst = r.Worst is { } layer ? FormattableString.Invariant($"; layer '{layer.Name}' ({layer.Kind}) costs most, {100 * layer.Share:F0} % of the squared error") : "";
        if (r.Drop > most + 1e-9)
        {
            faults.Add(FormattableString.Invariant($"loses {r.Drop:F4} of {r.Metric.ToString().ToLowerInvariant()}, {most} is allowed{worst}: give more calibration rows, allow --int16 or a larger --max-drop, or train the model with quantization in mind"));
        }

        if (parsed.GetValue(_minAgreement) is { } least && r.Agreement.TopShare < least)
        {
            faults.Add(FormattableString.Invariant($"has the float model's top class on {100 * r.Agreement.TopShare:F2} % of the rows, {100 * least:F2} % are asked for{worst}"));
        }

        faults.AddRange(estimate?.Misfits(parsed.GetValue(_board.MaxTime)) ?? []);
        foreach (string fault in faults)
        {
            await errors.WriteLineAsync($"aiot-model: {target} {fault.ReplaceLineEndings(" ")}");
        }

        return faults.Count > 0 ? CommandLine.Failed : 0;
    }
}
