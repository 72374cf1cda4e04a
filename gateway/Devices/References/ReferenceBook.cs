using System.Text.Json;
using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Store;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices.References;

/// <summary>What boards may run: reference values by release (RFC 9334), in memory for the verifier, on disk, and every change in the ledger.</summary>
public sealed class ReferenceBook
{
    public const string Firmware = "firmware";
    public const string Model = "model";
    public const string Configuration = "configuration";
    private const int MostText = 64;
    private const int MostValues = 10_000;
    private readonly GatewayDatabase _database;
    private readonly LedgerTree _ledger;
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<ReferenceValue> _values;

    public ReferenceBook(GatewayDatabase database, LedgerTree ledger, TimeProvider time)
    {
        (_database, _ledger, _time) = (database, ledger, time);
        _values = Load();
    }

    /// <summary>A value was added or removed: boards are to be asked again.</summary>
    public event Action? Changed;

    public IReadOnlyList<ReferenceValue> All() => _values;

    /// <summary>What a hardware model may run. A kind without any value is not compared.</summary>
    public ReferenceValues For(string hardware, int leastDebugStatus)
    {
        ReferenceValue[] mine = [.. _values.Where(value => value.Hardware.Length == 0 || value.Hardware == hardware)];
        ReferenceValue[] firmware = [.. mine.Where(value => value.Kind == Firmware)];
        byte[][] models = Hashes(mine, Model), configurations = Hashes(mine, Configuration);
        return new ReferenceValues
        {
            SoftwareNames = firmware.Length == 0 ? null : [.. firmware.Select(value => value.Name).Distinct()],
            SoftwareVersions = firmware.Length == 0 ? null : [.. firmware.Select(value => value.Version).Distinct()],
            Firmware = firmware.Length == 0 ? null : Hashes(mine, Firmware),
            Releases = firmware.Length == 0 ? null : [.. firmware.Select(value => new FirmwareRelease(value.Name, value.Version, Convert.FromHexString(value.Hash)))],

            // A board without a model says so, and judges nothing: that is always allowed.
            Models = models.Length == 0 ? null : [[], .. models],
            Configurations = configurations.Length == 0 ? null : [[], .. configurations],
            LeastDebugStatus = leastDebugStatus,
        };
    }

    /// <summary>Adds a value; one that is there already stays as it is.</summary>
    /// <exception cref="DeviceException">Something about it is wrong.</exception>
    public ReferenceValue Add(string kind, string name, string version, string hash, string hardware, string by)
    {
        if (kind is not (Firmware or Model or Configuration))
        {
            throw new DeviceException("kind", $"kind: use firmware, model or configuration, not `{kind}`");
        }

        foreach ((string what, string text) in new[] { ("name", name), ("version", version), ("hardware", hardware) })
        {
            if (text.Length > MostText || text.Any(letter => letter is < ' ' or > '~') || (text.Length == 0 && what != "hardware"))
            {
                throw new DeviceException(what, $"{what}: give 1 to {MostText} printable ASCII characters");
            }
        }

        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit))
        {
            throw new DeviceException("hash", "hash: give a SHA-256 as 64 hexadecimal digits");
        }

        hash = hash.ToLowerInvariant();
        if (_values.FirstOrDefault(value => value.Kind == kind && value.Hash == hash && value.Hardware == hardware) is { } there)
        {
            return there.Name == name && there.Version == version ? there
                : throw new DeviceException("reference-taken", $"this hash stands already, as {there.Name} {there.Version} (reference {there.Id}): remove that first");
        }

        if (_values.Count >= MostValues)
        {
            throw new DeviceException("references-full", $"there are {MostValues} reference values: remove old ones first");
        }

        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        ReferenceValue added = _ledger.Write((writer, transaction) =>
        {
            long id = writer.ExecuteScalar<long>(
                "INSERT INTO reference_values (kind, name, version, hash, hardware, added_ms, added_by) VALUES (@kind, @name, @version, @bytes, @hardware, @now, @by) RETURNING id",
                new { kind, name, version, bytes = Convert.FromHexString(hash), hardware, now, by },
                transaction);
            var value = new ReferenceValue(id, kind, name, version, hash, hardware, now, by);
            Record(transaction, "added", value, now, by);
            return value;
        });
        Reload();
        return added;
    }

    /// <exception cref="DeviceException">There is none.</exception>
    public ReferenceValue Remove(long id, string by)
    {
        ReferenceValue value = _values.FirstOrDefault(value => value.Id == id) ?? throw new DeviceException("no-reference", $"there is no reference value {id}");
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _ledger.Write((writer, transaction) =>
        {
            writer.Execute("DELETE FROM reference_values WHERE id = @id", new { id }, transaction);
            Record(transaction, "removed", value, now, by);
            return true;
        });
        Reload();
        return value;
    }

    private static byte[][] Hashes(IEnumerable<ReferenceValue> values, string kind) => [.. values.Where(value => value.Kind == kind).Select(value => Convert.FromHexString(value.Hash))];

    private void Record(SqliteTransaction transaction, string change, ReferenceValue value, long now, string by)
    {
        var record = new ReferenceRecord { UtcMs = now, Change = change, Value = value, By = by, Previous = _ledger.Previous };
        _ledger.Append(transaction, new LedgerEntry("", 0, now, ReferenceRecord.KindName, "", JsonSerializer.Serialize(record, GatewayJson.Options)));
    }

    private void Reload()
    {
        _values = Load();
        Changed?.Invoke();
    }

    private IReadOnlyList<ReferenceValue> Load()
    {
        using SqliteConnection reader = _database.OpenReader();
        return [.. reader.Query<(long Id, string Kind, string Name, string Version, byte[] Hash, string Hardware, long AddedMs, string AddedBy)>(
            "SELECT id, kind, name, version, hash, hardware, added_ms, added_by FROM reference_values ORDER BY id")
            .Select(row => new ReferenceValue(row.Id, row.Kind, row.Name, row.Version, Convert.ToHexStringLower(row.Hash), row.Hardware, row.AddedMs, row.AddedBy))];
    }
}
