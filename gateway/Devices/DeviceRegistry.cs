using System.Collections.Concurrent;
using System.Text.Json;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>How boards stand: in memory for whoever asks, on disk and in the ledger for good.</summary>
public sealed class DeviceRegistry : IDeviceStandings
{
    private readonly LedgerTree _ledger;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, DeviceTrust> _standings;

    public DeviceRegistry(GatewayDatabase database, LedgerTree ledger, TimeProvider time)
    {
        _ledger = ledger;
        _time = time;
        using SqliteConnection reader = database.OpenReader();
        _standings = new(reader.Query<(string Device, string Standing, long SinceMs, string Reason, long? Result)>("SELECT device, standing, since_ms, reason, result FROM device_standings")
            .ToDictionary(row => row.Device, row => new DeviceTrust(Enum.Parse<DeviceStanding>(row.Standing, ignoreCase: true), row.Result, row.SinceMs, row.Reason)));
    }

    /// <summary>A change, for those who write more in its transaction.</summary>
    /// <param name="Before">How the board stood; nobody else moves it meanwhile.</param>
    public sealed record Change(DeviceTrust Before, long NowMs, SqliteConnection Writer, SqliteTransaction Transaction);

    public event Action<string, DeviceTrust>? Changed;

    public DeviceTrust Of(string device) => _standings.GetValueOrDefault(device, DeviceTrust.Unknown);

    /// <summary>All boards that have a standing, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, DeviceTrust>> All() => [.. _standings.OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>Moves a board; on return it is on disk and in the ledger.</summary>
    /// <param name="by">Who did it.</param>
    /// <param name="write">More to be written in the same transaction; an exception from it leaves all as it was.</param>
    public DeviceTrust Move(string device, DeviceStanding to, string reason, string by, Action<Change>? write = null) => Keep(device, change =>
    {
        write?.Invoke(change);
        var record = new StandingRecord { UtcMs = change.NowMs, Device = device, From = change.Before.Standing, To = to, Reason = reason, By = by, Previous = _ledger.Previous };
        _ledger.Append(change.Transaction, new LedgerEntry("", 0, change.NowMs, StandingRecord.KindName, Word(to), JsonSerializer.Serialize(record, GatewayJson.Options)));
        bool knows = to is DeviceStanding.Attested or DeviceStanding.Quarantined || to == change.Before.Standing;
        return new DeviceTrust(to, knows ? change.Before.AttestationResultId : null, to == change.Before.Standing ? change.Before.SinceUtcMs : change.NowMs, reason);
    });

    /// <summary>Writes a ledger record of the caller's own, and how the board stands by it.</summary>
    /// <param name="conclude">Appends the record and says how the board stands now.</param>
    public DeviceTrust Keep(string device, Func<Change, DeviceTrust> conclude)
    {
        DeviceTrust after;
        lock (_gate)
        {
            DeviceTrust before = Of(device);
            after = _ledger.Write((writer, transaction) =>
            {
                DeviceTrust now = conclude(new Change(before, _time.GetUtcNow().ToUnixTimeMilliseconds(), writer, transaction));
                writer.Execute(
                    "INSERT OR REPLACE INTO device_standings (device, standing, since_ms, reason, result) VALUES (@device, @standing, @SinceUtcMs, @Reason, @AttestationResultId)",
                    new { device, standing = Word(now.Standing), now.SinceUtcMs, now.Reason, now.AttestationResultId },
                    transaction);
                return now;
            });
            _standings[device] = after;
        }

        Changed?.Invoke(device, after);
        return after;
    }

    internal static string Word(DeviceStanding standing) => standing.ToString().ToLowerInvariant();
}
