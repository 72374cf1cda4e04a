using System.Text.Json;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Gateway.Tests.Ledger;

/// <summary>The golden vectors of the ledger contract.</summary>
public sealed class LedgerVectorTests
{
    [Fact]
    public void Trees_paths_and_proofs_are_those_of_the_vectors()
    {
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllText(Vector("trees.json")));
        JsonElement root = vectors.RootElement;
        byte[][] leaves = Hashes(root.GetProperty("leaves"));
        byte[][] roots = Hashes(root.GetProperty("roots"));
        var tree = new GrownTree(leaves);
        for (int size = 0; size <= leaves.Length; size++)
        {
            Assert.Equal(roots[size], tree.Prover.Root(size));
        }

        foreach (JsonElement vector in root.GetProperty("inclusion").EnumerateArray())
        {
            (int index, int size) = (vector.GetProperty("index").GetInt32(), vector.GetProperty("size").GetInt32());
            byte[][] path = Hashes(vector.GetProperty("path"));
            Assert.Equal(path, tree.Prover.Inclusion(index, size));
            Assert.True(MerkleProof.Includes(MerkleHash.Leaf(leaves[index]), index, size, path, roots[size]));
        }

        foreach (JsonElement vector in root.GetProperty("consistency").EnumerateArray())
        {
            (int from, int to) = (vector.GetProperty("from").GetInt32(), vector.GetProperty("to").GetInt32());
            byte[][] path = Hashes(vector.GetProperty("path"));
            Assert.Equal(path, tree.Prover.Consistency(from, to));
            Assert.True(MerkleProof.Extends(from, roots[from], to, roots[to], path));
        }
    }

    [Theory]
    [InlineData("export.jsonl", 10)]
    [InlineData("inclusion.json", 1)]
    [InlineData("consistency.json", 0)]
    public void Files_signed_once_verify_for_good(string file, long records)
    {
        using LedgerPublicKey key = LedgerPublicKey.Load(Vector("ledger.pub"));
        TreeHead head = LedgerFiles.LoadHead(Vector("head.json"));
        LedgerFinding finding = LedgerFiles.Verify(Vector(file), key, head);
        Assert.Equal((records, ""), (finding.Records, finding.Reason));
        Assert.Equal(head.Root, finding.Newest!.Root);
    }

    private static string Vector(string name) => TestData.InRepository(Path.Combine("tests", "vectors", "ledger", name));

    private static byte[][] Hashes(JsonElement array) => [.. array.EnumerateArray().Select(hash => Convert.FromHexString(hash.GetString()!))];
}
