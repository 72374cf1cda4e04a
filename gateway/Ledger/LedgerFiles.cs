using System.Text;
using System.Text.Json;
using AIoT.Embedded.Gateway.Assets;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>Tells the ledger's files apart, and verifies whichever it is given.</summary>
public static class LedgerFiles
{
    private const string SqliteMagic = "SQLite format 3\0";

    /// <param name="path">A database or a backup of one, an export, an inclusion proof or a consistency proof.</param>
    /// <exception cref="UsageException">There is no such file, or it is none of these.</exception>
    public static LedgerFinding Verify(string path, LedgerPublicKey key, TreeHead? trusted)
    {
        if (Directory.Exists(path) && File.Exists(Path.Combine(path, "gateway.db")))
        {
            path = Path.Combine(path, "gateway.db");
        }

        if (!File.Exists(path))
        {
            throw new UsageException($"{path}: there is no such file: give an export, a proof, or a database");
        }

        try
        {
            if (IsDatabase(path))
            {
                return VerifyDatabase(path, key, trusted);
            }

            using var input = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            string first = input.ReadLine() ?? "";
            if (first.StartsWith("{\"ledgerProof\":", StringComparison.Ordinal))
            {
                return Verify(LedgerJson.Read<LedgerJson.InclusionFile>(first + input.ReadToEnd()), key);
            }

            if (first.StartsWith("{\"ledgerConsistency\":", StringComparison.Ordinal))
            {
                return Verify(LedgerJson.Read<LedgerJson.ConsistencyFile>(first + input.ReadToEnd()), key);
            }

            if (!first.StartsWith("{\"ledger\":", StringComparison.Ordinal))
            {
                throw new UsageException($"{path}: this is no ledger export, proof or database of a gateway");
            }

            using var whole = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return LedgerExport.Verify(whole, key, trusted);
        }
        catch (Exception wrong) when (wrong is JsonException or DecoderFallbackException)
        {
            return new LedgerFinding(0, 0, 0, $"the file is damaged: {wrong.Message.ReplaceLineEndings(" ")}", null);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: can't be read: {wrong.Message}");
        }
    }

    /// <summary>A head as <c>gateway ledger head</c> and the API give it.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static TreeHead LoadHead(string path)
    {
        try
        {
            return LedgerJson.Read<TreeHead>(File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path}: this is no ledger head ({wrong.Message.ReplaceLineEndings(" ")}): give what `gateway ledger head` printed");
        }
    }

    private static LedgerFinding VerifyDatabase(string path, LedgerPublicKey key, TreeHead? trusted)
    {
        try
        {
            using SqliteConnection connection = DatabaseLedger.Open(path);
            return DatabaseLedger.Verify(connection, key, trusted);
        }
        catch (SqliteException wrong) when (wrong.SqliteErrorCode == 1)
        {
            throw new UsageException($"{path}: this database has no ledger ({wrong.Message}): start the gateway once on it, which plants one");
        }
        catch (SqliteException wrong)
        {
            return new LedgerFinding(0, 0, 0, $"the database is damaged: {wrong.Message}", null);
        }
    }

    private static LedgerFinding Verify(LedgerJson.InclusionFile proof, LedgerPublicKey key)
    {
        string refusal = key.Refusal(proof.Head);
        string reason = refusal.Length > 0 ? $"the head of {proof.Head.Size} records: {refusal}"
            : MerkleProof.Includes(MerkleHash.Leaf(Encoding.UTF8.GetBytes(proof.Record.Body)), proof.Record.Id - 1, proof.Head.Size, proof.Path, proof.Head.Root) ? ""
            : $"record {proof.Record.Id} is not in the ledger that the head signs";
        return new LedgerFinding(reason.Length == 0 ? 1 : 0, 0, reason.Length == 0 ? 0 : proof.Record.Id, reason, proof.Head);
    }

    private static LedgerFinding Verify(LedgerJson.ConsistencyFile proof, LedgerPublicKey key)
    {
        string reason = key.Refusal(proof.From) is { Length: > 0 } first ? $"the head of {proof.From.Size} records: {first}"
            : key.Refusal(proof.To) is { Length: > 0 } second ? $"the head of {proof.To.Size} records: {second}"
            : MerkleProof.Extends(proof.From.Size, proof.From.Root, proof.To.Size, proof.To.Root, proof.Path) ? ""
            : $"the ledger of {proof.To.Size} records does not begin with the one of {proof.From.Size}";
        return new LedgerFinding(0, 0, 0, reason, proof.To);
    }

    private static bool IsDatabase(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] magic = new byte[SqliteMagic.Length];
        return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && Encoding.ASCII.GetString(magic) == SqliteMagic;
    }
}
