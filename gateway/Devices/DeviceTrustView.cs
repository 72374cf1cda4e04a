using AIoT.Embedded.Gateway.Devices.Enrolling;

namespace AIoT.Embedded.Gateway.Devices;

/// <summary>A board's standing and identity as the API shows them; identity members are null for a board that was never enrolled.</summary>
/// <param name="AttestationResultId">The ledger record of the newest result.</param>
/// <param name="BootCount">Of the last boot that the board has proven.</param>
/// <param name="KeyChange">A new key was made that the board has not used yet.</param>
public sealed record DeviceTrustView(
    string Device,
    DeviceStanding Standing,
    long SinceUtcMs,
    string Reason,
    long? AttestationResultId,
    string? Ueid,
    string? OemId,
    string? HardwareModel,
    string? KeyLevel,
    long? EnrolledUtcMs,
    string? EnrolledBy,
    long? AttestedUtcMs,
    long? BootCount,
    bool KeyChange)
{
    public static DeviceTrustView Of(string device, DeviceTrust trust, DeviceIdentityRow? identity) => new(
        device,
        trust.Standing,
        trust.SinceUtcMs,
        trust.Reason,
        trust.AttestationResultId,
        identity is null ? null : Convert.ToHexStringLower(identity.Ueid),
        identity is null ? null : Convert.ToHexStringLower(identity.OemId),
        identity?.Hardware,
        identity is null ? null : Onboarding.Words(identity.Level),
        identity?.EnrolledMs,
        identity?.EnrolledBy,
        identity?.AttestedMs,
        identity?.Boot?.Count,
        identity?.NextKey is not null);
}
