using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Gateway.Store;
using AIoT.Embedded.Trust;
using Dapper;
using Microsoft.Data.Sqlite;

namespace AIoT.Embedded.Gateway.Devices.Enrolling;

/// <summary>Enrolled boards on disk.</summary>
public sealed class DeviceStore(GatewayDatabase database)
{
    private const string Columns = """
        device AS Device, ueid AS Ueid, oem_id AS OemId, hardware AS Hardware, level AS Level, key AS Key, next_key AS NextKey, enrolled_ms AS EnrolledMs, enrolled_by AS EnrolledBy,
        boot_count AS BootCount, boot_seed AS BootSeed, boot_uptime_s AS BootUptime, attested_ms AS AttestedMs
        """;

    /// <summary>True: boards' keys are sealed in this database.</summary>
    public static bool HasKeys(GatewayDatabase database)
    {
        using SqliteConnection reader = database.OpenReader();
        return reader.ExecuteScalar<long>("SELECT COUNT(*) FROM device_identities WHERE key IS NOT NULL") > 0;
    }

    public DeviceIdentityRow? Find(string device)
    {
        using SqliteConnection reader = database.OpenReader();
        return Find(reader, null, device);
    }

    public static DeviceIdentityRow? Find(SqliteConnection connection, SqliteTransaction? transaction, string device) =>
        connection.QueryFirstOrDefault<Row>($"SELECT {Columns} FROM device_identities WHERE device = @device", new { device }, transaction)?.Read();

    public IReadOnlyList<DeviceIdentityRow> All()
    {
        using SqliteConnection reader = database.OpenReader();
        return [.. reader.Query<Row>($"SELECT {Columns} FROM device_identities ORDER BY device").Select(row => row.Read())];
    }

    /// <returns>The board that has a UEID, retired ones included; null: none.</returns>
    public static string? OwnerOf(SqliteConnection connection, SqliteTransaction transaction, byte[] ueid) =>
        connection.QueryFirstOrDefault<string>("SELECT device FROM device_identities WHERE ueid = @ueid", new { ueid }, transaction);

    /// <summary>Writes an identity; a board that was there before loses its boots and what it has shown.</summary>
    public static void Insert(SqliteConnection writer, SqliteTransaction transaction, DeviceIdentityRow identity) => writer.Execute(
        """
        INSERT OR REPLACE INTO device_identities (device, ueid, oem_id, hardware, level, key, enrolled_ms, enrolled_by)
        VALUES (@Device, @Ueid, @OemId, @Hardware, @level, @Key, @EnrolledMs, @EnrolledBy)
        """,
        new { identity.Device, identity.Ueid, identity.OemId, identity.Hardware, level = identity.Level.ToString(), identity.Key, identity.EnrolledMs, identity.EnrolledBy },
        transaction);

    public static void DropKeys(SqliteConnection writer, SqliteTransaction transaction, string device) =>
        writer.Execute("UPDATE device_identities SET key = NULL, next_key = NULL WHERE device = @device", new { device }, transaction);

    public static void ForgetBoot(SqliteConnection writer, SqliteTransaction transaction, string device) =>
        writer.Execute("UPDATE device_identities SET boot_count = NULL, boot_seed = NULL, boot_uptime_s = NULL WHERE device = @device", new { device }, transaction);

    public static void SetNextKey(SqliteConnection writer, SqliteTransaction transaction, string device, byte[] sealedKey) =>
        writer.Execute("UPDATE device_identities SET next_key = @sealedKey WHERE device = @device", new { device, sealedKey }, transaction);

    /// <summary>What a board has proven.</summary>
    /// <param name="attestedMs">Null: nothing new.</param>
    /// <param name="changedKey">The next key has become the key.</param>
    public static void Prove(SqliteConnection writer, SqliteTransaction transaction, string device, BootRecord boot, long? attestedMs, bool changedKey)
    {
        writer.Execute(
            "UPDATE device_identities SET boot_count = @Count, boot_seed = @Seed, boot_uptime_s = @UptimeSeconds, attested_ms = COALESCE(@attestedMs, attested_ms) WHERE device = @device",
            new { device, boot.Count, boot.Seed, boot.UptimeSeconds, attestedMs },
            transaction);
        if (changedKey)
        {
            writer.Execute("UPDATE device_identities SET key = next_key, next_key = NULL WHERE device = @device", new { device }, transaction);
        }
    }

    private sealed class Row
    {
        public string Device { get; init; } = "";

        public byte[] Ueid { get; init; } = [];

        public byte[] OemId { get; init; } = [];

        public string Hardware { get; init; } = "";

        public string Level { get; init; } = "";

        public byte[]? Key { get; init; }

        public byte[]? NextKey { get; init; }

        public long EnrolledMs { get; init; }

        public string EnrolledBy { get; init; } = "";

        public long? BootCount { get; init; }

        public byte[]? BootSeed { get; init; }

        public long? BootUptime { get; init; }

        public long? AttestedMs { get; init; }

        public DeviceIdentityRow Read() => new()
        {
            Device = Device,
            Ueid = Ueid,
            OemId = OemId,
            Hardware = Hardware,
            Level = Enum.Parse<KeyLevel>(Level),
            Key = Key,
            NextKey = NextKey,
            EnrolledMs = EnrolledMs,
            EnrolledBy = EnrolledBy,
            Boot = BootCount is { } count && BootSeed is { } seed ? new BootRecord(count, seed, BootUptime ?? 0) : null,
            AttestedMs = AttestedMs,
        };
    }
}
