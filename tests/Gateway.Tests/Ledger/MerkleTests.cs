using AIoT.Embedded.Gateway.Ledger;
using FsCheck;
using FsCheck.Fluent;
using TestData = AIoT.Embedded.Tests.Common.TestData;

namespace AIoT.Embedded.Gateway.Tests.Ledger;

public sealed class MerkleTests
{
    /// <summary>The leaves and roots that Certificate Transparency's implementations test with.</summary>
    private static readonly string[] CtLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] CtRoots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(TestData.LongMode ? 20_000 : 300);

    [Fact]
    public void Roots_are_those_of_certificate_transparency()
    {
        for (int size = 0; size < CtRoots.Length; size++)
        {
            byte[][] leaves = [.. CtLeaves.Take(size).Select(Convert.FromHexString)];
            Assert.Equal(CtRoots[size], Convert.ToHexStringLower(new GrownTree(leaves).Frontier.Root()));
            Assert.Equal(CtRoots[size], Convert.ToHexStringLower(NaiveTree.Root(leaves)));
        }
    }

    [Fact]
    public void Every_proof_of_every_small_tree_is_that_of_the_naive_one_and_convinces()
    {
        for (int size = 1; size <= 40; size++)
        {
            byte[][] leaves = Leaves(size);
            var tree = new GrownTree(leaves);
            byte[] root = NaiveTree.Root(leaves);
            Assert.Equal(root, tree.Frontier.Root());
            for (int m = 1; m <= size; m++)
            {
                Assert.Equal(NaiveTree.Root(leaves.AsSpan(0, m)), tree.Prover.Root(m));
                IReadOnlyList<byte[]> path = tree.Prover.Inclusion(m - 1, size), growth = tree.Prover.Consistency(m, size);
                Assert.Equal(NaiveTree.Path(m - 1, leaves), path);
                Assert.Equal(NaiveTree.Proof(m, leaves), growth);
                Assert.True(MerkleProof.Includes(MerkleHash.Leaf(leaves[m - 1]), m - 1, size, path, root));
                Assert.True(MerkleProof.Extends(m, tree.Prover.Root(m), size, root, growth));
            }
        }
    }

    [Fact]
    public void Proofs_of_trees_of_any_size_agree_with_the_naive_ones_and_no_change_to_them_convinces()
    {
        Gen<(int Size, int M, int Change, int Bit)> cases =
            from size in Gen.Choose(1, 400)
            from m in Gen.Choose(1, size)
            from change in Gen.Choose(0, 1000)
            from bit in Gen.Choose(0, 255)
            select (size, m, change, bit);
        Prop.ForAll(cases.ToArbitrary(), test =>
        {
            byte[][] leaves = Leaves(test.Size);
            var tree = new GrownTree(leaves);
            byte[] root = NaiveTree.Root(leaves), leaf = MerkleHash.Leaf(leaves[test.M - 1]), before = NaiveTree.Root(leaves.AsSpan(0, test.M));
            List<byte[]> path = [.. tree.Prover.Inclusion(test.M - 1, test.Size)], growth = [.. tree.Prover.Consistency(test.M, test.Size)];
            bool sound = path.SequenceEqual(NaiveTree.Path(test.M - 1, leaves), ByteArrays.Same) && growth.SequenceEqual(NaiveTree.Proof(test.M, leaves), ByteArrays.Same)
                && MerkleProof.Includes(leaf, test.M - 1, test.Size, path, root) && MerkleProof.Extends(test.M, before, test.Size, root, growth);
            bool refused = !MerkleProof.Includes(Flip(leaf, test.Bit), test.M - 1, test.Size, path, root)
                && !MerkleProof.Includes(leaf, test.M - 1, test.Size, path, Flip(root, test.Bit))
                && !MerkleProof.Includes(leaf, test.M % test.Size == test.M - 1 ? test.Size : test.M % test.Size, test.Size, path, root)
                && !MerkleProof.Includes(leaf, test.M - 1, test.Size, [.. path, root], root)
                && !MerkleProof.Extends(test.M, Flip(before, test.Bit), test.Size, root, growth)
                && !MerkleProof.Extends(test.M, before, test.Size, Flip(root, test.Bit), growth)
                && !MerkleProof.Extends(test.M, before, test.Size, root, [.. growth, root])
                && Mutants(path, test.Change, test.Bit).All(mutant => !MerkleProof.Includes(leaf, test.M - 1, test.Size, mutant, root))
                && Mutants(growth, test.Change, test.Bit).All(mutant => !MerkleProof.Extends(test.M, before, test.Size, root, mutant));
            return sound && refused;
        }).Check(Cases);
    }

    private static byte[][] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => BitConverter.GetBytes(i * 7919))];

    /// <summary>One hash changed, one left out, two exchanged.</summary>
    private static IEnumerable<List<byte[]>> Mutants(List<byte[]> proof, int change, int bit)
    {
        if (proof.Count == 0)
        {
            yield break;
        }

        int at = change % proof.Count;
        yield return [.. proof[..at], Flip(proof[at], bit), .. proof[(at + 1)..]];
        yield return [.. proof[..at], .. proof[(at + 1)..]];
        if (proof.Count > 1 && at + 1 < proof.Count)
        {
            yield return [.. proof[..at], proof[at + 1], proof[at], .. proof[(at + 2)..]];
        }
    }

    private static byte[] Flip(byte[] hash, int bit)
    {
        byte[] other = [.. hash];
        other[bit / 8] ^= (byte)(1 << (bit % 8));
        return other;
    }

    private sealed class ByteArrays : IEqualityComparer<byte[]>
    {
        public static readonly ByteArrays Same = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => BitConverter.ToInt32(obj);
    }
}
