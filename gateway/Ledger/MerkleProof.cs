namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>Checks proofs with nothing but the proof and the heads (RFC 9162, sections 2.1.3.2 and 2.1.4.2).</summary>
public static class MerkleProof
{
    /// <summary>Is the leaf the one at <paramref name="index"/> of the tree with that size and root?</summary>
    public static bool Includes(byte[] leaf, long index, long size, IReadOnlyList<byte[]> path, byte[] root)
    {
        if (index < 0 || index >= size)
        {
            return false;
        }

        long node = index, last = size - 1;
        byte[] hash = leaf;
        foreach (byte[] neighbour in path)
        {
            if (last == 0 || neighbour.Length != MerkleHash.Length)
            {
                return false;
            }

            if ((node & 1) != 0 || node == last)
            {
                hash = MerkleHash.Node(neighbour, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                hash = MerkleHash.Node(hash, neighbour);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash.AsSpan().SequenceEqual(root);
    }

    /// <summary>Does the tree of size <paramref name="to"/> begin with all the leaves of the tree of size <paramref name="from"/>?</summary>
    public static bool Extends(long from, byte[] fromRoot, long to, byte[] toRoot, IReadOnlyList<byte[]> proof)
    {
        if (from <= 0 || from > to || proof.Any(hash => hash.Length != MerkleHash.Length))
        {
            return false;
        }

        if (from == to)
        {
            return proof.Count == 0 && fromRoot.AsSpan().SequenceEqual(toRoot);
        }

        // A tree whose size is a power of two is itself the first hash, which the proof leaves out.
        List<byte[]> hashes = (from & (from - 1)) == 0 ? [fromRoot, .. proof] : [.. proof];
        if (hashes.Count == 0)
        {
            return false;
        }

        long node = from - 1, last = to - 1;
        while ((node & 1) != 0)
        {
            node >>= 1;
            last >>= 1;
        }

        byte[] first = hashes[0], second = hashes[0];
        foreach (byte[] hash in hashes.Skip(1))
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) != 0 || node == last)
            {
                first = MerkleHash.Node(hash, first);
                second = MerkleHash.Node(hash, second);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                second = MerkleHash.Node(second, hash);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && first.AsSpan().SequenceEqual(fromRoot) && second.AsSpan().SequenceEqual(toRoot);
    }
}
