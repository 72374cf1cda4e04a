using System.CommandLine;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Onnx;
using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli.Commands;

/// <summary>inspect: what a model is made of, and what stands in its way to the board.</summary>
internal sealed class InspectCommand(TextWriter output)
{
    private readonly Argument<string> _model = new("MODEL") { Description = "an ONNX file" };

    public Command Build()
    {
        var command = new Command("inspect", "Show a model's layers, sizes and what cannot run on a board.") { _model };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        ModelGraph graph = await new OnnxReader().ReadAsync(parsed.GetRequiredValue(_model), cancel);
        output.WriteLine($"{graph.File}: {graph.Nodes.Count} nodes, opset {graph.Opset}, written by {(graph.Producer.Length > 0 ? graph.Producer : "an unknown tool")}");
        output.WriteLine($"inputs: {string.Join(", ", graph.Inputs.Select(i => $"{i.Name} {i.Type}{i.Shape}"))}; outputs: {string.Join(", ", graph.Outputs.Select(o => $"{o.Name} {o.Type}{o.Shape}"))}");
        FloatNetwork network;
        try
        {
            network = new GraphLowering().Lower(graph);
        }
        catch (UnsupportedModelException e)
        {
            Table issues = Tables.New("node", "operator", "why it cannot run on a board", "what to do");
            foreach (ModelIssue issue in e.Issues)
            {
                issues.Row(issue.Node, issue.Op, issue.Problem, issue.Advice);
            }

            Tables.On(output).Write(issues);
            throw;
        }

        Table layers = Tables.New("layer", "kind", "input", "output", "parameters#", "multiply-accumulates#");
        foreach (FloatLayer layer in network.Layers)
        {
            layers.Row(layer.Name, layer.Kind + (layer.Clips ? " + clip" : ""), string.Join(" + ", layer.Inputs.Select(i => i.Shape)), layer.Output.Shape, layer.Parameters, layer.Macs);
        }

        Tables.On(output).Write(layers);
        Table folded = Tables.New("folded node", "operator", "into");
        foreach (FoldedNode node in network.Folded)
        {
            folded.Row(node.Node, node.Op, node.Into);
        }

        Tables.On(output).Write(folded);
        output.WriteLine($"{network.Parameters} parameters, {network.Macs} multiply-accumulates");
        return 0;
    }
}
