using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>
/// Walks a ledger with the public key alone: every record in its place, every record's predecessor, every head's signature and root.
/// Stops at the first thing that is wrong and names it.
/// </summary>
/// <param name="trusted">A head that was kept elsewhere: the ledger must still contain all that it covers; null: none.</param>
public sealed class LedgerVerifier(LedgerPublicKey key, TreeHead? trusted = null)
{
    private MerkleFrontier _frontier = new();
    private TreeHead? _newest;
    private string? _previous;
    private long _allowed;
    private bool _trustedSeen;

    /// <param name="start">The full subtrees of the records that have gone at the end of their term; empty: none has.</param>
    public LedgerFinding Verify(MerkleFrontier start, IEnumerable<LedgerItem> items)
    {
        _frontier = start.Copy();
        _previous = start.Size == 0 ? LedgerTree.Genesis : null;
        if (trusted is not null && key.Refusal(trusted) is { Length: > 0 } stranger)
        {
            return Broken(start, 0, $"the head that was kept elsewhere (size {trusted.Size}): {stranger}");
        }

        foreach (LedgerItem item in items)
        {
            LedgerFinding? wrong = item switch
            {
                LedgerItem.Entry entry => Take(start, entry),
                LedgerItem.Head head => Take(start, head.Value),
                _ => null,
            };
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return AtEnd(start);
    }

    private LedgerFinding AtEnd(MerkleFrontier start)
    {
        if (_frontier.Size > 0 && _newest is null)
        {
            return Broken(start, start.Size + 1, $"records {start.Size + 1} to {_frontier.Size} are under no signed head");
        }

        if (_newest is not null && _newest.Size < _frontier.Size)
        {
            return Broken(start, _newest.Size + 1, $"records {_newest.Size + 1} to {_frontier.Size} are under no signed head: heads were taken away, or records added without the key");
        }

        if (trusted is not null && !_trustedSeen)
        {
            return Broken(start, Math.Min(_frontier.Size, trusted.Size) + 1, trusted.Size > _frontier.Size
                ? $"record {_frontier.Size + 1} is missing: a head that was kept elsewhere covers {trusted.Size} records"
                : $"no head of {trusted.Size} records is here, and one was kept elsewhere");
        }

        return start.Size > _allowed
            ? Broken(start, 1, $"records 1 to {start.Size} are missing, and no record says that they reached the end of their term")
            : new LedgerFinding(_frontier.Size - start.Size, start.Size, 0, "", _newest);
    }

    private LedgerFinding? Take(MerkleFrontier start, LedgerItem.Entry entry)
    {
        long expected = _frontier.Size + 1;
        if (entry.Id != expected)
        {
            return Broken(start, expected, $"record {expected} is missing: record {entry.Id} stands in its place");
        }

        if (entry.Complaint.Length > 0)
        {
            return Broken(start, expected, $"record {expected}: {entry.Complaint}");
        }

        (string previous, long retired, string wrong) = Read(entry.Body);
        if (wrong.Length > 0)
        {
            return Broken(start, expected, $"record {expected} is no JSON record: {wrong}");
        }

        if (_previous is not null && previous != _previous)
        {
            long sure = _newest?.Size ?? start.Size;
            return sure == expected - 1
                ? Broken(start, expected, $"record {expected} names another predecessor than the record before it: it was changed, or moved here")
                : Broken(start, sure + 1, $"record {expected} names another predecessor than the record before it: of records {sure + 1} to {expected} at least one was changed or moved");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(entry.Body);
        _previous = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _allowed = Math.Max(_allowed, retired);
        _frontier.Append(MerkleHash.Leaf(bytes));
        return null;
    }

    private LedgerFinding? Take(MerkleFrontier start, TreeHead head)
    {
        if (head.Size < start.Size)
        {
            // Of a time whose records have gone: there is nothing left to hold it against.
            return null;
        }

        if (head.Size > _frontier.Size)
        {
            return Broken(start, _frontier.Size + 1, $"record {_frontier.Size + 1} is missing: the head that was signed {Time(head)} covers {head.Size} records");
        }

        long sure = _newest?.Size ?? start.Size;
        if (head.Size < _frontier.Size)
        {
            return Broken(start, sure + 1, $"the head of {head.Size} records does not stand behind record {head.Size}");
        }

        if (key.Refusal(head) is { Length: > 0 } refusal)
        {
            return Broken(start, sure + 1, $"the head of {head.Size} records ({Time(head)}): {refusal}");
        }

        if (!head.Root.AsSpan().SequenceEqual(_frontier.Root()))
        {
            string which = sure + 1 >= head.Size ? $"record {head.Size} is not as it was signed" : $"of records {sure + 1} to {head.Size} at least one is not as it was signed";
            return Broken(start, Math.Min(sure + 1, head.Size), $"{which}: the root hash is not that of the head ({Time(head)})");
        }

        if (trusted is not null && trusted.Size == head.Size)
        {
            if (!trusted.Root.AsSpan().SequenceEqual(head.Root))
            {
                return Broken(start, 0, $"another ledger: the head of {head.Size} records that was kept elsewhere has another root hash");
            }

            _trustedSeen = true;
        }

        _newest = head;
        return null;
    }

    private LedgerFinding Broken(MerkleFrontier start, long record, string reason) => new(_newest is null ? 0 : _newest.Size - start.Size, start.Size, record, reason, _newest);

    /// <summary>Predecessor, and what a record of retention says has gone.</summary>
    private static (string Previous, long Retired, string Wrong) Read(string body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            JsonElement record = json.RootElement;
            long retired = record.TryGetProperty("kind", out JsonElement kind) && kind.ValueEquals(RetentionRecord.KindName) && record.TryGetProperty("retired", out JsonElement count) ? count.GetInt64() : 0;
            return (record.GetProperty("previous").GetString() ?? "", retired, "");
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return ("", 0, wrong.Message.ReplaceLineEndings(" "));
        }
    }

    private static string Time(TreeHead head) =>
        head.UtcMs is > -62_135_596_800_000 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(head.UtcMs).ToString("u", System.Globalization.CultureInfo.InvariantCulture) : "at no time";
}
