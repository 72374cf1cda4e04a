using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Gateway.Attestation;

/// <summary>
/// Judges tokens by the evidence contract. The caller keeps enrolments, reference values and boot records. Form and tag come first: nothing that
/// the key has not vouched for is looked at, spends a nonce or changes a record. Of the other rules every broken one is told. Safe for several threads.
/// </summary>
/// <param name="nonces">The nonces that were issued.</param>
public sealed class EvidenceVerifier(INonces nonces)
{
    private const int MostTokenBytes = 1024;

    /// <summary>Judges a token.</summary>
    /// <param name="enrolment">The board that the token came from.</param>
    /// <param name="references">What it may run.</param>
    /// <param name="known">Its last boot that is known, or null.</param>
    /// <param name="token">The message, as it came.</param>
    public Verdict Verify(Enrolment enrolment, ReferenceValues references, BootRecord? known, byte[] token)
    {
        var message = new CoseMessage();
        if (token.Length > MostTokenBytes)
        {
            return Unread(enrolment, known, EvidenceRule.Form, $"the token has {token.Length} bytes, at most {MostTokenBytes} are read");
        }

        if (!message.TryRead(token, 0, token.Length, CoseLimits.Mac0Tag))
        {
            return Unread(enrolment, known, EvidenceRule.Form, message.Reason);
        }

        if (message.Algorithm != CoseLimits.HmacSha256)
        {
            return Unread(enrolment, known, EvidenceRule.Algorithm, $"algorithm {message.Algorithm} is not HMAC 256/256");
        }

        if (!CoseMac0.Verify(message, enrolment.Key, null))
        {
            return Unread(enrolment, known, EvidenceRule.Tag, "the tag is not the enrolled key's");
        }

        var claims = new EvidenceClaims();
        if (!claims.TryDecode(token, message.PayloadOffset, message.PayloadLength))
        {
            return Unread(enrolment, known, EvidenceRule.Claims, claims.Reason);
        }

        return Judge(enrolment, references, known, claims);
    }

    private Verdict Judge(Enrolment enrolment, ReferenceValues references, BootRecord? known, EvidenceClaims claims)
    {
        List<BrokenRule> broken = [];
        List<string> notCompared = [];
        void Break(EvidenceRule rule, string reason) => broken.Add(new BrokenRule(rule, reason));

        Identity(enrolment, claims, Break);
        Boot(known, claims, Break);
        Software(references, claims, notCompared, Break);
        Measurements(references, claims, notCompared, Break);

        if (claims.Nonce is { } nonce && nonces.Use(enrolment.Device, nonce) is { } rule)
        {
            Break(rule, rule switch
            {
                EvidenceRule.NonceUnknown => "the nonce was not issued here",
                EvidenceRule.NonceOfAnother => "the nonce was issued to another board",
                EvidenceRule.NonceUsed => "the nonce was used before",
                _ => "the nonce has expired",
            });
        }

        return new Verdict
        {
            Outcome = broken.Count > 0 ? Outcome.Refused : claims.Nonce is null ? Outcome.NotFresh : Outcome.Affirmed,
            Broken = broken,
            NotCompared = notCompared,
            Claims = claims,
            Level = enrolment.Level,
            Boot = broken.Count > 0 ? known : Newer(known, claims),
        };
    }

    private static void Identity(Enrolment enrolment, EvidenceClaims claims, Action<EvidenceRule, string> fail)
    {
        if (claims.Ueid is null)
        {
            fail(EvidenceRule.UeidMissing, "ueid is missing");
        }
        else if (!claims.Ueid.AsSpan().SequenceEqual(enrolment.Ueid))
        {
            fail(EvidenceRule.UeidOther, "ueid is not the enrolled one");
        }

        if (claims.OemId is null)
        {
            fail(EvidenceRule.OemIdMissing, claims.HardwareModel is null ? "oemid is missing" : "oemid is missing, and hwmodel needs it");
        }
        else if (!claims.OemId.AsSpan().SequenceEqual(enrolment.OemId))
        {
            fail(EvidenceRule.OemIdOther, "oemid is not the enrolled one");
        }

        if (claims.HardwareModel is null)
        {
            fail(EvidenceRule.HardwareModelMissing, "hwmodel is missing");
        }
        else if (claims.HardwareModel != enrolment.HardwareModel)
        {
            fail(EvidenceRule.HardwareModelOther, $"hwmodel is {claims.HardwareModel}, enrolled was {enrolment.HardwareModel}");
        }
    }

    private static void Boot(BootRecord? known, EvidenceClaims claims, Action<EvidenceRule, string> fail)
    {
        if (claims.UptimeSeconds < 0)
        {
            fail(EvidenceRule.UptimeMissing, "uptime is missing");
        }

        if (claims.BootCount < 0)
        {
            fail(EvidenceRule.BootCountMissing, "bootcount is missing");
        }

        if (claims.BootSeed is null)
        {
            fail(EvidenceRule.BootSeedMissing, "bootseed is missing");
        }

        if (known is null || claims.BootCount < 0 || claims.BootSeed is null)
        {
            return;
        }

        bool same = claims.BootSeed.AsSpan().SequenceEqual(known.Seed);
        if (claims.BootCount < known.Count)
        {
            fail(EvidenceRule.BootCountFell, $"bootcount fell from {known.Count} to {claims.BootCount}");
        }
        else if (claims.BootCount > known.Count && same)
        {
            fail(EvidenceRule.BootSeedRepeated, "a new boot has the seed of the one before");
        }
        else if (claims.BootCount == known.Count && !same)
        {
            fail(EvidenceRule.BootSeedChanged, "the boot's seed has changed while its count has not");
        }
        else if (claims.BootCount == known.Count && claims.UptimeSeconds >= 0 && claims.UptimeSeconds < known.UptimeSeconds)
        {
            fail(EvidenceRule.UptimeFell, $"uptime fell from {known.UptimeSeconds} s to {claims.UptimeSeconds} s within a boot");
        }
    }

    private static void Software(ReferenceValues references, EvidenceClaims claims, List<string> notCompared, Action<EvidenceRule, string> fail)
    {
        if (claims.DebugStatus < 0)
        {
            fail(EvidenceRule.DebugStatusMissing, "dbgstat is missing");
        }
        else if (claims.DebugStatus < references.LeastDebugStatus)
        {
            fail(EvidenceRule.DebugStatusOpen, $"dbgstat is {claims.DebugStatus}, asked for is {references.LeastDebugStatus} at least");
        }

        if (claims.SoftwareName is null)
        {
            fail(EvidenceRule.SoftwareNameMissing, claims.SoftwareVersion is null ? "swname is missing" : "swname is missing, and swversion needs it");
        }
        else if (references.SoftwareNames is null)
        {
            notCompared.Add("swname");
        }
        else if (!references.SoftwareNames.Contains(claims.SoftwareName))
        {
            fail(EvidenceRule.SoftwareNameOther, $"swname {claims.SoftwareName} is not allowed");
        }

        if (claims.SoftwareVersion is null)
        {
            fail(EvidenceRule.SoftwareVersionMissing, "swversion is missing");
        }
        else if (references.SoftwareVersions is null)
        {
            notCompared.Add("swversion");
        }
        else if (!references.SoftwareVersions.Contains(claims.SoftwareVersion))
        {
            fail(EvidenceRule.SoftwareVersionOther, $"swversion {claims.SoftwareVersion} is not allowed");
        }
    }

    private static void Measurements(ReferenceValues references, EvidenceClaims claims, List<string> notCompared, Action<EvidenceRule, string> fail)
    {
        if (claims.FirmwareHash is null)
        {
            fail(EvidenceRule.MeasurementsMissing, "measurements are missing");
            return;
        }

        void Compare(string name, byte[] measured, IReadOnlyCollection<byte[]>? allowed, EvidenceRule rule)
        {
            if (allowed is null)
            {
                notCompared.Add(name);
            }
            else if (!allowed.Any(value => value.AsSpan().SequenceEqual(measured)))
            {
                fail(rule, $"the {name} measured {(measured.Length == 0 ? "none" : Convert.ToHexStringLower(measured))} is no reference value");
            }
        }

        Release(references, claims, fail);
        Compare("firmware", claims.FirmwareHash, references.Firmware, EvidenceRule.FirmwareOther);
        Compare("model", claims.ModelHash, references.Models, EvidenceRule.ModelOther);
        Compare("configuration", claims.ConfigurationHash, references.Configurations, EvidenceRule.ConfigurationOther);
    }

    /// <summary>Names, versions and hashes that are allowed one by one must also be of one release.</summary>
    private static void Release(ReferenceValues references, EvidenceClaims claims, Action<EvidenceRule, string> fail)
    {
        FirmwareRelease[] measured = [.. (references.Releases ?? []).Where(release => release.Hash.AsSpan().SequenceEqual(claims.FirmwareHash))];
        if (measured.Length > 0 && claims.SoftwareName is not null && claims.SoftwareVersion is not null
            && references.SoftwareNames?.Contains(claims.SoftwareName) == true && references.SoftwareVersions?.Contains(claims.SoftwareVersion) == true
            && !measured.Any(release => release.Name == claims.SoftwareName && release.Version == claims.SoftwareVersion))
        {
            fail(EvidenceRule.ReleaseOther, $"{claims.SoftwareName} {claims.SoftwareVersion} is claimed, and the firmware measured is {measured[0].Name} {measured[0].Version}");
        }
    }

    private static BootRecord Newer(BootRecord? known, EvidenceClaims claims) => new(
        claims.BootCount, claims.BootSeed, known is not null && known.Count == claims.BootCount ? Math.Max(known.UptimeSeconds, claims.UptimeSeconds) : claims.UptimeSeconds);

    private static Verdict Unread(Enrolment enrolment, BootRecord? known, EvidenceRule rule, string reason) => new()
    {
        Outcome = Outcome.Refused,
        Broken = [new BrokenRule(rule, reason)],
        NotCompared = [],
        Level = enrolment.Level,
        Boot = known,
    };
}
