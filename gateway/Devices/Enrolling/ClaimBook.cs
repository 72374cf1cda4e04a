using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices.Enrolling;

/// <summary>Claim codes on disk, as hashes: single-use, expiring. Too many wrong ones in a minute close the door for the rest of it, to everybody.</summary>
public sealed class ClaimBook(GatewayDatabase database, TimeProvider time)
{
    public const int WrongCodesAMinute = 10;
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);
    private readonly Lock _gate = new();
    private long _minute;
    private int _wrong;

    /// <summary>Makes a code.</summary>
    /// <param name="device">The board that it is for; empty: any.</param>
    /// <returns>The code: it is shown this once, only its hash is kept.</returns>
    public string Issue(string device, TimeSpan lifetime, string by)
    {
        if (lifetime <= TimeSpan.Zero || lifetime > Longest)
        {
            throw new DeviceException("claim-lifetime", $"a claim code lives up to {Longest.TotalDays:0} days, and more than none");
        }

        string code = ClaimCode.New();
        long now = Now();
        lock (database.WriteGate)
        {
            using SqliteTransaction transaction = database.Writer.BeginTransaction();
            database.Writer.Execute("DELETE FROM device_claims WHERE expires_ms < @old", new { old = now - (long)Kept.TotalMilliseconds }, transaction);
            database.Writer.Execute(
                "INSERT INTO device_claims (hash, device, created_ms, created_by, expires_ms) VALUES (@hash, @device, @now, @by, @expires)",
                new { hash = ClaimCode.Hash(code), device, now, by, expires = now + (long)lifetime.TotalMilliseconds },
                transaction);
            transaction.Commit();
        }

        return code;
    }

    /// <summary>Uses a code up, in the transaction that enrols the board.</summary>
    /// <exception cref="DeviceException">It is none, or not for this.</exception>
    public void Use(SqliteConnection writer, SqliteTransaction transaction, string code, string device)
    {
        Admit();
        long now = Now();
        ClaimRow? claim = ClaimCode.Hash(code) is { } hash
            ? writer.QueryFirstOrDefault<ClaimRow>("SELECT hash AS Hash, device AS Device, expires_ms AS ExpiresMs, used_ms AS UsedMs FROM device_claims WHERE hash = @hash", new { hash }, transaction)
            : null;
        DeviceException? wrong = claim switch
        {
            null => new("claim-unknown", "this claim code is not known here"),
            { UsedMs: not null } => new("claim-used", "this claim code was used before: each is good for one board"),
            _ when claim.ExpiresMs < now => new("claim-expired", "this claim code has expired: ask for another"),
            _ when claim.Device.Length > 0 && claim.Device != device => new("claim-other", $"this claim code is for another board than {device}"),
            _ => null,
        };
        if (wrong is not null)
        {
            Count();
            throw wrong;
        }

        writer.Execute("UPDATE device_claims SET used_ms = @now, used_for = @device WHERE hash = @Hash", new { now, device, claim!.Hash }, transaction);
    }

    private void Admit()
    {
        lock (_gate)
        {
            if (_minute == Minute() && _wrong >= WrongCodesAMinute)
            {
                throw new DeviceException("claim-rate", "too many wrong claim codes: wait a minute");
            }
        }
    }

    private void Count()
    {
        lock (_gate)
        {
            _wrong = _minute == Minute() ? _wrong + 1 : 1;
            _minute = Minute();
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long Minute() => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    private sealed class ClaimRow
    {
        public byte[] Hash { get; init; } = [];

        public string Device { get; init; } = "";

        public long ExpiresMs { get; init; }

        public long? UsedMs { get; init; }
    }
}
