using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>The whole ledger as a text file that verifies on its own (ledger contract, Export).</summary>
public static class LedgerExport
{
    /// <returns>The records written.</returns>
    public static long Write(SqliteConnection connection, TextWriter output)
    {
        using SqliteTransaction moment = connection.BeginTransaction(deferred: true);
        long first = connection.ExecuteScalar<long>("SELECT COALESCE(MIN(id), 1) FROM ledger_records");
        long retired = Math.Min(LedgerStore.Retired(connection), first - 1);
        long size = LedgerStore.NewestHead(connection)?.Size ?? 0;
        Line(output, new LedgerJson.Header(1, size, retired, LedgerStore.Frontier(connection, retired).Roots));
        using IEnumerator<TreeHead> heads = connection.Query<TreeHead>(
            "SELECT size AS Size, utc_ms AS UtcMs, root AS Root, key_id AS KeyId, signature AS Signature FROM ledger_heads WHERE size >= @retired ORDER BY size", new { retired }, buffered: false).GetEnumerator();
        bool more = heads.MoveNext();
        long records = 0;
        foreach (LedgerRecord record in connection.Query<LedgerRecord>("SELECT id AS Id, body AS Body FROM ledger_records WHERE id > @retired AND id <= @size ORDER BY id", new { retired, size }, buffered: false))
        {
            for (; more && heads.Current.Size < record.Id; more = heads.MoveNext())
            {
                Line(output, new LedgerJson.Line(Head: heads.Current));
            }

            Line(output, new LedgerJson.Line(Record: record));
            records++;
        }

        for (; more; more = heads.MoveNext())
        {
            Line(output, new LedgerJson.Line(Head: heads.Current));
        }

        return records;
    }

    /// <summary>Verifies an export as it is read.</summary>
    public static LedgerFinding Verify(TextReader input, LedgerPublicKey key, TreeHead? trusted)
    {
        LedgerJson.Header header;
        MerkleFrontier start;
        try
        {
            header = LedgerJson.Read<LedgerJson.Header>(input.ReadLine() ?? "");
            start = new MerkleFrontier(header.Retired, header.Frontier);
        }
        catch (Exception wrong) when (wrong is System.Text.Json.JsonException or ArgumentException)
        {
            return new LedgerFinding(0, 0, 0, $"line 1 is no header of a ledger export: {wrong.Message.ReplaceLineEndings(" ")}", null);
        }

        if (header.Ledger != 1)
        {
            return new LedgerFinding(0, 0, 0, $"the export is of version {header.Ledger}, and this gateway knows version 1", null);
        }

        string broken = "";
        LedgerFinding finding = new LedgerVerifier(key, trusted).Verify(start, Items(input, text => broken = text));
        if (broken.Length > 0)
        {
            return finding with { FirstBroken = finding.Retired + finding.Records + 1, Reason = broken };
        }

        long size = finding.Newest?.Size ?? start.Size;
        return finding.Ok && size != header.Size
            ? finding with { FirstBroken = size + 1, Reason = $"record {size + 1} is missing: the export says that it has {header.Size}" }
            : finding;
    }

    private static IEnumerable<LedgerItem> Items(TextReader input, Action<string> broken)
    {
        long number = 1;
        while (input.ReadLine() is { } text)
        {
            number++;
            LedgerJson.Line line;
            try
            {
                line = LedgerJson.Read<LedgerJson.Line>(text);
            }
            catch (System.Text.Json.JsonException wrong)
            {
                broken($"line {number} is no line of a ledger export: {wrong.Message.ReplaceLineEndings(" ")}");
                yield break;
            }

            if (line.Record is { } record)
            {
                yield return new LedgerItem.Entry(record.Id, record.Body);
            }

            if (line.Head is { } head)
            {
                yield return new LedgerItem.Head(head);
            }
        }
    }

    private static void Line<T>(TextWriter output, T value) => output.Write(LedgerJson.Write(value) + "\n");
}
