using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>
/// Judges whether an endorsement key is that of a TPM, by its maker's certificate (TCG EK Credential Profile for TPM 2.0). Asks nobody: no certificate is
/// fetched, and whether one was revoked is not looked at. Every broken rule is told.
/// </summary>
/// <param name="roots">The makers that are trusted.</param>
public sealed class EndorsementVerifier(ManufacturerRoots roots)
{
    private const string EndorsementUsage = "2.23.133.8.1", RsaKey = "1.2.840.113549.1.1.1", RsaOaepKey = "1.2.840.113549.1.1.7", CurveKey = "1.2.840.10045.2.1", CurveP256 = "1.2.840.10045.3.1.7";
    private const string AlternativeName = "2.5.29.17";

    /// <summary>
    /// Critical extensions that are looked at here or by the chain: alternative name (critical where the subject is empty, as in many TPM makers'
    /// certificates), key usage, basic constraints, name and policy constraints, policies, extended key usage, subject directory attributes.
    /// </summary>
    private static readonly HashSet<string> Known = ["2.5.29.17", "2.5.29.15", "2.5.29.19", "2.5.29.30", "2.5.29.32", "2.5.29.36", "2.5.29.37", "2.5.29.9"];

    /// <param name="endorsement">The key that the TPM told.</param>
    /// <param name="certificate">DER.</param>
    /// <param name="now">When it must be good.</param>
    public EndorsementVerdict Verify(TpmPublic endorsement, byte[] certificate, DateTimeOffset now)
    {
        try
        {
            using X509Certificate2 leaf = X509CertificateLoader.LoadCertificate(certificate);
            return leaf.RawData.Length == certificate.Length && leaf.Version == 3
                ? Judge(endorsement, leaf, now)
                : Unread(leaf.Version == 3 ? "something stands behind it" : $"it is of version {leaf.Version}, not 3");
        }
        catch (CryptographicException wrong)
        {
            return Unread(wrong.Message.ReplaceLineEndings(" "));
        }
    }

    private static EndorsementVerdict Unread(string reason) => new([(EndorsementRule.CertificateForm, $"this is no certificate: {reason}")], "", "");

    private EndorsementVerdict Judge(TpmPublic endorsement, X509Certificate2 leaf, DateTimeOffset now)
    {
        List<(EndorsementRule, string)> broken = [];
        void Break(EndorsementRule rule, string reason) => broken.Add((rule, reason));

        if (!HasKey(leaf.PublicKey, endorsement))
        {
            Break(EndorsementRule.CertificateKey, $"it is for another key than {Convert.ToHexStringLower(endorsement.Name)}");
        }

        string root = Chain(leaf, now, Break);
        if (leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault()?.EnhancedKeyUsages.Cast<Oid>().Any(usage => usage.Value == EndorsementUsage) != true)
        {
            Break(EndorsementRule.CertificateUsage, $"its extended key usage is not {EndorsementUsage}: it is of no endorsement key");
        }

        X509KeyUsageFlags wanted = endorsement.Type == TpmConstants.Rsa ? X509KeyUsageFlags.KeyEncipherment : X509KeyUsageFlags.KeyAgreement;
        if (leaf.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault()?.KeyUsages.HasFlag(wanted) != true)
        {
            Break(EndorsementRule.CertificateKeyUsage, $"its key usage lacks {(wanted == X509KeyUsageFlags.KeyEncipherment ? "key encipherment" : "key agreement")}");
        }

        if (leaf.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault()?.CertificateAuthority == true)
        {
            Break(EndorsementRule.CertificateAuthority, "it is an authority's");
        }

        TpmAttributes? tpm = leaf.Extensions.FirstOrDefault(extension => extension.Oid?.Value == AlternativeName) is { } name ? TpmAttributes.Read(name.RawData) : null;
        if (tpm is null)
        {
            Break(EndorsementRule.CertificateTpm, "its alternative name does not say manufacturer, model and version of a TPM");
        }

        return new EndorsementVerdict(broken, tpm?.ToString() ?? "", root);
    }

    /// <returns>Subject of the root; empty: it leads to none.</returns>
    private string Chain(X509Certificate2 leaf, DateTimeOffset now, Action<EndorsementRule, string> fail)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots.Roots);
        chain.ChainPolicy.ExtraStore.AddRange(roots.Others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.Build(leaf);
        X509Certificate2[] certificates = [.. chain.ChainElements.Select(element => element.Certificate)];
        try
        {
            if (certificates.SelectMany(one => one.Extensions).FirstOrDefault(extension => extension.Critical && !Known.Contains(extension.Oid?.Value ?? "")) is { } unknown)
            {
                fail(EndorsementRule.CertificateCritical, $"a certificate of its chain has the critical extension {unknown.Oid?.Value}, which is not known here");
            }

            // Told by the rules above and below, each for itself.
            X509ChainStatusFlags flags = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) & ~X509ChainStatusFlags.HasNotSupportedCriticalExtension;
            if ((flags & X509ChainStatusFlags.NotTimeValid) != 0)
            {
                X509Certificate2 stale = certificates.First(one => now < one.NotBefore || now > one.NotAfter);
                fail(EndorsementRule.CertificateTime, $"{Who(stale, leaf)} is good from {stale.NotBefore.ToUniversalTime():yyyy-MM-dd} to {stale.NotAfter.ToUniversalTime():yyyy-MM-dd}");
            }

            flags &= ~X509ChainStatusFlags.NotTimeValid;
            if (flags == X509ChainStatusFlags.NoError)
            {
                return certificates[^1].Subject;
            }

            fail(EndorsementRule.CertificateChain, $"it leads to no root of the folder ({flags}): its issuer is {leaf.Issuer}");
            return "";
        }
        finally
        {
            foreach (X509Certificate2 one in certificates)
            {
                one.Dispose();
            }
        }
    }

    private static string Who(X509Certificate2 one, X509Certificate2 leaf) => one.RawData.AsSpan().SequenceEqual(leaf.RawData) ? "it" : one.Subject;

    private static bool HasKey(PublicKey told, TpmPublic endorsement)
    {
        try
        {
            byte[] value = told.EncodedKeyValue.RawData;
            if (endorsement.Type == TpmConstants.Ecc)
            {
                return told.Oid.Value == CurveKey
                    && new AsnReader(told.EncodedParameters?.RawData ?? [], AsnEncodingRules.DER).ReadObjectIdentifier() == CurveP256
                    && value.AsSpan().SequenceEqual((byte[])[4, .. endorsement.X, .. endorsement.Y]);
            }

            if (told.Oid.Value is not (RsaKey or RsaOaepKey))
            {
                return false;
            }

            AsnReader numbers = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
            return numbers.ReadInteger() == new BigInteger(endorsement.Modulus, isUnsigned: true, isBigEndian: true) && numbers.ReadInteger() == endorsement.Exponent;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
