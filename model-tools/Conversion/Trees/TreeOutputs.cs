namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>How the sums of trees become the board's scores (0 to 1): as they are, moved into that range, or by softmax.</summary>
internal sealed class TreeOutputs
{
    private TreeOutputs(int count) => Base = new double[count];

    /// <summary>Whether scores are the softmax of the sums, else the sums themselves.</summary>
    public bool Softmax { get; private init; }

    /// <summary>Where each output's sum starts.</summary>
    public double[] Base { get; }

    /// <summary>What a leaf adds to each output.</summary>
    public required Func<(int Output, float Weight)[], double, double[]> Leaf { get; init; }

    /// <summary>Whether every leaf adds to one output only.</summary>
    public bool OnePerLeaf { get; private set; }

    /// <summary>No sum's magnitude is larger.</summary>
    public double LargestSum { get; private set; }

    /// <summary>The model's value at score 0 and at score 1.</summary>
    public double Low { get; private init; }

    public double High { get; private init; } = 1;

    /// <summary>What the scores are, in words.</summary>
    public required string Meaning { get; init; }

    /// <summary>The board's ideal scores for the float model's own output.</summary>
    public required Func<double[], double[]> Expected { get; init; }

    public static TreeOutputs Of(FloatTrees trees)
    {
        TreeTable table = trees.Table;
        TreeOutputs outputs = trees.IsClassifier && TreeVotes.OneScoreForTwo(table) ? OfOneScore(table)
            : trees.IsClassifier ? OfClasses(table) : OfValues(table);
        double average = table.Aggregate == "AVERAGE" ? table.Roots.Length : 1;
        var most = new double[outputs.Base.Length];
        outputs.OnePerLeaf = true;
        table.EachTree(leaves =>
        {
            var largest = new double[most.Length];
            foreach ((int, float)[] leaf in leaves)
            {
                double[] add = outputs.Leaf(leaf, average);
                outputs.OnePerLeaf &= add.Count(v => v != 0) <= 1;
                for (int o = 0; o < add.Length; o++)
                {
                    largest[o] = Math.Max(largest[o], Math.Abs(add[o]));
                }
            }

            for (int o = 0; o < most.Length; o++)
            {
                most[o] += largest[o];
            }
        });
        outputs.LargestSum = most.Select((m, o) => m + Math.Abs(outputs.Base[o])).Max();
        return outputs;
    }

    /// <summary>Two classes spoken for by one score s: 1 - s and s, or the softmax of 0 and s (of -s and s without a logistic).</summary>
    private static TreeOutputs OfOneScore(TreeTable table)
    {
        float start = TreeVotes.Base(table);
        if (table.AllPositive)
        {
            var linear = new TreeOutputs(2)
            {
                Meaning = "probabilities",
                Leaf = (leaf, average) => { double w = leaf.Sum(l => (double)l.Weight) / average; return [-w, w]; },
                Expected = scores => scores,
            };
            (linear.Base[0], linear.Base[1]) = (1 - start, start);
            return linear;
        }

        bool logistic = table.PostTransform == "LOGISTIC";
        var softmax = new TreeOutputs(2)
        {
            Softmax = true,
            Meaning = logistic ? "probabilities" : "softmax of the margins",
            Leaf = (leaf, average) => { double w = leaf.Sum(l => (double)l.Weight) / average; return logistic ? [0, w] : [-w, w]; },
            Expected = logistic ? scores => scores : Normalised,
        };
        (softmax.Base[0], softmax.Base[1]) = logistic ? (0, start) : (-start, start);
        return softmax;
    }

    private static TreeOutputs OfClasses(TreeTable table)
    {
        (double low, double high) = Range(table);
        bool probabilities = table.PostTransform == "NONE" && low >= -1e-6 && high <= 1 + 1e-3;
        var outputs = new TreeOutputs(table.Outputs)
        {
            Softmax = !probabilities,
            Meaning = probabilities ? "probabilities" : table.PostTransform switch { "SOFTMAX" => "probabilities", "LOGISTIC" => "softmax in place of a logistic for each class: the same order", _ => "softmax of the margins" },
            Leaf = (leaf, average) => Spread(leaf, average, table.Outputs),
            Expected = table.PostTransform switch
            {
                "SOFTMAX" => scores => scores,
                "LOGISTIC" => scores => Normalised(Array.ConvertAll(scores, p => Math.Log(Math.Clamp(p, 1e-12, 1 - 1e-12) / (1 - Math.Clamp(p, 1e-12, 1 - 1e-12))))),
                _ => probabilities ? scores => scores : Normalised,
            },
        };
        SetBase(outputs, table);
        return outputs;
    }

    /// <summary>Values of a regressor: between 0 and 1 as they are, else their whole range is laid over 0 to 1.</summary>
    private static TreeOutputs OfValues(TreeTable table)
    {
        if (table.PostTransform != "NONE")
        {
            throw new Image.InvalidModelException($"trees of values with post_transform {table.PostTransform} have no integer form: export with post_transform NONE");
        }

        (double low, double high) = Range(table);
        bool plain = low >= 0 && high <= 1;
        double from = plain ? 0 : low, to = plain ? 1 : Math.Max(high, low + 1e-9), width = to - from;
        var outputs = new TreeOutputs(table.Outputs)
        {
            Low = from,
            High = to,
            Meaning = plain ? "values" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"values, {from:G6} at score 0 and {to:G6} at score 1"),
            Leaf = (leaf, average) => Array.ConvertAll(Spread(leaf, average, table.Outputs), v => v / width),
            Expected = values => Array.ConvertAll(values, v => Math.Clamp((v - from) / width, 0, 1)),
        };
        SetBase(outputs, table);
        for (int o = 0; o < outputs.Base.Length; o++)
        {
            outputs.Base[o] = (outputs.Base[o] - from) / width;
        }

        return outputs;
    }

    private static void SetBase(TreeOutputs outputs, TreeTable table)
    {
        for (int o = 0; o < outputs.Base.Length && table.Base.Length > 0; o++)
        {
            outputs.Base[o] = table.Base[table.Base.Length == 1 ? 0 : Math.Min(o, table.Base.Length - 1)];
        }
    }

    private static double[] Spread((int Output, float Weight)[] leaf, double average, int outputs)
    {
        var add = new double[outputs];
        foreach ((int output, float weight) in leaf)
        {
            add[output] += weight / average;
        }

        return add;
    }

    /// <summary>Smallest and largest sum that any output can reach.</summary>
    private static (double Low, double High) Range(TreeTable table)
    {
        double average = table.Aggregate == "AVERAGE" ? table.Roots.Length : 1;
        var low = new double[table.Outputs];
        var high = new double[table.Outputs];
        table.EachTree(leaves =>
        {
            double[][] adds = [.. leaves.Select(l => Spread(l, average, table.Outputs))];
            for (int o = 0; o < low.Length; o++)
            {
                low[o] += adds.Min(a => a[o]);
                high[o] += adds.Max(a => a[o]);
            }
        });
        double Start(int o) => table.Base.Length == 0 ? 0 : table.Base[table.Base.Length == 1 ? 0 : Math.Min(o, table.Base.Length - 1)];
        return (low.Select((v, o) => v + Start(o)).Min(), high.Select((v, o) => v + Start(o)).Max());
    }

    private static double[] Normalised(double[] margins)
    {
        double max = margins.Max();
        double[] e = Array.ConvertAll(margins, m => Math.Exp(m - max));
        double sum = e.Sum();
        return Array.ConvertAll(e, v => v / sum);
    }
}
