using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AIoT.Embedded.Gateway.Attestation.Tpm;
using AIoT.Embedded.Gateway.Tests.Support;

namespace AIoT.Embedded.Gateway.Tests.Tpm;

/// <summary>A maker of TPMs: a root, an authority below it, and certificates for endorsement keys that the test holds itself.</summary>
internal sealed class TpmMaker : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), _issuerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root, _issuer;

    /// <param name="name">Of the maker.</param>
    /// <param name="issuerIsAuthority">False: what signs endorsement keys may not.</param>
    /// <param name="issuerDays">How long from now the authority below the root is good.</param>
    public TpmMaker(string name = "Maker", bool issuerIsAuthority = true, int issuerDays = 3000)
    {
        _root = Authority($"CN={name} root", _rootKey).CreateSelfSigned(Now.AddYears(-10), Now.AddYears(10));
        CertificateRequest below = Authority($"CN={name} TPM CA", _issuerKey, issuerIsAuthority);
        using X509Certificate2 bare = below.Create(_root, Now.AddYears(-5), Now.AddDays(issuerDays), [1, 2, 3]);
        _issuer = bare.CopyWithPrivateKey(_issuerKey);
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "root.pem"), _root.ExportCertificatePem());
        File.WriteAllBytes(Path.Combine(Folder, "issuer.cer"), _issuer.RawData);
    }

    /// <summary>With the maker's certificates.</summary>
    public string Folder => _folder.File("roots");

    /// <summary>The endorsement key that certificates are made for.</summary>
    public TpmPublic Endorsement(bool ecc)
    {
        TpmWriter area = new TpmWriter().U16(ecc ? TpmConstants.Ecc : TpmConstants.Rsa).U16(TpmConstants.Sha256).U32(0x000300B2).Sized(new byte[32]).U16(TpmConstants.Aes).U16(128).U16(TpmConstants.Cfb).U16(TpmConstants.Null);
        ECPoint point = _curve.ExportParameters(includePrivateParameters: false).Q;
        area = ecc ? area.U16(TpmConstants.P256).U16(TpmConstants.Null).Sized(point.X).Sized(point.Y) : area.U16(2048).U32(0).Sized(_rsa.ExportParameters(includePrivateParameters: false).Modulus);
        return TpmPublic.Parse(new TpmWriter().Sized(area.ToArray()).ToArray());
    }

    /// <summary>A certificate; the test changes what it likes.</summary>
    public byte[] Certify(Words words)
    {
        CertificateRequest request = words.Ecc ? new("", _curve, HashAlgorithmName.SHA256) : new("", _rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (words.Usage is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(words.Usage)], critical: false));
        }

        request.CertificateExtensions.Add(new X509KeyUsageExtension(words.KeyUsage ?? (words.Ecc ? X509KeyUsageFlags.KeyAgreement : X509KeyUsageFlags.KeyEncipherment), critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(words.IsAuthority, false, 0, critical: true));

        // Critical, as the subject is empty.
        request.CertificateExtensions.Add(new X509Extension("2.5.29.17", AlternativeName(words.Attributes), critical: true));
        foreach (X509Extension more in words.More)
        {
            request.CertificateExtensions.Add(more);
        }

        using X509Certificate2 made = request.Create(_issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(_issuerKey), words.From, words.To, [.. RandomNumberGenerator.GetBytes(8)]);
        return made.RawData;
    }

    public void Dispose()
    {
        _root.Dispose();
        _issuer.Dispose();
        _rootKey.Dispose();
        _issuerKey.Dispose();
        _rsa.Dispose();
        _curve.Dispose();
        _folder.Dispose();
    }

    private static CertificateRequest Authority(string subject, ECDsa key, bool isAuthority = true)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, critical: true));
        return request;
    }

    /// <summary>A directory name with one attribute a set.</summary>
    private static byte[] AlternativeName(IReadOnlyList<(string Id, string Word)> attributes)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4, isConstructed: true)))
        using (writer.PushSequence())
        {
            foreach ((string id, string word) in attributes)
            {
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(id);
                    writer.WriteCharacterString(UniversalTagNumber.UTF8String, word);
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>What a certificate says.</summary>
    public sealed class Words
    {
        public bool Ecc { get; set; }

        public string? Usage { get; set; } = "2.23.133.8.1";

        public X509KeyUsageFlags? KeyUsage { get; set; }

        public bool IsAuthority { get; set; }

        public List<(string Id, string Word)> Attributes { get; set; } = [("2.23.133.2.1", "id:54455354"), ("2.23.133.2.2", "Test TPM"), ("2.23.133.2.3", "id:00010002")];

        public List<X509Extension> More { get; } = [];

        public DateTimeOffset From { get; set; } = Now.AddYears(-1);

        public DateTimeOffset To { get; set; } = Now.AddYears(1);
    }
}
