namespace AIoT.Embedded.ModelTools.Image;

/// <summary>A node of a decision tree.</summary>
public abstract record TreeNode
{
    /// <summary>x[Feature] &lt;= Threshold goes left.</summary>
    public sealed record Test(int Feature, int Threshold, TreeNode Left, TreeNode Right) : TreeNode;

    /// <summary>Adds a value to one output.</summary>
    public sealed record Leaf(int Output, int Value) : TreeNode;

    /// <summary>Adds a value to every output. A model has leaves of one sort.</summary>
    public sealed record VectorLeaf(IReadOnlyList<int> Values) : TreeNode;

    /// <summary>Nodes of the tree.</summary>
    public int Count => this is Test test ? 1 + test.Left.Count + test.Right.Count : 1;

    internal bool IsVector => this switch
    {
        Test test => test.Left.IsVector,
        VectorLeaf => true,
        _ => false,
    };

    internal void Write(ImageBuffer parameters, bool vectors, int outputs)
    {
        switch (this)
        {
            case Test test:
                parameters.Varint(test.Feature + 1);
                parameters.Int32s([test.Threshold]);
                test.Left.Write(parameters, vectors, outputs);
                test.Right.Write(parameters, vectors, outputs);
                break;
            case Leaf leaf when !vectors:
                parameters.Varint(0);
                parameters.Varint(leaf.Output);
                parameters.Int32s([leaf.Value]);
                break;
            case VectorLeaf leaf when vectors && leaf.Values.Count == outputs:
                parameters.Varint(0);
                parameters.Int32s(leaf.Values);
                break;
            default:
                throw new InvalidModelException($"a tree's leaves must all be of one sort and have {outputs} values");
        }
    }
}
