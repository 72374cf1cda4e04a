using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Devices;

namespace AIoT.Embedded.Gateway.Fusion;

/// <summary>What a board's standing makes of its readings.</summary>
public static class TrustWeight
{
    private const int LongestReason = 120;

    /// <summary>Null: it takes nothing off, and there is nothing to say.</summary>
    /// <param name="trust">Null: nobody asks how boards stand.</param>
    public static WeightPart? Of(DeviceTrust? trust, UnattestedPolicy policy) => trust?.Standing switch
    {
        null or DeviceStanding.Attested => null,
        DeviceStanding.Quarantined => new WeightPart(Words("quarantined", trust.Reason), 0),
        DeviceStanding.Retired => new WeightPart("retired", 0),
        _ when policy == UnattestedPolicy.Count => new WeightPart("unattested, counts by policy", 1),
        DeviceStanding.Enrolled => new WeightPart(Words("unattested", trust.Reason), 0),
        _ => new WeightPart("unattested: not enrolled", 0),
    };

    private static string Words(string what, string reason) => reason.Length == 0 ? what : $"{what}: {(reason.Length <= LongestReason ? reason : reason[..LongestReason])}";
}
