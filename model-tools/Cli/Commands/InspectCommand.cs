using System.CommandLine;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Cli.Inspection;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using AIoT.Embedded.ModelTools.Conversion.Quantization;
using AIoT.Embedded.ModelTools.Conversion.Trees;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>inspect: what a model is made of, and what stands in its way to the board.</summary>
internal sealed class InspectCommand(TextWriter output)
{
    private readonly Argument<string> _model = new("MODEL") { Description = "an ONNX file" };
    private readonly Option<bool> _all = new("--all") { Description = "name every node that folds away, not one line an operator" };

    public Command Build()
    {
        var command = new Command("inspect", "Show a model's layers, sizes, what folds away, and everything that cannot run on a board.") { _model, _all };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        ModelGraph graph = await new OnnxReader().ReadAsync(parsed.GetRequiredValue(_model), cancel);
        void Line(string text) => output.WriteLine(Tables.Printable(text));
        Line($"{graph.File}: {graph.Nodes.Count} nodes, opset {graph.Opset}, written by {(graph.Producer.Length > 0 ? graph.Producer : "an unknown tool")}");
        Line("inputs:  " + string.Join(", ", graph.Inputs.Select(i => $"{i.Name} {i.Type}{i.Shape}")));
        Line("outputs: " + string.Join(", ", graph.Outputs.Select(o => o.Type == ElementType.None ? o.Name : $"{o.Name} {o.Type}{o.Shape}")));
        var report = new NetworkReport(output, parsed.GetValue(_all));
        try
        {
            if (TreeLowering.IsFor(graph))
            {
                Trees(graph, report);
                return 0;
            }

            FloatNetwork network = new GraphLowering().Lower(graph);
            report.Write(network);
            ImageSize size = ImageSize.Of(graph);
            report.Sizes(network.Parameters, network.Macs, "multiply-accumulates", size.ImageBytes, size.RamBytes);
            return 0;
        }
        catch (UnsupportedModelException e)
        {
            report.Write(e.Issues);
            throw;
        }
    }

    private static void Trees(ModelGraph graph, NetworkReport report)
    {
        FloatTrees trees = new TreeLowering().Lower(graph);
        report.Write(trees);
        TreeResult result = new TreeQuantizer().Quantize(trees, [new double[trees.Features]], new QuantizerOptions { Id = "size" });
        ModelImage image = ModelImage.Parse(result.Image, result.Image.Length);
        report.Sizes(trees.NodeCount, (long)trees.TreeCount * trees.Depth, "comparisons at most", result.Image.Length, image.ArenaBytes);
    }
}
