using System.Numerics;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>
/// Proofs from the stored full subtrees. Subtree (level, position) covers the leaves [position * 2^level, (position + 1) * 2^level).
/// </summary>
/// <param name="node">The hash of a full subtree.</param>
public sealed class MerkleProver(Func<int, long, byte[]> node)
{
    /// <summary>Root hash of the first <paramref name="size"/> leaves.</summary>
    public byte[] Root(long size) => size == 0 ? MerkleHash.EmptyRoot : Hash(0, size);

    /// <summary>RFC 6962, section 2.1.1: PATH(index, D[size]), from the leaf's neighbour up.</summary>
    public IReadOnlyList<byte[]> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        List<byte[]> path = [];
        Path(index, 0, size, path);
        return path;
    }

    /// <summary>RFC 6962, section 2.1.2: PROOF(from, D[to]).</summary>
    public IReadOnlyList<byte[]> Consistency(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        List<byte[]> proof = [];
        SubProof(from, 0, to, whole: true, proof);
        return proof;
    }

    /// <summary>Positions of the full subtrees that the first <paramref name="size"/> leaves are made of, largest first.</summary>
    public static IEnumerable<(int Level, long Position)> Frontier(long size)
    {
        long from = 0;
        for (int level = 62; level >= 0; level--)
        {
            if ((size >> level & 1) != 0)
            {
                yield return (level, from >> level);
                from += 1L << level;
            }
        }
    }

    private void Path(long index, long from, long to, List<byte[]> path)
    {
        if (to - from == 1)
        {
            return;
        }

        long middle = from + Split(to - from);
        if (index < middle)
        {
            Path(index, from, middle, path);
            path.Add(Hash(middle, to));
        }
        else
        {
            Path(index, middle, to, path);
            path.Add(Hash(from, middle));
        }
    }

    private void SubProof(long size, long from, long to, bool whole, List<byte[]> proof)
    {
        if (size == to)
        {
            if (!whole)
            {
                proof.Add(Hash(from, to));
            }

            return;
        }

        long middle = from + Split(to - from);
        if (size <= middle)
        {
            SubProof(size, from, middle, whole, proof);
            proof.Add(Hash(middle, to));
        }
        else
        {
            SubProof(size, middle, to, whole: false, proof);
            proof.Add(Hash(from, middle));
        }
    }

    /// <summary>MTH of the leaves [from, to); from is a multiple of every power of two below the length.</summary>
    private byte[] Hash(long from, long to)
    {
        long length = to - from;
        if (BitOperations.IsPow2(length))
        {
            int level = BitOperations.Log2((ulong)length);
            return node(level, from >> level);
        }

        long middle = from + Split(length);
        return MerkleHash.Node(Hash(from, middle), Hash(middle, to));
    }

    /// <summary>The largest power of two below <paramref name="length"/>.</summary>
    private static long Split(long length) => 1L << BitOperations.Log2((ulong)(length - 1));
}
