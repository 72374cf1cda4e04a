namespace AIoT.Embedded.Gateway.Devices;

/// <summary>What a board's readings are worth, at one moment.</summary>
/// <param name="AttestationResultId">The ledger record of the newest attestation result; null: there is none.</param>
/// <param name="SinceUtcMs">Since when it stands so; 0: it was never heard of.</param>
/// <param name="Reason">Why, in one line: the broken rule's name first, for a board whose evidence was refused.</param>
public sealed record DeviceTrust(DeviceStanding Standing, long? AttestationResultId, long SinceUtcMs, string Reason)
{
    /// <summary>A board that nobody knows.</summary>
    public static readonly DeviceTrust Unknown = new(DeviceStanding.Pending, null, 0, "never enrolled");
}
