using System.CommandLine;
using AIoT.Embedded.Boards;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Estimation;
using AIoT.Embedded.ModelTools.Cli.Reporting;
using AIoT.Embedded.ModelTools.Cli.Trees;
using AIoT.Embedded.ModelTools.Conversion;
using AIoT.Embedded.ModelTools.Conversion.Features;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Trees;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>report: one page about an image, with pictures.</summary>
internal sealed class ReportCommand(TextWriter output)
{
    private readonly Argument<string> _image = new("IMAGE") { Description = "a model image (.aim)" };
    private readonly Option<string> _page = new("--output", "-o") { Description = "page to write (.html)", Required = true };
    private readonly Option<string?> _against = new("--against") { Description = "the ONNX model that it was made from: errors of the layers and agreement" };
    private readonly Option<string?> _data = new("--data") { Description = "CSV of features, labelled: confusion matrix and ROC" };
    private readonly Option<string?> _recordings = new("--recordings") { Description = "folder of recordings: spectra of example windows" };
    private readonly Option<double?> _rate = new("--rate") { Description = "samples a second, where the recordings do not tell" };
    private readonly Option<double?> _scale = new("--g-per-unit") { Description = "g per unit of the recordings" };
    private readonly Option<string?> _remedies = new("--remedies") { Description = "figures that 'quantize --json' wrote: what each remedy gave" };
    private readonly BoardOptions _board = new();

    public Command Build()
    {
        var command = new Command("report", "Write one self-contained page about an image: graph, sizes, errors, times, confusion matrix, ROC, spectra.") { _image, _page, _against, _data, _recordings, _rate, _scale, _remedies, _board.Board, _board.Packed };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        string path = parsed.GetRequiredValue(_image), target = parsed.GetRequiredValue(_page);
        ModelImage image = await ImageFile.ReadAsync(path, cancel);
        ModelGraph? graph = parsed.GetValue(_against) is { } model ? await new OnnxReader().ReadAsync(model, cancel) : null;
        FloatTrees? trees = graph is not null && TreeLowering.IsFor(graph) ? TreeVerification.Lower(path, image, graph) : null;
        FloatNetwork? network = graph is null || trees is not null ? null : Lower(path, image, graph);
        FeatureTable? table = parsed.GetValue(_data) is { } data ? await FeatureTable.ReadAsync(data, cancel) : null;
        if (table is not null && table.Names.Count != image.InputCount)
        {
            throw new ModelFileException(table.File, null, $"has {table.Names.Count} features, the image takes {image.InputCount} inputs", "use features of the model's own recipe");
        }

        BoardDescription? board = parsed.GetValue(_board.Board) is { } name ? BoardCatalog.Default().Find(name) : null;
        var builder = new ReportBuilder(image, Path.GetFileName(path))
        {
            Against = network,
            AgainstTrees = trees,
            Table = table,
            Estimate = board is null ? null : new BoardEstimator().Estimate(image, board, parsed.GetValue(_board.Packed)),
            Recordings = parsed.GetValue(_recordings),
            RecordingOptions = new ReadOptions { SampleRateHz = parsed.GetValue(_rate), GPerUnit = parsed.GetValue(_scale) },
            Remedies = parsed.GetValue(_remedies) is { } remedies ? await Remedy.ReadAsync(remedies, cancel) : null,
        };
        ReportData report = builder.Build(cancel);
        await WholeFile.WriteAsync(target, HtmlReport.Write(report), cancel);
        await output.WriteLineAsync($"{target}: {new FileInfo(target).Length} bytes, one page without links to anything else{(report.Missing.Count > 0 ? $"; not on it: {string.Join("; ", report.Missing)}" : "")}");
        return 0;
    }

    private static FloatNetwork Lower(string path, ModelImage image, ModelGraph graph)
    {
        if (image.Kind != ModelKind.Network)
        {
            throw new ModelFileException(path, null, $"is an image of kind {image.Kind}", "compare with the model that the image was made from");
        }

        FloatNetwork network = new GraphLowering().Lower(graph);
        return network.Input.Shape.Count == image.InputCount
            ? network
            : throw new ModelFileException(path, null, $"takes {image.InputCount} inputs, {graph.File} takes {network.Input.Shape.Count}", "compare with the model that the image was made from");
    }
}
