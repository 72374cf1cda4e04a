using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Execution;

/// <summary>Computes a graph in floating point, one plain loop an operator: for calibration, comparison and folding.</summary>
public sealed class FloatExecutor(ModelGraph graph)
{
    /// <summary>The graph's outputs for its inputs, both in the graph's order.</summary>
    /// <exception cref="ModelFileException">A node cannot be computed; the message names it.</exception>
    public IReadOnlyList<Tensor> Run(params Tensor[] inputs)
    {
        Dictionary<string, Tensor> values = RunAll(inputs);
        return [.. graph.Outputs.Select(o => values[o.Name])];
    }

    /// <summary>Every value of the graph by name, constants left out.</summary>
    public Dictionary<string, Tensor> RunAll(params Tensor[] inputs)
    {
        if (inputs.Length != graph.Inputs.Count)
        {
            throw new ModelFileException(graph.File, null, $"takes {graph.Inputs.Count} inputs, {inputs.Length} were given", "feed every input");
        }

        var values = new Dictionary<string, Tensor>();
        for (int i = 0; i < inputs.Length; i++)
        {
            values[graph.Inputs[i].Name] = inputs[i];
        }

        var limit = new WorkLimit();
        foreach (GraphNode node in graph.Nodes)
        {
            Compute(node, values, limit);
        }

        foreach (ValueInfo output in graph.Outputs)
        {
            if (graph.Constants.TryGetValue(output.Name, out Tensor? constant))
            {
                values[output.Name] = constant;
            }
        }

        return values;
    }

    /// <summary>Computes one node, its inputs from <paramref name="values"/> and the graph's constants, its outputs into <paramref name="values"/>.</summary>
    private void Compute(GraphNode node, Dictionary<string, Tensor> values, WorkLimit limit)
    {
        Tensor?[] results;
        try
        {
            var inputs = new Tensor?[node.Inputs.Length];
            for (int i = 0; i < inputs.Length; i++)
            {
                string name = node.Inputs[i];
                if (name.Length > 0)
                {
                    inputs[i] = values.TryGetValue(name, out Tensor? value) ? value
                        : graph.Constants.TryGetValue(name, out value) ? value
                        : throw new OperatorException($"its input '{name}' has no value");
                }
            }

            results = OperatorTable.Find(node)(new KernelCall(node, graph.Opset, inputs));
            limit.Add(node, inputs, results);
            for (int i = 0; i < node.Outputs.Length; i++)
            {
                if (node.Outputs[i].Length == 0)
                {
                    continue;
                }

                values[node.Outputs[i]] = (i < results.Length ? results[i] : null) ?? throw new OperatorException($"its output {i} is not supported");
            }
        }
        catch (Exception e) when (e is OperatorException or OverflowException or IndexOutOfRangeException or ArgumentException or DivideByZeroException)
        {
            string problem = e is OperatorException ? e.Message : "has attributes and inputs that do not fit each other";
            throw new ModelFileException(graph.File, $"node '{node.Name}' ({node.FullOp})", problem, "check the model or export it again", e);
        }
    }
}
