using AIoT.Embedded.Gateway.Ledger;

namespace AIoT.Embedded.Gateway.Tests.Ledger;

/// <summary>A tree grown leaf by leaf with its full subtrees kept, as the database keeps them.</summary>
public sealed class GrownTree
{
    private readonly Dictionary<(int Level, long Position), byte[]> _nodes = [];

    public GrownTree(IEnumerable<byte[]> leaves)
    {
        foreach (byte[] leaf in leaves)
        {
            Frontier.Append(MerkleHash.Leaf(leaf), (level, position, hash) => _nodes.Add((level, position), hash));
        }

        Prover = new MerkleProver((level, position) => _nodes[(level, position)]);
    }

    public MerkleFrontier Frontier { get; } = new();

    public MerkleProver Prover { get; }
}
