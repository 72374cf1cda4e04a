using AIoT.Embedded.Gateway.Attestation;

namespace AIoT.Embedded.Gateway.Devices.Evidence;

/// <summary>A verdict as a trustworthiness vector (draft-ietf-rats-ar4si, section 2.3): what a relying party may compare without knowing this verifier's rules.</summary>
public static class Trustworthiness
{
    private const int NoClaim = 0, Affirming = 2, Warning = 32, Contraindicated = 96, NotVerified = 99;

    public static IReadOnlyDictionary<string, int> Of(Verdict verdict)
    {
        if (verdict.Claims is null)
        {
            // The form or the tag is wrong: nothing more was looked at.
            return new Dictionary<string, int> { ["instance-identity"] = NotVerified };
        }

        int Judge(string? compared, params EvidenceRule[] rules) =>
            verdict.Broken.Any(broken => rules.Contains(broken.Rule)) ? Contraindicated
            : compared is not null && verdict.NotCompared.Contains(compared) ? NoClaim : Affirming;

        int firmware = Judge("firmware", EvidenceRule.MeasurementsMissing, EvidenceRule.FirmwareOther, EvidenceRule.ReleaseOther, EvidenceRule.ModelOther, EvidenceRule.SoftwareNameMissing, EvidenceRule.SoftwareNameOther, EvidenceRule.SoftwareVersionMissing, EvidenceRule.SoftwareVersionOther);
        return new Dictionary<string, int>
        {
            ["instance-identity"] = Judge(null, EvidenceRule.UeidMissing, EvidenceRule.UeidOther, EvidenceRule.BootCountMissing, EvidenceRule.BootCountFell, EvidenceRule.BootSeedMissing, EvidenceRule.BootSeedChanged, EvidenceRule.BootSeedRepeated, EvidenceRule.UptimeMissing, EvidenceRule.UptimeFell, EvidenceRule.NonceUnknown, EvidenceRule.NonceOfAnother, EvidenceRule.NonceUsed, EvidenceRule.NonceExpired),
            ["configuration"] = Judge("configuration", EvidenceRule.ConfigurationOther, EvidenceRule.DebugStatusMissing, EvidenceRule.DebugStatusOpen),
            ["executables"] = firmware == Affirming && verdict.NotCompared.Contains("model") && verdict.Claims.ModelHash is { Length: > 0 } ? Warning : firmware,
            ["hardware"] = Judge(null, EvidenceRule.OemIdMissing, EvidenceRule.OemIdOther, EvidenceRule.HardwareModelMissing, EvidenceRule.HardwareModelOther),
        };
    }
}
