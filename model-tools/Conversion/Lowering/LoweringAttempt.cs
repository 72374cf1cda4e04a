using AIoT.Embedded.ModelTools.Conversion.Graph;
using AIoT.Embedded.ModelTools.Conversion.Lowering.Operators;

namespace AIoT.Embedded.ModelTools.Conversion.Lowering;

/// <summary>One try to lower a graph with one order of the input's elements. It goes on behind a node that fails, to name all that do.</summary>
internal sealed class LoweringAttempt(ModelGraph graph, ValueInfo input, Dictionary<string, Tensor> probe, bool channelsLast)
{
    private readonly HashSet<string> _poisoned = [];
    private readonly LoweringContext _context = new(graph, probe);

    public List<ModelIssue> Issues { get; } = [];

    public FloatNetwork? Run()
    {
        Place start = _context.Start(input.Name, channelsLast);
        foreach (GraphNode node in graph.Nodes)
        {
            try
            {
                Visit(node);
            }
            catch (CannotLowerException e)
            {
                Fail(node, e.Message, e.Advice);
            }
            catch (Exception e) when (e is OperatorException or IndexOutOfRangeException or ArgumentException or OverflowException or DivideByZeroException)
            {
                Fail(node, e is OperatorException ? e.Message : "its attributes and inputs do not fit each other", "check the model or export it again");
            }
        }

        return Issues.Count > 0 ? null : Finish(start);
    }

    private void Fail(GraphNode node, string problem, string advice)
    {
        Issues.Add(new ModelIssue(node.Name, node.FullOp, problem, advice));
        _poisoned.UnionWith(node.Outputs);
    }

    private void Visit(GraphNode node)
    {
        if (node.Inputs.Any(_poisoned.Contains))
        {
            // What comes behind a node that failed cannot be judged, except where the board never has the operator.
            if (!LoweringTable.Knows(node))
            {
                Issues.Add(new ModelIssue(node.Name, node.FullOp, "the board has no kernel for it", OperatorAdvice.For(node.FullOp)));
            }

            _poisoned.UnionWith(node.Outputs);
            return;
        }

        if (_context.TryFoldConstant(node))
        {
            return;
        }

        if (!LoweringTable.Knows(node))
        {
            throw new CannotLowerException("the board has no kernel for it", OperatorAdvice.For(node.FullOp));
        }

        IReadOnlyList<Place?> places = LoweringTable.Find(node)(_context, node);
        for (int i = 0; i < node.Outputs.Length; i++)
        {
            string output = node.Outputs[i];
            if (output.Length > 0 && i < places.Count && places[i] is { } place)
            {
                _context.Places[output] = place;
            }
            else if (output.Length > 0 && _context.IsRead(output))
            {
                throw new CannotLowerException(i == 0 ? "it makes labels, not scores" : $"its output {i} is used", CannotLowerException.Retrain);
            }
        }
    }

    private FloatNetwork Finish(Place start)
    {
        // Where a model has several outputs of numbers, the widest is its scores.
        string[] ends = [.. graph.Outputs.Select(o => o.Name).Where(_context.Places.ContainsKey)];
        if (ends.Length == 0)
        {
            throw new ModelFileException(graph.File, graph.Outputs[0].Name, "the output does not depend on the input", "export the model again");
        }

        Place end = _context.Materialized(_context.Places[ends.MaxBy(n => _context.Places[n].Value.Shape.Count)!], "padding at the end");
        return new FloatNetwork
        {
            File = graph.File,
            Name = graph.Name,
            Input = start.Value,
            Output = end.Value,
            Layers = _context.Layers,
            InputOrder = ElementOrder.Inverse(_context.Places[input.Name].Order),
            OutputOrder = ElementOrder.Inverse(end.Order),
            Folded = _context.Folded,
            SourceSha256 = graph.Sha256,
            Metadata = graph.Metadata,
        };
    }
}
