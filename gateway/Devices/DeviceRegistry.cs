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
    private readonly ConcurrentDictionary<string, DeviceTrust> _standings;

    public DeviceRegistry(GatewayDatabase database, LedgerTree ledger, TimeProvider time)
    {
        _ledger = ledger;
        _time = time;
        using SqliteConnection reader = database.OpenReader();
        _standings = new(reader.Query<(string Device, string Standing, long SinceMs, string Reason, long? Result)>("SELECT device, standing, since_ms, reason, result FROM device_standings")
            .ToDictionary(row => row.Device, row => new DeviceTrust(Enum.Parse<DeviceStanding>(row.Standing, ignoreCase: true), row.Result, row.SinceMs, row.Reason)));
    }

    public event Action<string, DeviceTrust>? Changed;

    public DeviceTrust Of(string device) => _standings.GetValueOrDefault(device, DeviceTrust.Unknown);

    /// <summary>All boards that have a standing, by name.</summary>
    public IReadOnlyList<KeyValuePair<string, DeviceTrust>> All() => [.. _standings.OrderBy(entry => entry.Key, StringComparer.Ordinal)];

    /// <summary>Moves a board; on return it is on disk and in the ledger.</summary>
    /// <param name="by">Who did it.</param>
    /// <param name="write">More to be written in the same transaction.</param>
    public DeviceTrust Move(string device, DeviceStanding to, string reason, string by, Action<SqliteConnection, SqliteTransaction>? write = null)
    {
        DeviceTrust before = Of(device);
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        DeviceTrust after = new(to, to is DeviceStanding.Attested or DeviceStanding.Quarantined ? before.AttestationResultId : null, now, reason);
        _ledger.Write((writer, transaction) =>
        {
            write?.Invoke(writer, transaction);
            var record = new StandingRecord { UtcMs = now, Device = device, From = before.Standing, To = to, Reason = reason, By = by, Previous = _ledger.Previous };
            _ledger.Append(transaction, new LedgerEntry("", 0, now, StandingRecord.KindName, Word(to), JsonSerializer.Serialize(record, GatewayJson.Options)));
            Save(writer, transaction, device, after);
            return true;
        });
        Now(device, after);
        return after;
    }

    internal static void Save(SqliteConnection writer, SqliteTransaction transaction, string device, DeviceTrust trust) => writer.Execute(
        "INSERT OR REPLACE INTO device_standings (device, standing, since_ms, reason, result) VALUES (@device, @standing, @SinceUtcMs, @Reason, @AttestationResultId)",
        new { device, standing = Word(trust.Standing), trust.SinceUtcMs, trust.Reason, trust.AttestationResultId },
        transaction);

    internal static string Word(DeviceStanding standing) => standing.ToString().ToLowerInvariant();

    private void Now(string device, DeviceTrust trust)
    {
        _standings[device] = trust;
        Changed?.Invoke(device, trust);
    }
}
