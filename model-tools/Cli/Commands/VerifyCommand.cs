using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Trees;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Trees;
using AIoT.Embedded.ModelTools.Image;
using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>verify: the model in ONNX Runtime, the image in the firmware's engine, and the generated code, over the same data.</summary>
internal sealed class VerifyCommand(TextWriter output)
{
    /// <summary>The importer computes in double, ONNX Runtime in float: what may lie between them, relative to the largest output.</summary>
    private const double ImporterTolerance = 1e-3;

    /// <summary>A model that is already quantized rounds at other places in ONNX Runtime: steps of its output that the importer may be away.</summary>
    private const double QuantizedSteps = 1.01;

    private const int LayerRows = 32;

    private readonly Argument<string> _image = new("IMAGE") { Description = "a model image (.aim)" };
    private readonly Option<string> _against = new("--against") { Description = "the ONNX model that it was made from", Required = true };
    private readonly Option<string> _data = new("--data") { Description = "CSV of features", Required = true };
    private readonly Option<double> _minAgreement = new("--min-agreement") { Description = "several scores: least share of rows with ONNX Runtime's top class, 0 to 1; raw outputs: least fidelity (1 less rms error over the outputs' deviation)", DefaultValueFactory = _ => 0.95 };
    private readonly Option<double> _minRank = new("--min-rank-correlation") { Description = "one score (an anomaly): least rank correlation (Spearman) with ONNX Runtime's", DefaultValueFactory = _ => 0.95 };
    private readonly Option<double> _maxAreaDrop = new("--max-auc-drop") { Description = "one score and rows with labels: how much of the area under the ROC curve may be lost", DefaultValueFactory = _ => 0.01 };
    private readonly Option<string> _healthy = new("--healthy") { Description = "label of healthy rows, for that area", DefaultValueFactory = _ => "normal" };
    private readonly Option<string?> _json = new("--json") { Description = "write the figures to this file as JSON" };

    public Command Build()
    {
        foreach (Option<double> share in new[] { _minAgreement, _minRank, _maxAreaDrop })
        {
            share.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && result.GetValueOrDefault<double>() is not (>= 0 and <= 1))
                {
                    result.AddError($"{share.Name} takes 0 to 1.");
                }
            });
        }

        var command = new Command("verify", "Compare the model in ONNX Runtime, the image in the engine and the generated code; exit 1 on any mismatch.") { _image, _against, _data, _minAgreement, _minRank, _maxAreaDrop, _healthy, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string path = parsed.GetRequiredValue(_image), against = parsed.GetRequiredValue(_against);
        ModelImage image = await ImageFile.ReadAsync(path, cancel);
        ModelGraph graph = await new OnnxReader().ReadAsync(against, cancel);
        FeatureTable table = await FeatureTable.ReadAsync(parsed.GetRequiredValue(_data), cancel);
        if (TreeLowering.IsFor(graph))
        {
            FloatTrees trees = TreeVerification.Lower(path, image, graph);
            using OnnxReference forest = OnnxReference.Load(against, null);
            return await new TreeVerification(output).RunAsync(image, trees, forest, table, parsed.GetValue(_minAgreement), parsed.GetValue(_json), cancel);
        }

        FloatNetwork network = new GraphLowering().Lower(graph);
        RawUnits? units = Check(path, image, network, table);
        using OnnxReference reference = OnnxReference.Load(against, network.Output.Name);

        (GeneratedModel? generated, string why) = Generate(image);
        Engine engine = new(image, int.MaxValue), plainEngine = new(image, 0);
        int[] scores = new int[image.OutputCount], plain = new int[image.OutputCount], code = new int[image.OutputCount];
        List<double[]> expected = [], actual = [], boards = [];
        List<int[]> inputs = [];
        FloatReconstructionError? anomaly = Anomaly(image, network);
        int packedMismatches = 0, codeMismatches = 0;
        double importer = 0, largest = 1e-30;
        foreach (double[] row in table.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            double[] board = Array.ConvertAll(network.InputOrder, i => row[i]), theirs = reference.Run(row);
            theirs = theirs.Length == network.OutputOrder.Length
                ? Array.ConvertAll(network.OutputOrder, i => theirs[i])
                : throw new ModelFileException(against, null, $"ONNX Runtime gives {theirs.Length} outputs, the importer {network.OutputOrder.Length}", "this is a fault of the importer: please report the model");
            if (boards.Count < LayerRows)
            {
                importer = Math.Max(importer, network.RunAll(board)[network.Output.Id].Zip(theirs, (a, b) => Math.Abs(a - b)).Max());
            }

            largest = Math.Max(largest, theirs.Max(Math.Abs));
            int[] input = Input(board, units);
            engine.Run(input, scores);
            plainEngine.Run(input, plain);
            packedMismatches += scores.AsSpan().SequenceEqual(plain) ? 0 : 1;
            if (generated is not null)
            {
                generated.Run(input, code);
                codeMismatches += scores.AsSpan().SequenceEqual(code) ? 0 : 1;
            }

            expected.Add(anomaly is null ? theirs : anomaly.Compute([Normalised(network, board), theirs]));
            actual.Add(Array.ConvertAll(scores, s => image.HasScores ? s / 32768.0 : units is { OutputScale: > 0 } u ? (s - u.OutputZeroPoint) * (double)u.OutputScale : s));
            if (boards.Count < LayerRows)
            {
                boards.Add(board);
                inputs.Add(input);
            }
        }

        double step = network.Output.Told?.Scale ?? network.Layers.Select(l => l.Output.Told?.Scale).LastOrDefault(s => s is not null) ?? 0;
        var findings = new Findings
        {
            SameSource = image.CopySourceHash().AsSpan().SequenceEqual(network.SourceSha256),
            SelfTest = engine.SelfTest(),
            ImporterError = importer,
            ImporterSound = importer <= Math.Max(ImporterTolerance * Math.Max(1, largest), QuantizedSteps * step),
            Agreement = Agreement.Of(expected, actual),
            TopCounts = image.HasScores && image.OutputCount > 1,
            Comparable = expected[0].Length == image.OutputCount && (image.HasScores || units is { OutputScale: > 0 }),
            Score = image is { HasScores: true, OutputCount: 1 } ? ScoreComparison.Of(expected, actual, table.Labels, parsed.GetRequiredValue(_healthy)) : null,
            Fidelity = new QualityMeasure(QualityMetric.Fidelity, expected, null).Of(actual),
            PackedMismatches = packedMismatches,
            Generated = generated is not null,
            WhyNotGenerated = why,
            CodeMismatches = codeMismatches,
            Layers = LayerComparison.Compare(image, network, boards, inputs),
        };
        Report(findings, boards.Count);
        bool passed = findings.Passed(parsed.GetValue(_minAgreement), parsed.GetValue(_minRank), parsed.GetValue(_maxAreaDrop));
        if (parsed.GetValue(_json) is { } json)
        {
            await JsonReport.WriteAsync(json, findings.ToJson(passed), cancel);
        }

        output.WriteLine(passed ? "verified" : "NOT VERIFIED");
        return passed ? 0 : CommandLine.Failed;
    }

    private static RawUnits? Check(string path, ModelImage image, FloatNetwork network, FeatureTable table)
    {
        if (image.Kind != ModelKind.Network)
        {
            throw new ModelFileException(path, null, $"is an image of kind {image.Kind}", "only networks are compared with an ONNX model");
        }

        int inputs = network.Input.Shape.Count;
        if (image.InputCount != inputs)
        {
            throw new ModelFileException(path, null, $"takes {image.InputCount} inputs, {network.File} takes {inputs}", "compare with the model that the image was made from");
        }

        if (table.Names.Count != inputs)
        {
            throw new ModelFileException(table.File, null, $"has {table.Names.Count} features, the model expects {inputs} inputs", "use features of the model's own recipe");
        }

        RawUnits? units = RawUnits.Of(image);
        return units is { InputScale: > 0 } || ImageDecoder.Decode(image).InputType == TensorType.Features
            ? units
            : throw new ModelFileException(path, null, "takes raw integers and does not tell their scale", "quantize the model again with this tool");
    }

    private static int[] Input(double[] board, RawUnits? units) => Array.ConvertAll(board, v =>
        (int)Math.Clamp(units is { InputScale: > 0 } u ? Math.Round(v / u.InputScale) + u.InputZeroPoint : Math.Round(v), int.MinValue, int.MaxValue));

    /// <summary>The score of an image that ends with a reconstruction error, in real numbers: its full scale follows from the image's multipliers.</summary>
    private static FloatReconstructionError? Anomaly(ModelImage image, FloatNetwork network)
    {
        QuantizedModel model = ImageDecoder.Decode(image);
        if (model.Layers[^1] is not ReconstructionErrorLayer error || model.Layers[0] is not NormalizeLayer normalize || network.Layers[0] is not FloatAffine affine || network.Output.Shape.Count != affine.Scale.Length)
        {
            return null;
        }

        int i = Enumerable.Range(0, affine.Scale.Length).MaxBy(k => normalize.Multipliers[k]);
        double unit = affine.Scale[i] * Math.Pow(2, normalize.Shift) / normalize.Multipliers[i] / error.MultiplierA;
        double sum = 32768 * Math.Pow(2, error.Shift) / error.Multiplier * Math.Pow(2, error.PreShift);
        return new FloatReconstructionError { Name = "", Inputs = [], Output = network.Output, FullScale = sum * unit * unit / affine.Scale.Length };
    }

    private static double[] Normalised(FloatNetwork network, double[] board) => network.Layers[0].Run([board]);

    private static (GeneratedModel? Model, string Why) Generate(ModelImage image)
    {
        try
        {
            return (GeneratedModel.Of(ImageDecoder.Decode(image)), "");
        }
        catch (EmitException e)
        {
            return (null, e.Message);
        }
    }

    private void Report(Findings f, int layerRows)
    {
        void Line(string text) => output.WriteLine(text);
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        if (f.Layers.Count > 0)
        {
            Table layers = Tables.New("layer", "kind", "type", $"error, relative, {layerRows} rows#");
            foreach (LayerComparison.Row l in f.Layers)
            {
                layers.Row(l.Name.Length > 48 ? l.Name[..45] + "..." : l.Name, l.Kind, l.Type, Text($"{100 * l.RelativeError:F3} %"));
            }

            Tables.On(output).Write(layers);
        }

        Agreement a = f.Agreement;
        Line($"source              {(f.SameSource ? "the image was made from this model" : "MISMATCH: the image was made from another model file")}");
        Line($"self-test           {(f.SelfTest ? "passed" : "FAILED")}");
        Line(Text($"importer            {(f.ImporterSound ? "as ONNX Runtime" : "MISMATCH with ONNX Runtime")}, largest difference {f.ImporterError:E1} in float"));
        Line(!f.Comparable ? "ONNX Runtime, image not compared: the image gives raw integers of no known scale"
            : Text($"ONNX Runtime, image {a.Rows} rows: {(f.TopCounts ? Text($"same top class {100 * a.TopShare:F2} %") : f.Score is { } one ? Text($"rank correlation {one.RankCorrelation:F4}, score off by {100 * one.MedianRelativeError:F1} % (median), {100 * one.HighRelativeError:F1} % (95 % of the rows)") : Text($"fidelity {f.Fidelity:F4}"))}, largest error {a.MaxError:F4}, rms {a.RmsError:F5}"));
        if (f.Score is { AreaDrop: { } drop } s)
        {
            Line(Text($"area under ROC      ONNX Runtime {s.FloatArea:F4}, image {s.ImageArea:F4}, drop {drop:F4}"));
        }

        Line($"engine forms        {(f.PackedMismatches == 0 ? "bit-equal, packed and plain weights" : $"MISMATCH in {f.PackedMismatches} rows")}");
        Line($"generated code      {(!f.Generated ? "none: " + f.WhyNotGenerated : f.CodeMismatches == 0 ? "bit-equal to the engine" : $"MISMATCH in {f.CodeMismatches} rows")}");
    }

    private sealed record Findings
    {
        public required bool SameSource { get; init; }

        public required bool SelfTest { get; init; }

        public required double ImporterError { get; init; }

        public required bool ImporterSound { get; init; }

        public required Agreement Agreement { get; init; }

        public required bool Comparable { get; init; }

        public required double Fidelity { get; init; }

        /// <summary>For one score only.</summary>
        public required ScoreComparison? Score { get; init; }

        public required int PackedMismatches { get; init; }

        public required bool Generated { get; init; }

        public required string WhyNotGenerated { get; init; }

        public required int CodeMismatches { get; init; }

        public required IReadOnlyList<LayerComparison.Row> Layers { get; init; }

        /// <summary>Several scores: the top one is the class.</summary>
        public bool TopCounts { get; init; } = true;

        public bool Passed(double least, double leastRank, double mostAreaDrop) => SameSource && SelfTest && ImporterSound && PackedMismatches + CodeMismatches == 0
            && (!Comparable || (Score is { } s ? s.RankCorrelation >= leastRank && !(s.AreaDrop > mostAreaDrop + 1e-9) : (TopCounts ? Agreement.TopShare : Fidelity) >= least));

        public JsonObject ToJson(bool passed) => new()
        {
            ["passed"] = passed,
            ["rows"] = Agreement.Rows,
            ["sameSource"] = SameSource,
            ["selfTest"] = SelfTest,
            ["importerError"] = ImporterError,
            ["topAgreement"] = Comparable ? Agreement.TopShare : null,
            ["fidelity"] = Comparable ? Fidelity : null,
            ["rankCorrelation"] = Comparable ? Score?.RankCorrelation : null,
            ["medianRelativeError"] = Comparable ? Score?.MedianRelativeError : null,
            ["floatAuc"] = Score?.FloatArea,
            ["imageAuc"] = Score?.ImageArea,
            ["largestError"] = Comparable ? Agreement.MaxError : null,
            ["engineMismatches"] = PackedMismatches,
            ["generatedCode"] = Generated,
            ["generatedMismatches"] = CodeMismatches,
            ["layers"] = JsonReport.Array(Layers, l => new JsonObject { ["name"] = l.Name, ["kind"] = l.Kind, ["type"] = l.Type, ["relativeError"] = l.RelativeError }),
        };
    }
}
