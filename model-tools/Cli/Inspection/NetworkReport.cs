using System.Globalization;
using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering;
using AIoT.Embedded.ModelTools.Conversion.Trees;
using Spectre.Console;

namespace AIoT.Embedded.ModelTools.Cli.Inspection;

/// <summary>Prints what a model is made of.</summary>
internal sealed class NetworkReport(TextWriter output, bool everyNode)
{
    public void Write(FloatNetwork network)
    {
        Table layers = Tables.New("#", "layer", "kind", "input", "output", "parameters#", "multiply-accumulates#", "share#");
        long macs = Math.Max(1, network.Macs);
        foreach ((int index, FloatLayer layer) in network.Layers.Index())
        {
            layers.Row(index + 1, layer.Name, Kind(layer), string.Join(" + ", layer.Inputs.Select(i => i.Shape)), layer.Output.Shape, Number(layer.Parameters), Number(layer.Macs), layer.Macs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * layer.Macs / macs:F1} %"));
        }

        Tables.On(output).Write(layers);
        output.WriteLine("(shapes: height x width x channels of one window)");
        Folded(network.Folded);
    }

    public void Write(FloatTrees trees)
    {
        Table table = Tables.New("trees#", "nodes#", "deepest walk#", "features#", "outputs#", "classes");
        table.Row(Number(trees.TreeCount), Number(trees.NodeCount), Number(trees.Depth), Number(trees.Features), Number(trees.Outputs), trees.Classes.Count == 0 ? "(values)" : string.Join(", ", trees.Classes.Take(8)) + (trees.Classes.Count > 8 ? ", ..." : ""));
        Tables.On(output).Write(table);
    }

    public void Write(IReadOnlyList<ModelIssue> issues)
    {
        Table table = Tables.New("node", "operator", "why it cannot run on a board", "what to do").ShowRowSeparators();
        foreach (ModelIssue issue in issues)
        {
            table.Row(issue.Node, issue.Op, issue.Problem, issue.Advice);
        }

        Tables.On(output).Write(table);
    }

    public void Sizes(long parameters, long work, string unit, int imageBytes, int ramBytes)
    {
        output.WriteLine($"{Number(parameters)} parameters, {Number(work)} {unit} an inference");
        output.WriteLine($"as an image: about {Number(imageBytes)} bytes of flash, {Number(ramBytes)} bytes of RAM for activations ({Share(imageBytes, ImageFormat.MaxBodyLength)} and {Share(ramBytes, 1 << 20)} of what an image may have)");
    }

    /// <summary>Folded nodes, those of one operator with one fate in one line.</summary>
    private void Folded(List<FoldedNode> nodes)
    {
        if (nodes.Count == 0)
        {
            output.WriteLine("no node folds away");
            return;
        }

        Table folded;
        if (everyNode)
        {
            folded = Tables.New("folds away", "operator", "into");
            foreach (FoldedNode node in nodes)
            {
                folded.Row(node.Node, node.Op, node.Into);
            }
        }
        else
        {
            folded = Tables.New("folds away#", "operator", "into", "for example");
            foreach (IGrouping<(string Op, string Into), FoldedNode> group in nodes.GroupBy(n => (n.Op, Into: n.Into.Split(" of ")[0])))
            {
                FoldedNode first = group.First();
                folded.Row(group.Count(), group.Key.Op, group.Count() == 1 ? first.Into : group.Key.Into, first.Node + (group.Count() > 1 && first.Into != group.Key.Into ? $" ({first.Into})" : ""));
            }
        }

        Tables.On(output).Write(folded);
    }

    private static string Kind(FloatLayer layer)
    {
        string window = layer switch
        {
            FloatConv conv => " " + Window(conv.Window, conv.Kind.EndsWith("2D", StringComparison.Ordinal)),
            FloatPool pool => " " + Window(pool.Window, pool.Inputs[0].Shape.Height > 1),
            _ => "",
        };
        string bounds = !layer.Clips || layer is FloatFunction ? "" : (layer.Low, layer.High) switch
        {
            (0, double.PositiveInfinity) => " + ReLU",
            var (low, high) => string.Create(CultureInfo.InvariantCulture, $" + clip {low:G4} to {high:G4}"),
        };
        return layer.Kind + window + bounds;
    }

    private static string Window(Window2D w, bool plane) => (plane ? $"{w.KernelHeight}x{w.KernelWidth}" : $"{w.KernelWidth}")
        + (w.StrideHeight > 1 || w.StrideWidth > 1 ? plane ? $" /{w.StrideHeight}x{w.StrideWidth}" : $" /{w.StrideWidth}" : "")
        + (w.DilationHeight > 1 || w.DilationWidth > 1 ? $" dilated {w.DilationHeight}x{w.DilationWidth}" : "")
        + (w.Padded ? $" pad {w.PadTop},{w.PadLeft},{w.PadBottom},{w.PadRight}" : "");

    private static string Share(long part, long whole) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:F1} %");

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
