using AIoT.Embedded.ModelTools.Conversion.Execution;
using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>A model of decision trees as its file tells it, with what stands between the input and the trees.</summary>
public sealed class FloatTrees
{
    private readonly ModelGraph _scores;
    private readonly bool _alone;

    internal FloatTrees(ModelGraph scores, GraphNode node, TreeTable table, FeatureMap[] maps)
    {
        _scores = scores;

        // A fixed shape inside the graph holds for one row only.
        _alone = scores.Nodes.Any(n => n.Op is "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze") || scores.Inputs[0].Dims is { Length: 1 };
        Node = node;
        Table = table;
        Maps = maps;
    }

    /// <summary>Path of the model file.</summary>
    public string File => _scores.File;

    /// <summary>Features that a row has.</summary>
    public int Features => Maps.Length;

    /// <summary>Scores or values that it gives.</summary>
    public int Outputs => Table.Outputs;

    public int TreeCount => Table.Roots.Length;

    public int NodeCount => Table.Mode.Length;

    /// <summary>The longest walk from a root to a leaf.</summary>
    public int Depth => Table.Depth;

    public bool IsClassifier => Node.Op == "TreeEnsembleClassifier";

    /// <summary>Name of the node in the file.</summary>
    public string Name => Node.Name;

    /// <summary>Names of the classes; empty for a regressor.</summary>
    public IReadOnlyList<string> Classes => !IsClassifier ? []
        : Node.Texts("classlabels_strings") is { Length: > 0 } texts ? texts
        : [.. (Node.Ints("classlabels_int64s") ?? []).Select(l => l.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    public byte[] SourceSha256 => _scores.Sha256;

    public IReadOnlyDictionary<string, string> Metadata => _scores.Metadata;

    internal GraphNode Node { get; }

    internal TreeTable Table { get; }

    internal FeatureMap[] Maps { get; }

    /// <summary>The model's own scores of each row, by the float path.</summary>
    public double[][] Run(IReadOnlyList<double[]> rows)
    {
        const int together = 4096;
        var results = new List<double[]>(rows.Count);
        for (int start = 0; start < rows.Count; start += together)
        {
            double[][] part = [.. rows.Skip(start).Take(together)];
            if (!_alone)
            {
                double[] y = Compute([.. part.SelectMany(r => r)], part.Length);
                results.AddRange(Enumerable.Range(0, part.Length).Select(r => y[(r * Outputs)..((r + 1) * Outputs)]));
                continue;
            }

            results.AddRange(part.Select(r => Compute(r, 1)));
        }

        return [.. results];
    }

    private double[] Compute(double[] data, int rows)
    {
        ElementType type = _scores.Inputs[0].Type;
        int[] dims = _scores.Inputs[0].Dims is { Length: 1 } ? [Features] : [rows, Features];
        return new FloatExecutor(_scores).Run(new Tensor(type, dims, Array.ConvertAll(data, v => ElementTypes.Store(type, v))))[0].Data;
    }
}
