using AIoT.Embedded.Gateway.Attestation;
using AIoT.Embedded.Gateway.Devices.Enrolling;

namespace AIoT.Embedded.Gateway.Devices.Evidence;

/// <summary>A token that was looked at.</summary>
/// <param name="Identity">The board that it came from.</param>
/// <param name="ChangedKey">It is under the key that the board is to change to.</param>
public sealed record Appraisal(DeviceIdentityRow Identity, byte[] Token, Verdict Verdict, bool ChangedKey)
{
    private static readonly EvidenceRule[] Stale = [EvidenceRule.NonceUnknown, EvidenceRule.NonceOfAnother, EvidenceRule.NonceUsed, EvidenceRule.NonceExpired];

    /// <summary>The board said this itself, and now: its key vouches for it, and it answers a nonce that was waiting. All else can come from anybody.</summary>
    public bool IsProof => Verdict.Claims?.Nonce is not null && !Verdict.Broken.Any(broken => Stale.Contains(broken.Rule));
}
