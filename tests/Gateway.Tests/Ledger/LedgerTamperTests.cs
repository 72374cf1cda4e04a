using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Tests.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Tests.Ledger;

/// <summary>What somebody can do who has the files and not the key; each is found, and the first record that it concerns is named.</summary>
public sealed class LedgerTamperTests
{
    [Fact]
    public async Task A_ledger_that_nobody_touched_verifies_as_database_and_as_export()
    {
        using var bench = new LedgerBench(1, 3, 4, 2);
        Assert.StartsWith("ok: 10 records, newest head over 10 signed ", (await bench.VerifyAsync(bench.Database)).Said);
        string export = bench.File("export.jsonl");
        Assert.Equal(0, (await bench.RunAsync("export", "--data", bench.Folder, "-o", export)).Code);
        (int code, string said) = await bench.VerifyAsync(export);
        Assert.Equal((0, true), (code, said.StartsWith("ok: 10 records", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("UPDATE ledger_records SET body = replace(body, '0.06', '0.07') WHERE id = 6", 6, "its content is not that of its leaf")]
    [InlineData("UPDATE ledger_records SET body = body || ' ' WHERE id = 1", 1, "its content is not that of its leaf")]
    [InlineData("UPDATE ledger_records SET state = 'alarm' WHERE id = 7", 7, "column to says alarm, the record normal")]
    [InlineData("UPDATE ledger_records SET machine = 'm9' WHERE id = 7", 7, "column machine says m9")]
    [InlineData("UPDATE ledger_records SET kind = 'state' WHERE id = 2", 2, "column kind says state")]
    [InlineData("UPDATE ledger_records SET at_ms = 5 WHERE id = 2", 2, "column at_ms is not what the record says")]
    [InlineData("UPDATE ledger_records SET hash = zeroblob(32) WHERE id = 3", 3, "the hash beside it is not its own")]
    [InlineData("UPDATE ledger_nodes SET hash = zeroblob(32) WHERE level = 0 AND position = 4", 5, "its content is not that of its leaf")]
    [InlineData("DELETE FROM ledger_records WHERE id = 4", 4, "record 4 is missing: ")]
    [InlineData("DELETE FROM ledger_records WHERE id = 1", 1, "record 1 is missing: ")]
    [InlineData("DELETE FROM ledger_records WHERE id >= 9", 9, "record 9 is missing: the head that was signed ")]
    [InlineData("DELETE FROM ledger_records", 1, "record 1 is missing: the head that was signed ")]
    [InlineData("DELETE FROM ledger_heads WHERE size = 10", 9, "records 9 to 10 are under no signed head")]
    [InlineData("DELETE FROM ledger_heads", 1, "records 1 to 10 are under no signed head")]
    [InlineData("UPDATE ledger_heads SET signature = zeroblob(64) WHERE size = 4", 2, "the head of 4 records")]
    [InlineData("UPDATE ledger_heads SET root = zeroblob(32) WHERE size = 8", 5, "its signature is wrong")]
    [InlineData("UPDATE ledger_heads SET utc_ms = utc_ms + 1 WHERE size = 1", 1, "its signature is wrong")]
    [InlineData("UPDATE ledger_heads SET key_id = zeroblob(32) WHERE size = 1", 1, "it was signed by another key")]
    [InlineData("UPDATE ledger_heads SET size = 9 WHERE size = 10", 9, "its signature is wrong")]
    [InlineData("DELETE FROM ledger_records WHERE id <= 3; UPDATE ledger_retention SET retired = 3", 1, "no record says that they reached the end of their term")]
    public async Task A_change_in_the_database_is_found_and_named(string sql, long record, string reason)
    {
        using var bench = new LedgerBench(1, 3, 4, 2);
        bench.Tamper(sql);
        (int code, string said) = await bench.VerifyAsync(bench.Database);
        Assert.Equal(1, code);
        Assert.StartsWith($"BROKEN at record {record}: ", said);
        Assert.Contains(reason, said);
    }

    [Fact]
    public async Task Two_records_exchanged_with_all_that_belongs_to_them_are_found()
    {
        using var bench = new LedgerBench(1, 3, 4, 2);
        bench.Tamper("""
            UPDATE ledger_records SET id = -6 WHERE id = 6; UPDATE ledger_records SET id = 6 WHERE id = 7; UPDATE ledger_records SET id = 7 WHERE id = -6;
            UPDATE ledger_nodes SET position = -5 WHERE level = 0 AND position = 5; UPDATE ledger_nodes SET position = 5 WHERE level = 0 AND position = 6; UPDATE ledger_nodes SET position = 6 WHERE level = 0 AND position = -5;
            """);
        (int code, string said) = await bench.VerifyAsync(bench.Database);
        Assert.Equal(1, code);
        Assert.Contains("record 6 names another predecessor than the record before it", said);
    }

    [Fact]
    public async Task A_record_rewritten_with_every_hash_made_to_fit_is_found_by_the_head()
    {
        using var bench = new LedgerBench(1, 3, 4, 2);
        Rewrite(bench, from: 9);
        (int code, string said) = await bench.VerifyAsync(bench.Database);
        Assert.Equal(1, code);
        Assert.StartsWith("BROKEN at record 9: of records 9 to 10 at least one is not as it was signed", said);
    }

    [Fact]
    public async Task A_ledger_rewritten_and_signed_with_another_key_is_found()
    {
        using var bench = new LedgerBench(1, 3, 4, 2);
        using var forged = new LedgerBench(1, 3, 4, 2);
        (int code, string said) = await bench.VerifyAsync(forged.Database);
        Assert.Equal(1, code);
        Assert.Contains("it was signed by another key", said);
    }

    [Fact]
    public async Task A_tail_cut_off_with_its_heads_is_found_by_whoever_kept_a_head()
    {
        using var bench = new LedgerBench(1, 3, 4, 2);
        string head = bench.File("head.json");
        Assert.Equal(0, (await bench.RunAsync("head", "--data", bench.Folder, "-o", head)).Code);
        Assert.Equal(0, (await bench.VerifyAsync(bench.Database, "--head", head)).Code);
        bench.Tamper("DELETE FROM ledger_records WHERE id > 8; DELETE FROM ledger_heads WHERE size > 8");
        Assert.Equal(0, (await bench.VerifyAsync(bench.Database)).Code);
        (int code, string said) = await bench.VerifyAsync(bench.Database, "--head", head);
        Assert.Equal(1, code);
        Assert.StartsWith("BROKEN at record 9: record 9 is missing: a head that was kept elsewhere covers 10 records", said);
    }

    [Fact]
    public async Task Every_line_of_an_export_that_is_changed_left_out_or_moved_is_found()
    {
        using var bench = new LedgerBench(1, 3, 4, 2);
        string export = bench.File("export.jsonl");
        await bench.RunAsync("export", "--data", bench.Folder, "-o", export);
        string[] lines = await System.IO.File.ReadAllLinesAsync(export);
        Assert.Equal(15, lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            await RefusedAsync([.. lines[..i], .. lines[(i + 1)..]], $"line {i + 1} left out", leavingIsNoLoss: i is > 0 and < 14 && lines[i].Contains("\"head\":{", StringComparison.Ordinal));
            if (i + 1 < lines.Length)
            {
                await RefusedAsync([.. lines[..i], lines[i + 1], lines[i], .. lines[(i + 2)..]], $"lines {i + 1} and {i + 2} exchanged");
            }

            for (int at = 20; at < lines[i].Length - 2; at += 37)
            {
                char other = lines[i][at] == '7' ? '8' : '7';
                await RefusedAsync([.. lines[..i], lines[i][..at] + other + lines[i][(at + 1)..], .. lines[(i + 1)..]], $"line {i + 1}, character {at}");
            }
        }

        for (int kept = 0; kept < lines.Length; kept++)
        {
            await RefusedAsync(lines[..kept], $"cut off behind line {kept}");
        }

        async Task RefusedAsync(string[] changed, string what, bool leavingIsNoLoss = false)
        {
            await System.IO.File.WriteAllLinesAsync(export, changed);
            (int code, string said) = await bench.VerifyAsync(export);
            // A head between others says nothing that the later ones don't; a first line that is gone leaves no export at all.
            Assert.True(leavingIsNoLoss ? code == 0 : code == 1 || (code == 2 && said.Contains("no ledger export", StringComparison.Ordinal)), $"{what}: {code}: {said}");
        }
    }

    [Fact]
    public async Task Proofs_convince_a_stranger_and_a_changed_one_does_not()
    {
        using var bench = new LedgerBench(1, 3, 4, 2);
        string proof = bench.File("proof.json"), growth = bench.File("growth.json");
        Assert.Equal(0, (await bench.RunAsync("prove", "--data", bench.Folder, "--record", "6", "-o", proof)).Code);
        Assert.Equal(0, (await bench.RunAsync("prove", "--data", bench.Folder, "--from", "4", "-o", growth)).Code);
        Assert.Equal(0, (await bench.VerifyAsync(proof)).Code);
        Assert.Equal(0, (await bench.VerifyAsync(growth)).Code);
        string text = await System.IO.File.ReadAllTextAsync(proof);
        await System.IO.File.WriteAllTextAsync(proof, text.Replace("0.06", "0.05"));
        Assert.Equal((1, "BROKEN at record 6: record 6 is not in the ledger that the head signs\n"), await bench.VerifyAsync(proof));
        await System.IO.File.WriteAllTextAsync(proof, text.Replace("\"id\":6", "\"id\":5"));
        Assert.Equal(1, (await bench.VerifyAsync(proof)).Code);
        text = await System.IO.File.ReadAllTextAsync(growth);
        await System.IO.File.WriteAllTextAsync(growth, text.Replace("\"path\":[\"", "\"path\":[\"00"));
        Assert.Equal(1, (await bench.VerifyAsync(growth)).Code);
    }

    [Theory]
    [InlineData("verify {0}/none --key {0}/ledger.pub", "there is no such file")]
    [InlineData("verify {0}/ledger.pub --key {0}/ledger.pub", "no ledger export, proof or database")]
    [InlineData("verify {0}/gateway.db --key {0}/none.pub", "the ledger's public key is not there")]
    [InlineData("verify {0}/gateway.db --key {0}/gateway.db", "no P-256 public key")]
    [InlineData("verify {0}/gateway.db", "--key")]
    [InlineData("verify {0}/gateway.db --key {0}/ledger.pub --head {0}/ledger.pub", "this is no ledger head")]
    [InlineData("prove --data {0}", "give either --record")]
    [InlineData("prove --data {0} --record 11", "the ledger has no such record")]
    [InlineData("prove --data {0} --from 2", "give sizes that heads were signed for")]
    [InlineData("head --data {0}/none", "there is no database")]
    public async Task What_cannot_be_told_is_code_2_and_one_line(string arguments, string message)
    {
        using var bench = new LedgerBench(1, 3, 4, 2);
        (int code, string said) = await bench.RunAsync(string.Format(arguments, bench.Folder).Split(' '));
        Assert.Equal(2, code);
        Assert.Contains(message, said);
        Assert.Equal(1, said.Count(c => c == '\n'));
    }

    [Fact]
    public async Task A_database_with_a_torn_page_is_damaged_and_not_good()
    {
        using var bench = new LedgerBench(1, 3, 400, 2);
        int page;
        using (SqliteConnection raw = bench.Raw())
        {
            page = raw.ExecuteScalar<int>("SELECT rootpage FROM sqlite_master WHERE name = 'ledger_nodes'");
        }

        byte[] bytes = await System.IO.File.ReadAllBytesAsync(bench.Database);
        Array.Clear(bytes, (page - 1) * 8192, 8192);
        await System.IO.File.WriteAllBytesAsync(bench.Database, bytes);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Database)).Code);
    }

    /// <summary>Changes a record and mends every hash behind it that needs no key.</summary>
    private static void Rewrite(LedgerBench bench, long from)
    {
        bench.Tamper("SELECT 1");
        using SqliteConnection raw = bench.Raw();
        List<(long Id, string Body)> records = raw.Query<(long, string)>("SELECT id, body FROM ledger_records ORDER BY id").AsList();
        var frontier = new MerkleFrontier();
        string previous = "";
        foreach ((long id, string old) in records)
        {
            string body = id < from ? old : old[..old.IndexOf("\"previous\"", StringComparison.Ordinal)].Replace("normal", id == from ? "alarm" : "normal") + $"\"previous\":\"{previous}\"}}";
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(body);
            byte[] hash = System.Security.Cryptography.SHA256.HashData(bytes);
            previous = Convert.ToHexStringLower(hash);
            raw.Execute("UPDATE ledger_records SET body = @body, hash = @hash, state = @state WHERE id = @id", new { id, body, hash, state = id == from ? "alarm" : "normal" });
            frontier.Append(MerkleHash.Leaf(bytes), (level, position, node) =>
                raw.Execute("UPDATE ledger_nodes SET hash = @node WHERE level = @level AND position = @position", new { level, position, node }));
        }
    }
}
