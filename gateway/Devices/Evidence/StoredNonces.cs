using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Gateway.Timing;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices.Evidence;

/// <summary>
/// The nonces that were issued, on disk before they leave: a restart neither forgets one nor lets one be used twice. What <see cref="Use"/> spends
/// is marked on disk by <see cref="Spend"/>, in the transaction of the result that it was spent for; used and expired ones are kept for a day, so
/// that a replay is told from a nonce that was made up.
/// </summary>
public sealed class StoredNonces : INonces
{
    private const int NonceBytes = 32;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private readonly GatewayDatabase _database;
    private readonly SteadyClock _clock;
    private readonly TimeSpan _lifetime;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _swept;

    public StoredNonces(GatewayDatabase database, TimeProvider time, TimeSpan lifetime)
    {
        (_database, _clock, _lifetime) = (database, new SteadyClock(time), lifetime);

        // What was issued under a clock that ran ahead is good for its time from now on, and no longer.
        long latest = _clock.NowMs + (long)lifetime.TotalMilliseconds;
        using SqliteConnection reader = database.OpenReader();
        foreach ((byte[] nonce, string device, long expires, long used) in reader.Query<(byte[], string, long, long)>("SELECT nonce, device, expires_ms, used FROM device_nonces"))
        {
            _entries[Convert.ToHexString(nonce)] = new Entry(device, Math.Min(expires, latest), used != 0);
        }
    }

    public byte[] Issue(string device) => Issue([device])[0];

    /// <summary>A nonce for each board, in one transaction.</summary>
    public IReadOnlyList<byte[]> Issue(IReadOnlyList<string> devices)
    {
        long now = _clock.NowMs, expires = now + (long)_lifetime.TotalMilliseconds;
        byte[][] nonces = [.. devices.Select(_ => RandomNumberGenerator.GetBytes(NonceBytes))];
        lock (_database.WriteGate)
        {
            using SqliteTransaction transaction = _database.Writer.BeginTransaction();
            Sweep(transaction, now);
            _database.Writer.Execute(
                "INSERT INTO device_nonces (nonce, device, issued_ms, expires_ms, used) VALUES (@nonce, @device, @now, @expires, 0)",
                nonces.Zip(devices, (nonce, device) => new { nonce, device, now, expires }),
                transaction);
            transaction.Commit();
        }

        lock (_gate)
        {
            for (int i = 0; i < nonces.Length; i++)
            {
                _entries[Convert.ToHexString(nonces[i])] = new Entry(devices[i], expires, used: false);
            }
        }

        return nonces;
    }

    public EvidenceRule? Use(string device, byte[] nonce)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(Convert.ToHexString(nonce), out Entry? entry))
            {
                return EvidenceRule.NonceUnknown;
            }

            if (entry.Device != device)
            {
                return EvidenceRule.NonceOfAnother;
            }

            if (entry.Used)
            {
                return EvidenceRule.NonceUsed;
            }

            entry.Used = true;
            return _clock.NowMs > entry.ExpiresMs ? EvidenceRule.NonceExpired : null;
        }
    }

    public static void Spend(SqliteConnection writer, SqliteTransaction transaction, byte[] nonce) =>
        writer.Execute("UPDATE device_nonces SET used = 1 WHERE nonce = @nonce", new { nonce }, transaction);

    private void Sweep(SqliteTransaction transaction, long now)
    {
        if (now - _swept < 60_000)
        {
            return;
        }

        _swept = now;
        long old = now - (long)Kept.TotalMilliseconds;
        _database.Writer.Execute("DELETE FROM device_nonces WHERE expires_ms < @old", new { old }, transaction);
        lock (_gate)
        {
            foreach (string gone in _entries.Where(entry => entry.Value.ExpiresMs < old).Select(entry => entry.Key).ToList())
            {
                _entries.Remove(gone);
            }
        }
    }

    private sealed class Entry(string device, long expiresMs, bool used)
    {
        public string Device { get; } = device;

        public long ExpiresMs { get; } = expiresMs;

        public bool Used { get; set; } = used;
    }
}
