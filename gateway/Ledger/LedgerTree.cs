using System.Security.Cryptography;
using System.Text;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>
/// The ledger's growing end. Every transaction that appends records ends with a signed head, so that no record on disk is without one.
/// All members that write want the database's write gate held.
/// </summary>
public sealed class LedgerTree
{
    /// <summary>What the first record names as its predecessor.</summary>
    public static readonly string Genesis = new('0', 64);

    private readonly GatewayDatabase _database;
    private readonly ILedgerSigner _signer;
    private readonly TimeProvider _time;
    private MerkleFrontier _frontier;
    private MerkleFrontier? _pending;
    private string _committed;

    /// <summary>Takes the disk's word, and signs what has no head yet (records of a gateway that signed none).</summary>
    /// <exception cref="Assets.UsageException">The ledger was signed by another key.</exception>
    public LedgerTree(GatewayDatabase database, ILedgerSigner signer, TimeProvider time)
    {
        _database = database;
        _signer = signer;
        _time = time;
        lock (database.WriteGate)
        {
            _frontier = Load(database.Writer);
            byte[]? last = database.Writer.QueryFirstOrDefault<byte[]>("SELECT hash FROM ledger_records ORDER BY id DESC LIMIT 1");
            Previous = _committed = last is null ? Genesis : Convert.ToHexStringLower(last);
            TreeHead? head = LedgerStore.NewestHead(database.Writer);
            if (head is not null && !head.KeyId.AsSpan().SequenceEqual(signer.KeyId))
            {
                throw new Assets.UsageException(
                    $"the ledger in {database.Path} is signed by key {Convert.ToHexStringLower(head.KeyId)[..16]}, not by the key beside it ({Convert.ToHexStringLower(signer.KeyId)[..16]}): put the right ledger.key back from a backup");
            }

            if (head is null ? _frontier.Size > 0 : head.Size < _frontier.Size)
            {
                using SqliteTransaction transaction = database.Writer.BeginTransaction();
                WriteHead(transaction, _frontier);
                transaction.Commit();
            }
        }
    }

    /// <summary>Records on disk.</summary>
    public long Size => _frontier.Size;

    public ILedgerSigner Signer => _signer;

    /// <summary>SHA-256 of the newest record's body, hex: what the next one names as its predecessor.</summary>
    public string Previous { get; private set; }

    /// <summary>Adds a record to a transaction.</summary>
    /// <returns>Its id, from 1, and the SHA-256 of its body, hex.</returns>
    public (long Id, string Hash) Append(SqliteTransaction transaction, LedgerEntry entry)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(entry.Body);
        byte[] hash = SHA256.HashData(bytes);
        long id = _database.Writer.ExecuteScalar<long>(
            "INSERT INTO ledger_records (id, machine, at_ms, utc_ms, kind, state, body, hash) VALUES (@id, @Machine, @AtMs, @UtcMs, @Kind, @State, @Body, @hash) RETURNING id",
            new { id = (_pending ?? _frontier).Size + 1, entry.Machine, entry.AtMs, entry.UtcMs, entry.Kind, entry.State, entry.Body, hash },
            transaction);
        _pending ??= _frontier.Copy();
        _pending.Append(MerkleHash.Leaf(bytes), (level, position, node) =>
            _database.Writer.Execute("INSERT INTO ledger_nodes (level, position, hash) VALUES (@level, @position, @node)", new { level, position, node }, transaction));
        Previous = Convert.ToHexStringLower(hash);
        return (id, Previous);
    }

    /// <summary>One transaction with its records and the head over them; takes the write gate. On return it is on disk; on an exception nothing is.</summary>
    public T Write<T>(Func<SqliteConnection, SqliteTransaction, T> work)
    {
        lock (_database.WriteGate)
        {
            try
            {
                using SqliteTransaction transaction = _database.Writer.BeginTransaction();
                T result = work(_database.Writer, transaction);
                Seal(transaction);
                transaction.Commit();
                Committed();
                return result;
            }
            catch
            {
                RolledBack();
                throw;
            }
        }
    }

    /// <summary>Signs a head over what the transaction appended: the last thing before its commit.</summary>
    public void Seal(SqliteTransaction transaction)
    {
        if (_pending is not null)
        {
            WriteHead(transaction, _pending);
        }
    }

    /// <summary>The transaction is on disk.</summary>
    public void Committed()
    {
        _frontier = _pending ?? _frontier;
        _pending = null;
        _committed = Previous;
    }

    /// <summary>The transaction failed.</summary>
    public void RolledBack()
    {
        _pending = null;
        Previous = _committed;
    }

    internal static MerkleFrontier Load(SqliteConnection connection)
    {
        long size = connection.ExecuteScalar<long>("SELECT COALESCE(MAX(position) + 1, 0) FROM ledger_nodes WHERE level = 0");
        return LedgerStore.Frontier(connection, size);
    }

    private void WriteHead(SqliteTransaction transaction, MerkleFrontier frontier)
    {
        TreeHead head = TreeHead.Sign(_signer, frontier.Size, _time.GetUtcNow().ToUnixTimeMilliseconds(), frontier.Root());
        _database.Writer.Execute("INSERT INTO ledger_heads (size, utc_ms, root, key_id, signature) VALUES (@Size, @UtcMs, @Root, @KeyId, @Signature)", head, transaction);
    }
}
