using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Gateway.Devices.Evidence;

/// <summary>A board's claims in JSON, under their names in RFC 9711; byte strings in hex. Null: the claim is not there.</summary>
public sealed record ClaimsView(
    string? Ueid, string? Oemid, string? Hwmodel, long? Uptime, int? Dbgstat, long? Bootcount, string? Bootseed, string? Swname, string? Swversion, string? Firmware, string? Model, string? Configuration)
{
    public static ClaimsView Of(EvidenceClaims claims) => new(
        Hex(claims.Ueid),
        Hex(claims.OemId),
        claims.HardwareModel,
        claims.UptimeSeconds < 0 ? null : claims.UptimeSeconds,
        claims.DebugStatus < 0 ? null : claims.DebugStatus,
        claims.BootCount < 0 ? null : claims.BootCount,
        Hex(claims.BootSeed),
        claims.SoftwareName,
        claims.SoftwareVersion,
        Hex(claims.FirmwareHash),
        Hex(claims.ModelHash),
        Hex(claims.ConfigurationHash));

    private static string? Hex(byte[]? bytes) => bytes is null ? null : Convert.ToHexStringLower(bytes);
}
