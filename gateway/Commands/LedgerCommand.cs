using System.CommandLine;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Ledger;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway ledger export|prove|head|verify</c>: beside a running gateway, or on a copy.</summary>
public static class LedgerCommand
{
    public const int Broken = 1;

    public static Command Build()
    {
        var output = new Option<string?>("--output", "-o") { Description = "File to write; without it, standard output" };
        var data = new Option<string>("--data") { Description = "The gateway's data folder", Required = true };

        var export = new Command("export", "Write the whole ledger as a file that verifies offline") { data, output };
        export.SetAction((parsed, _) => WriteAsync(parsed, output, (text, connection) => LedgerExport.Write(connection, text), Database(parsed.GetValue(data)!)));

        var record = new Option<long?>("--record") { Description = "Prove that this record is in the ledger" };
        var from = new Option<long?>("--from") { Description = "Prove that the ledger begins with that of this size" };
        var to = new Option<long>("--to") { Description = "Size of the later ledger; 0: the newest" };
        var prove = new Command("prove", "Write an inclusion proof (--record) or a consistency proof (--from)") { data, record, from, to, output };
        prove.SetAction((parsed, _) => WriteAsync(parsed, output, (text, connection) => text.WriteLine(Proof(connection, parsed.GetValue(record), parsed.GetValue(from), parsed.GetValue(to))), Database(parsed.GetValue(data)!)));

        var head = new Command("head", "Print the newest signed head: keep it elsewhere, and give it to verify later") { data, output };
        head.SetAction((parsed, _) => WriteAsync(
            parsed, output, (text, connection) => text.WriteLine(LedgerJson.Write(LedgerStore.NewestHead(connection) ?? throw new UsageException("the ledger has no head yet"))), Database(parsed.GetValue(data)!)));

        var file = new Argument<string>("file") { Description = "An export, a proof, a database or a backup" };
        var key = new Option<string>("--key") { Description = "The ledger's public key, ledger.pub", Required = true };
        var trusted = new Option<string?>("--head") { Description = "A head that was kept elsewhere: the ledger must still hold all that it covers" };
        var verify = new Command("verify", "Verify with the public key alone: code 0 if all is as signed, 1 if not, 2 if it can't be told") { file, key, trusted };
        verify.SetAction((parsed, _) => VerifyAsync(parsed.GetValue(file)!, parsed.GetValue(key)!, parsed.GetValue(trusted), parsed.InvocationConfiguration.Output));
        return new Command("ledger", "The signed record of decisions") { export, prove, head, verify };
    }

    private static async Task<int> VerifyAsync(string file, string keyPath, string? headPath, TextWriter output)
    {
        using LedgerPublicKey key = LedgerPublicKey.Load(keyPath);
        LedgerFinding finding = LedgerFiles.Verify(file, key, headPath is null ? null : LedgerFiles.LoadHead(headPath));
        if (!finding.Ok)
        {
            await output.WriteLineAsync($"BROKEN{(finding.FirstBroken > 0 ? $" at record {finding.FirstBroken}" : "")}: {finding.Reason}");
            return Broken;
        }

        string newest = finding.Newest is { } head ? $", newest head over {head.Size} signed {DateTimeOffset.FromUnixTimeMilliseconds(head.UtcMs):u}" : "";
        string retired = finding.Retired > 0 ? $", {finding.Retired} before them gone at the end of their term" : "";
        await output.WriteLineAsync($"ok: {finding.Records} records{retired}{newest}");
        return 0;
    }

    private static string Proof(SqliteConnection connection, long? record, long? from, long to)
    {
        switch (record, from)
        {
            case ({ } id, null):
                InclusionProof inclusion = LedgerStore.Prove(connection, id) ?? throw new UsageException($"--record {id}: the ledger has no such record (any more)");
                return LedgerJson.Write(new LedgerJson.InclusionFile(1, inclusion.Record, inclusion.Path, inclusion.Head));
            case (null, { } size):
                ConsistencyProof consistency = LedgerStore.ProveGrowth(connection, size, to)
                    ?? throw new UsageException($"--from {size} --to {to}: give sizes that heads were signed for, the smaller one first");
                return LedgerJson.Write(new LedgerJson.ConsistencyFile(1, consistency.From, consistency.To, consistency.Path));
            default:
                throw new UsageException("give either --record (inclusion) or --from (consistency)");
        }
    }

    private static string Database(string data)
    {
        string path = Path.Combine(data, "gateway.db");
        return File.Exists(path) ? path : throw new UsageException($"{path}: there is no database: give the gateway's data folder with --data");
    }

    private static async Task<int> WriteAsync(ParseResult parsed, Option<string?> option, Action<TextWriter, SqliteConnection> write, string database)
    {
        try
        {
            using SqliteConnection connection = DatabaseLedger.Open(database);
            if (parsed.GetValue(option) is not { } path)
            {
                write(parsed.InvocationConfiguration.Output, connection);
                return 0;
            }

            // Beside it first: a file that is there is a whole one.
            string beside = path + ".new";
            try
            {
                await using (var file = new StreamWriter(beside))
                {
                    write(file, connection);
                }

                File.Move(beside, path, overwrite: true);
            }
            finally
            {
                File.Delete(beside);
            }

            return 0;
        }
        catch (Exception wrong) when (wrong is SqliteException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new UsageException($"{database}: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }
}
