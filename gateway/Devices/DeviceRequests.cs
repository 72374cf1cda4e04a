namespace AIoT.Embedded.Gateway.Devices;

/// <summary>What the write routes of boards take.</summary>
public static class DeviceRequests
{
    /// <param name="Device">The board that the code is for; absent: any.</param>
    /// <param name="Hours">How long it may be used; absent: 24.</param>
    public sealed record Claim(string? Device = null, double? Hours = null);

    /// <summary>See <see cref="Enrolling.EnrolmentRequest"/>.</summary>
    public sealed record Enrol(string? HardwareModel = null, string? Claim = null, string? Ueid = null, string? OemId = null, string? Key = null, string? Level = null);

    public sealed record Why(string? Reason = null);

    public sealed record Reference(string? Kind = null, string? Name = null, string? Version = null, string? Hash = null, string? Hardware = null);
}
