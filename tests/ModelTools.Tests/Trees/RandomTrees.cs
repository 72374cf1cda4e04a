using AIoT.Embedded.ModelTools.Conversion.Onnx.Wire;
using AIoT.Embedded.ModelTools.Tests.Onnx;
using static AIoT.Embedded.ModelTools.Tests.Onnx.SmallModels;

namespace AIoT.Embedded.ModelTools.Tests.Trees;

/// <summary>Ensembles of random trees as ai.onnx.ml writes them.</summary>
internal sealed class RandomTrees(int seed, int features, int outputs)
{
    private readonly Random _random = new(seed);
    private readonly List<long> _trees = [], _ids = [], _features = [], _yes = [], _no = [], _leafTrees = [], _leafIds = [], _leafOutputs = [];
    private readonly List<float> _values = [], _weights = [];
    private readonly List<string> _modes = [];

    public required Func<Random, float[]> Leaf { get; init; }

    public string[] Modes { get; init; } = ["BRANCH_LEQ"];

    /// <summary>Outputs that get a weight of their own; another number makes all leaves speak for the first only.</summary>
    public bool OneOutput { get; init; }

    public AttributeProto[] Attributes(int trees, int depth, bool classifier)
    {
        for (int t = 0; t < trees; t++)
        {
            int next = 0;
            Grow(t, ref next, depth);
        }

        string kind = classifier ? "class" : "target";
        return
        [
            Ints("nodes_treeids", [.. _trees]), Ints("nodes_nodeids", [.. _ids]), Ints("nodes_featureids", [.. _features]), Ints("nodes_truenodeids", [.. _yes]), Ints("nodes_falsenodeids", [.. _no]),
            FloatList("nodes_values", [.. _values]), Texts("nodes_modes", [.. _modes]),
            Ints(kind + "_treeids", [.. _leafTrees]), Ints(kind + "_nodeids", [.. _leafIds]), Ints(kind + "_ids", [.. _leafOutputs]), FloatList(kind + "_weights", [.. _weights]),
            classifier ? Ints("classlabels_int64s", [.. Enumerable.Range(0, outputs).Select(o => (long)o)]) : Int("n_targets", outputs),
        ];
    }

    private long Grow(int tree, ref int next, int depth)
    {
        int id = next++, at = _ids.Count;
        bool leaf = depth == 0 || _random.Next(8) == 0;
        _trees.Add(tree);
        _ids.Add(id);
        _features.Add(leaf ? 0 : _random.Next(features));
        _values.Add(leaf ? 0 : _random.Next(-400, 401) / 4f);
        _modes.Add(leaf ? "LEAF" : Modes[_random.Next(Modes.Length)]);
        _yes.Add(0);
        _no.Add(0);
        if (!leaf)
        {
            _yes[at] = Grow(tree, ref next, depth - 1);
            _no[at] = Grow(tree, ref next, depth - 1);
            return id;
        }

        float[] weights = Leaf(_random);
        for (int o = 0; o < (OneOutput ? 1 : outputs); o++)
        {
            _leafTrees.Add(tree);
            _leafIds.Add(id);
            _leafOutputs.Add(o);
            _weights.Add(weights[o]);
        }

        return id;
    }
}
