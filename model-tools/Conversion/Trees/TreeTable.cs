using AIoT.Embedded.ModelTools.Conversion.Graph;

namespace AIoT.Embedded.ModelTools.Conversion.Trees;

/// <summary>
/// The trees of a TreeEnsembleClassifier or TreeEnsembleRegressor node, checked: every index is there, no node is reached twice,
/// every walk ends. Nodes are held in arrays, a tree's root first; children come behind their parents.
/// </summary>
internal sealed class TreeTable
{
    private const int MaxNodes = 1 << 20, MaxDepth = 1024;

    private TreeTable(int count, int outputs)
    {
        Feature = new int[count];
        Value = new float[count];
        Mode = new SplitMode[count];
        True = new int[count];
        False = new int[count];
        MissingIsTrue = new bool[count];
        Leaves = new (int Output, float Weight)[]?[count];
        Outputs = outputs;
    }

    public int[] Roots { get; private set; } = [];

    /// <summary>The most tests from a root to a leaf.</summary>
    public int Depth { get; private set; }

    public int[] Feature { get; }

    public float[] Value { get; }

    public SplitMode[] Mode { get; }

    /// <summary>Where a test that holds goes to.</summary>
    public int[] True { get; }

    public int[] False { get; }

    public bool[] MissingIsTrue { get; }

    /// <summary>What a leaf adds to which outputs; null for a test, empty for a leaf that adds nothing.</summary>
    public (int Output, float Weight)[]?[] Leaves { get; }

    /// <summary>Sums that the leaves add to.</summary>
    public int Outputs { get; }

    /// <summary>The one output that all leaves add to; -1 when there are more.</summary>
    public int OnlyOutput { get; private set; } = -1;

    /// <summary>Whether no leaf has a weight below 0.</summary>
    public bool AllPositive { get; private set; }

    public float[] Base { get; private set; } = [];

    public string PostTransform { get; private set; } = "NONE";

    /// <summary>SUM, AVERAGE, MIN or MAX over the trees.</summary>
    public string Aggregate { get; private set; } = "SUM";

    /// <summary>Reads a node. <paramref name="features"/>: how many features it is fed.</summary>
    /// <exception cref="OperatorException">The attributes do not describe trees.</exception>
    public static TreeTable Read(GraphNode node, int features)
    {
        bool classifier = node.Op == "TreeEnsembleClassifier";
        long[] trees = Needed(node, "nodes_treeids"), ids = Needed(node, "nodes_nodeids"), feature = Needed(node, "nodes_featureids");
        long[] yes = Needed(node, "nodes_truenodeids"), no = Needed(node, "nodes_falsenodeids"), missing = node.Ints("nodes_missing_value_tracks_true") ?? [];
        string[] modes = node.Texts("nodes_modes") ?? throw new OperatorException("nodes_modes is missing");
        float[] values = Numbers(node, "nodes_values");
        int count = trees.Length;
        if (count is 0 or > MaxNodes)
        {
            throw new OperatorException($"has {count} tree nodes, 1 to {MaxNodes} are possible");
        }

        if (ids.Length != count || feature.Length != count || yes.Length != count || no.Length != count || modes.Length != count || values.Length != count || (missing.Length != 0 && missing.Length != count))
        {
            throw new OperatorException("its lists of nodes differ in length");
        }

        int outputs = classifier ? ClassCount(node) : CheckedCount(node.Int("n_targets", 1));
        var table = new TreeTable(count, outputs);
        var index = new Dictionary<(long Tree, long Node), int>(count);
        for (int i = 0; i < count; i++)
        {
            if (!index.TryAdd((trees[i], ids[i]), i))
            {
                throw new OperatorException($"node {ids[i]} of tree {trees[i]} is there twice");
            }
        }

        int At(long tree, long id) => index.TryGetValue((tree, id), out int at) ? at : throw new OperatorException($"node {id} of tree {tree} is missing");
        for (int i = 0; i < count; i++)
        {
            SplitMode mode = Parse(modes[i]);
            table.Mode[i] = mode;
            table.Value[i] = values[i];
            table.MissingIsTrue[i] = missing.Length > 0 && missing[i] != 0;
            if (mode == SplitMode.Leaf)
            {
                table.Leaves[i] = [];
                continue;
            }

            table.Feature[i] = feature[i] >= 0 && feature[i] < features ? (int)feature[i] : throw new OperatorException($"tests feature {feature[i]} of {features}");
            table.True[i] = At(trees[i], yes[i]);
            table.False[i] = At(trees[i], no[i]);
        }

        table.ReadLeaves(node, classifier ? "class" : "target", At);
        table.FindRoots(trees);
        table.Base = node.Has("base_values_as_tensor") ? Numbers(node, "base_values") : node.Floats("base_values") ?? [];
        table.PostTransform = node.Text("post_transform", "NONE");
        table.Aggregate = node.Text("aggregate_function", "SUM");
        return table;
    }

    public static int ClassCount(GraphNode node) => CheckedCount(node.Texts("classlabels_strings") is { Length: > 0 } texts ? texts.Length : node.Ints("classlabels_int64s")?.Length ?? 0);

    /// <summary>Adds the leaf that a row reaches in each tree to its output's sum, tree by tree, in single precision.</summary>
    public void Sum(ReadOnlySpan<double> row, Span<float> sums, Span<bool> spoken)
    {
        bool first = true;
        foreach (int root in Roots)
        {
            (int Output, float Weight)[]? leaf;
            int at = root;
            while ((leaf = Leaves[at]) is null)
            {
                at = Holds(at, (float)row[Feature[at]]) ? True[at] : False[at];
            }

            foreach ((int output, float weight) in leaf)
            {
                sums[output] = Aggregate switch
                {
                    "MIN" => first || !spoken[output] ? weight : Math.Min(sums[output], weight),
                    "MAX" => first || !spoken[output] ? weight : Math.Max(sums[output], weight),
                    _ => sums[output] + weight,
                };
                spoken[output] = true;
            }

            first = false;
        }

        if (Aggregate == "AVERAGE")
        {
            foreach (ref float sum in sums)
            {
                sum /= Roots.Length;
            }
        }
    }

    /// <summary>Whether the test of a node holds for a feature's value.</summary>
    public bool Holds(int node, float x)
    {
        float t = Value[node];
        bool holds = Mode[node] switch
        {
            SplitMode.AtMost => x <= t,
            SplitMode.Below => x < t,
            SplitMode.AtLeast => x >= t,
            SplitMode.Above => x > t,
            SplitMode.Equal => x == t,
            _ => x != t,
        };
        return holds || (MissingIsTrue[node] && float.IsNaN(x));
    }

    /// <summary>Calls for each tree with what its leaves add.</summary>
    public void EachTree(Action<IReadOnlyList<(int Output, float Weight)[]>> visit)
    {
        foreach (int root in Roots)
        {
            var leaves = new List<(int, float)[]>();
            var walk = new Stack<int>([root]);
            while (walk.TryPop(out int at))
            {
                if (Leaves[at] is { } leaf)
                {
                    leaves.Add(leaf);
                    continue;
                }

                walk.Push(False[at]);
                walk.Push(True[at]);
            }

            visit(leaves);
        }
    }

    private void ReadLeaves(GraphNode node, string kind, Func<long, long, int> at)
    {
        long[] trees = Needed(node, kind + "_treeids"), ids = Needed(node, kind + "_nodeids"), outputs = Needed(node, kind + "_ids");
        float[] weights = Numbers(node, kind + "_weights");
        if (ids.Length != trees.Length || outputs.Length != trees.Length || weights.Length != trees.Length)
        {
            throw new OperatorException("its lists of leaves differ in length");
        }

        var leaves = new Dictionary<int, List<(int, float)>>();
        for (int i = 0; i < trees.Length; i++)
        {
            int leaf = at(trees[i], ids[i]);
            if (Mode[leaf] != SplitMode.Leaf || outputs[i] < 0 || outputs[i] >= Outputs)
            {
                throw new OperatorException(Mode[leaf] != SplitMode.Leaf ? $"node {ids[i]} of tree {trees[i]} has a weight and is no leaf" : $"a leaf adds to output {outputs[i]} of {Outputs}");
            }

            if (!leaves.TryGetValue(leaf, out List<(int, float)>? list))
            {
                leaves[leaf] = list = [];
            }

            list.Add(((int)outputs[i], weights[i]));
        }

        foreach ((int leaf, List<(int, float)> list) in leaves)
        {
            Leaves[leaf] = [.. list];
        }

        OnlyOutput = outputs.Distinct().Take(2).ToArray() is [var only] ? (int)only : -1;
        AllPositive = weights.All(w => w >= 0);
    }

    /// <summary>The root of a tree is the node that no other names. Every node must be reached once: then there are no cycles.</summary>
    private void FindRoots(long[] trees)
    {
        int count = Mode.Length;
        var parents = new int[count];
        for (int i = 0; i < count; i++)
        {
            if (Mode[i] != SplitMode.Leaf)
            {
                parents[True[i]]++;
                parents[False[i]]++;
            }
        }

        if (Array.FindIndex(parents, p => p > 1) is var shared and >= 0)
        {
            throw new OperatorException($"a node of tree {trees[shared]} has two parents");
        }

        var roots = new List<int>();
        var seen = new HashSet<long>();
        for (int i = 0; i < count; i++)
        {
            if (parents[i] == 0)
            {
                roots.Add(i);
                if (!seen.Add(trees[i]))
                {
                    throw new OperatorException($"tree {trees[i]} has two roots");
                }
            }
        }

        int reached = 0;
        var walk = new Stack<(int Node, int Depth)>(roots.Select(r => (r, 0)));
        while (walk.TryPop(out (int Node, int Depth) at))
        {
            reached++;
            Depth = Math.Max(Depth, at.Depth);
            if (at.Depth > MaxDepth)
            {
                throw new OperatorException($"a tree is more than {MaxDepth} deep");
            }

            if (Mode[at.Node] != SplitMode.Leaf)
            {
                walk.Push((True[at.Node], at.Depth + 1));
                walk.Push((False[at.Node], at.Depth + 1));
            }
        }

        if (reached != count)
        {
            throw new OperatorException("its nodes run in a circle");
        }

        Roots = [.. roots];
    }

    private static SplitMode Parse(string mode) => mode switch
    {
        "LEAF" => SplitMode.Leaf,
        "BRANCH_LEQ" => SplitMode.AtMost,
        "BRANCH_LT" => SplitMode.Below,
        "BRANCH_GTE" => SplitMode.AtLeast,
        "BRANCH_GT" => SplitMode.Above,
        "BRANCH_EQ" => SplitMode.Equal,
        "BRANCH_NEQ" => SplitMode.NotEqual,
        _ => throw new OperatorException($"mode {mode} of a tree's node is unknown"),
    };

    private static int CheckedCount(long count) => count is >= 1 and <= 4096 ? (int)count : throw new OperatorException($"has {count} outputs, 1 to 4096 are possible");

    private static long[] Needed(GraphNode node, string name) => node.Ints(name) ?? throw new OperatorException($"{name} is missing");

    /// <summary>Numbers as floats, or since version 3 of the domain as a tensor of doubles.</summary>
    private static float[] Numbers(GraphNode node, string name)
    {
        if (node.Attributes.TryGetValue(name + "_as_tensor", out object? value))
        {
            return value is Tensor tensor ? Array.ConvertAll(tensor.Data, v => (float)v) : throw new OperatorException($"{name}_as_tensor is no tensor");
        }

        return node.Floats(name) ?? throw new OperatorException($"{name} is missing");
    }
}
