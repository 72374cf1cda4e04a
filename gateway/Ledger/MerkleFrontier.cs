using System.Numerics;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>
/// The right edge of a tree that grows: the roots of the full subtrees that its size is made of, largest first (one for each 1 bit of the
/// size). It is all that appending and the root need.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly List<byte[]> _roots;

    public MerkleFrontier()
        : this(0, [])
    {
    }

    /// <exception cref="ArgumentException">The number of roots doesn't fit the size.</exception>
    public MerkleFrontier(long size, IEnumerable<byte[]> roots)
    {
        Size = size;
        _roots = [.. roots];
        if (_roots.Count != BitOperations.PopCount((ulong)size) || _roots.Exists(root => root.Length != MerkleHash.Length))
        {
            throw new ArgumentException($"a tree of {size} leaves has {BitOperations.PopCount((ulong)size)} full subtrees of 32 bytes", nameof(roots));
        }
    }

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    public IReadOnlyList<byte[]> Roots => _roots;

    /// <summary>Root hash of the tree so far (RFC 6962, MTH).</summary>
    public byte[] Root()
    {
        if (_roots.Count == 0)
        {
            return MerkleHash.EmptyRoot;
        }

        byte[] root = _roots[^1];
        for (int i = _roots.Count - 2; i >= 0; i--)
        {
            root = MerkleHash.Node(_roots[i], root);
        }

        return root;
    }

    /// <summary>Adds a leaf's hash.</summary>
    /// <param name="made">Told of each subtree that becomes full, the leaf (level 0) first: level, position in the level, hash.</param>
    public void Append(byte[] leaf, Action<int, long, byte[]>? made = null)
    {
        byte[] hash = leaf;
        long position = Size;
        made?.Invoke(0, position, hash);
        for (int level = 0; (position & 1) != 0; level++)
        {
            hash = MerkleHash.Node(_roots[^1], hash);
            _roots.RemoveAt(_roots.Count - 1);
            position >>= 1;
            made?.Invoke(level + 1, position, hash);
        }

        _roots.Add(hash);
        Size++;
    }

    public MerkleFrontier Copy() => new(Size, _roots);
}
