using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Estimation;
using AIoT.Embedded.ModelTools.Cli.Verification;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Emission;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Trees;
using AIoT.Embedded.ModelTools.Evaluation.Metrics;
using AIoT.Embedded.ModelTools.Image;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.ModelTools.Cli.Reporting;

/// <summary>Measures what a report shows: with the firmware's engine, over the data that was given.</summary>
internal sealed class ReportBuilder(ModelImage image, string file)
{
    private const string NoScores = "the image gives raw integers, not scores";

    private readonly List<string> _missing = [];

    public FloatNetwork? Against { get; init; }

    /// <summary>The model of an image of trees.</summary>
    public FloatTrees? AgainstTrees { get; init; }

    public FeatureTable? Table { get; init; }

    public ModelEstimate? Estimate { get; init; }

    public string? Recordings { get; init; }

    /// <summary>Rate and unit of recordings that do not tell them.</summary>
    public ReadOptions RecordingOptions { get; init; } = new();

    public (string Metric, IReadOnlyList<Remedy> List)? Remedies { get; init; }

    public ReportData Build(CancellationToken cancel)
    {
        List<int[]> fed = [];
        List<double[]> scores = Table is null ? [] : Run(Table, fed, cancel);
        ClassReport? confusion = Table is null ? null : Confused(Table, scores);
        IReadOnlyList<RocCurve> curves = Table is null ? [] : Curves(Table, scores);
        ReportAgreement? agreement = Table is null || (Against is null && AgainstTrees is null) ? null : Agree(Table, scores);
        IReadOnlyList<ReportLayer> layers = Layers(fed);
        IReadOnlyList<ExampleWindow> examples = Examples(cancel);
        Say(Table is null, "confusion matrix and ROC: give labelled features (--data)");
        Say(Against is null && AgainstTrees is null, "errors of the layers and agreement with the float model: give the model (--against) and features (--data)");
        Say(Estimate is null, "time and RAM on a board: give its name (--board)");
        Say(Remedies is null, "what each remedy of the quantization gave: give the figures that 'quantize --json' wrote (--remedies)");
        Say(Recordings is null, "spectra of example windows: give a folder of recordings (--recordings)");
        return new ReportData
        {
            Image = image,
            File = file,
            Layers = layers,
            Facts = Facts(),
            Board = Estimate is { } e ? new ReportBoard(e.Board.Name, e.Board.Title, e.RamBytes, e.Board.HeapBytes, e.Board.FlashBytes, e.FeatureMilliseconds, e.InferenceMilliseconds, e.Assumptions) : null,
            Agreement = agreement,
            Data = Table?.File,
            Remedies = Remedies?.List ?? [],
            Metric = Remedies?.Metric ?? "",
            Confusion = confusion,
            Curves = curves,
            Examples = examples,
            Missing = _missing,
        };
    }

    private void Say(bool when, string missing)
    {
        if (when)
        {
            _missing.Add(missing);
        }
    }

    private List<double[]> Run(FeatureTable table, List<int[]> fed, CancellationToken cancel)
    {
        var engine = new Engine(image, int.MaxValue);
        var results = new List<double[]>(table.Rows.Count);
        int[] y = new int[image.OutputCount];
        RawUnits? units = RawUnits.Of(image);
        foreach (double[] row in table.Rows)
        {
            cancel.ThrowIfCancellationRequested();
            double[] board = Against is null ? row : Array.ConvertAll(Against.InputOrder, i => row[i]);
            int[] x = Array.ConvertAll(board, v => units is { InputScale: > 0 } u
                ? (int)Math.Clamp(Math.Round(v / u.InputScale) + u.InputZeroPoint, short.MinValue, short.MaxValue)
                : (int)Math.Clamp(Math.Round(v), int.MinValue, int.MaxValue));
            engine.Run(x, y);
            fed.Add(x);
            results.Add(Array.ConvertAll(y, v => image.HasScores ? v / 32768.0 : units is { OutputScale: > 0 } u ? (v - u.OutputZeroPoint) * u.OutputScale : v));
        }

        return results;
    }

    private int ClassOf(string label) => Enumerable.Range(0, image.ClassCount).FirstOrDefault(c => image.ClassName(c).Equals(label, StringComparison.OrdinalIgnoreCase), -1);

    private ClassReport? Confused(FeatureTable table, List<double[]> scores)
    {
        if (table.Labels is null || image.ClassCount < 2)
        {
            _missing.Add(table.Labels is null ? "confusion matrix and ROC: the data has no column 'label'" : "confusion matrix and ROC: the image names no classes (quantize --class)");
            return null;
        }

        int[] known = [.. table.Labels.Select(ClassOf)];
        string[] unknown = [.. table.Labels.Where((_, r) => known[r] < 0).Distinct()];
        Say(unknown.Length > 0, $"rows whose label is none of the image's classes: {string.Join(", ", unknown.Take(6).Select(l => $"'{l}'"))}");
        ClassReport report = ClassReport.Of([.. Enumerable.Range(0, image.ClassCount).Select(image.ClassName)], [.. scores.Select((s, r) => (known[r], s)).Where(r => r.Item1 >= 0)]);
        return report.Rows > 0 ? report : null;
    }

    /// <summary>Each class against the rest; for one score, whatever is not labelled as healthy against what is.</summary>
    private List<RocCurve> Curves(FeatureTable table, List<double[]> scores)
    {
        if (table.Labels is not { } labels)
        {
            return [];
        }

        if (image.OutputCount == 1)
        {
            bool[] faulty = [.. labels.Select(l => !(l is "" or "0" || l.Equals("normal", StringComparison.OrdinalIgnoreCase) || l.Equals("healthy", StringComparison.OrdinalIgnoreCase)))];
            return RocCurve.Of("not healthy", [.. scores.Select((s, r) => (s[0], faulty[r]))]) is { } one ? [one] : [];
        }

        int[] rows = [.. Enumerable.Range(0, scores.Count).Where(r => ClassOf(labels[r]) >= 0)];
        var curves = new List<RocCurve>();
        for (int c = 0; c < image.ClassCount && image.HasScores; c++)
        {
            if (RocCurve.Of(image.ClassName(c), [.. rows.Select(r => (scores[r][c], ClassOf(labels[r]) == c))]) is { } curve)
            {
                curves.Add(curve);
            }
        }

        Say(!image.HasScores, "ROC: " + NoScores);
        return curves;
    }

    private ReportAgreement? Agree(FeatureTable table, List<double[]> scores)
    {
        double[][] expected = AgainstTrees is not null ? TreeQuantizer.Expected(AgainstTrees, table.Rows)
            : [.. table.Rows.AsParallel().AsOrdered().Select(r => Against!.RunAll(Array.ConvertAll(Against.InputOrder, i => r[i]))[Against.Output.Id])];
        (string model, byte[] source) = AgainstTrees is not null ? (AgainstTrees.File, AgainstTrees.SourceSha256) : (Against!.File, Against.SourceSha256);
        if (expected[0].Length != scores[0].Length || (!image.HasScores && RawUnits.Of(image) is null))
        {
            _missing.Add("agreement with the float model: " + NoScores);
            return null;
        }

        return new ReportAgreement(Path.GetFileName(model), image.CopySourceHash().AsSpan().SequenceEqual(source), Agreement.Of(expected, scores));
    }

    private List<ReportLayer> Layers(List<int[]> fed)
    {
        if (image.Kind != ModelKind.Network)
        {
            _missing.Add($"graph of the layers: an image of kind {image.Kind} has none");
            return [];
        }

        QuantizedModel model = ImageDecoder.Decode(image);
        IReadOnlyList<TensorShape> shapes = model.Shapes();
        Dictionary<int, double> errors = Errors(fed);
        return [.. model.Layers.Select((l, i) => new ReportLayer(
            l.Kind.ToString(),
            shapes[i + 1].ToString(),
            l.ResultType switch { TensorType.Int8 => "int8", TensorType.Int16 => "int16", _ => "Q15" },
            model.InputsOf(i),
            l.Work([.. model.InputsOf(i).Select(t => shapes[t])]),
            ModelImageWriter.ParameterBytes(l),
            errors.TryGetValue(i, out double e) ? e : null,
            Estimate is { } board && i < board.Layers.Count ? board.Layers[i].Milliseconds : null))];
    }

    private Dictionary<int, double> Errors(List<int[]> fed)
    {
        const int rows = 256;
        if (Against is null || Table is null)
        {
            return [];
        }

        double[][] real = [.. Table.Rows.Take(rows).Select(r => Array.ConvertAll(Against.InputOrder, i => r[i]))];
        IReadOnlyList<LayerComparison.Row> compared = LayerComparison.Compare(image, Against, real, [.. fed.Take(rows)]);
        Say(compared.Count == 0, "errors of the layers: the image's layers cannot be told apart as the model's");
        return compared.ToDictionary(r => r.Index, r => r.RelativeError);
    }

    private IReadOnlyList<ExampleWindow> Examples(CancellationToken cancel)
    {
        if (Recordings is null)
        {
            return [];
        }

        byte[] bytes = image.RecipeLength > 0 ? image.CopyRecipe() : [];
        if (bytes.Length == 0 || !FeatureRecipe.TryParse(bytes, 0, bytes.Length, out FeatureRecipe recipe, out _))
        {
            _missing.Add("spectra of example windows: the image has no feature recipe");
            return [];
        }

        IReadOnlyList<ExampleWindow> examples = new ExampleReader(image, recipe, RecordingOptions).Read(Recordings, cancel);
        return examples.Count > 0 ? examples : throw new ModelFileException(Recordings, null, $"no recording is as long as one window of {recipe.WindowLength} samples at {recipe.SampleRateMilliHz / 1000.0} Hz", "give longer recordings, sampled at least as fast");
    }

    private List<(string, string)> Facts() =>
    [
        ("id", image.Id),
        ("version", image.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("kind", image.Kind.ToString()),
        ("classes", image.ClassCount == 0 ? "(none)" : string.Join(", ", Enumerable.Range(0, image.ClassCount).Select(image.ClassName))),
        ("split of the data", image.Split == SplitKind.Random ? "Random (leaky)" : image.Split.ToString()),
        ("image SHA-256", Convert.ToHexStringLower(image.ComputeHash())),
        ("source model SHA-256", Convert.ToHexStringLower(image.CopySourceHash())),
        ("calibration data", Convert.ToHexStringLower(image.CopyCalibrationHash())),
        ("made by", image.ToolVersion),
        ("signature", image.SignatureLength == 0 ? "(unsigned)" : $"{image.SignatureLength} bytes"),
    ];
}
