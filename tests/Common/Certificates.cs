using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AIoT.Embedded.Tests.Common;

/// <summary>An authority of a test's own, and what it signs.</summary>
public sealed class Certificates : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public Certificates(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(1));
    }

    public X509Certificate2 Authority { get; }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }

    /// <summary>Writes the authority's certificate.</summary>
    public void WriteAuthority(string file) => File.WriteAllText(file, Authority.ExportCertificatePem());

    /// <summary>Signs a certificate for a name and writes it with its key: NAME.pem and NAME.key.</summary>
    public void Write(string path, string name, bool expired = false)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset end = DateTimeOffset.UtcNow.AddHours(expired ? -1 : 1);
        using X509Certificate2 certificate = request.Create(Authority, end.AddHours(-20), end, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(path + ".pem", certificate.ExportCertificatePem());
        File.WriteAllText(path + ".key", key.ExportPkcs8PrivateKeyPem());
    }
}
