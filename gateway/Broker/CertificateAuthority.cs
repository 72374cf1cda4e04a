using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Broker;

/// <summary>A plant's own authority in <c>tls/</c> of the data folder: P-256 certificates for the gateway, its broker and its boards.</summary>
public sealed class CertificateAuthority
{
    public const string Folder = "tls";
    private const int AuthorityYears = 20;
    private const int ServerYears = 5;
    private const int ClientYears = 10;
    private readonly string _folder;
    private readonly TimeProvider _time;

    private CertificateAuthority(string folder, TimeProvider time)
    {
        _folder = folder;
        _time = time;
    }

    public string CaFile => Path.Combine(_folder, "ca.pem");

    public string CaKeyFile => Path.Combine(_folder, "ca.key");

    public string ServerFile => Path.Combine(_folder, "server.pem");

    public string ServerKeyFile => Path.Combine(_folder, "server.key");

    public string ClientFile => Path.Combine(_folder, "gateway.pem");

    public string ClientKeyFile => Path.Combine(_folder, "gateway.key");

    public bool Exists => File.Exists(CaFile) && File.Exists(CaKeyFile);

    public static CertificateAuthority In(string dataFolder, TimeProvider time) => new(Path.Combine(dataFolder, Folder), time);

    /// <summary>Makes the authority, and certificates for the broker and the page (server) and for the gateway as the broker's client.</summary>
    /// <param name="names">DNS names and addresses by which boards and browsers reach this machine; localhost and 127.0.0.1 are added.</param>
    public void Create(IEnumerable<string> names, string clientName)
    {
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=AIoT gateway authority {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        DateTimeOffset now = _time.GetUtcNow();
        using X509Certificate2 authority = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(AuthorityYears));
        PrivateFile.Write(CaKeyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(CaFile, authority.ExportCertificatePem() + "\n");
        Issue(authority, "localhost", ServerFile, ServerKeyFile, server: true, ["localhost", "127.0.0.1", "::1", .. names]);
        Issue(authority, clientName, ClientFile, ClientKeyFile, server: false, []);
    }

    /// <summary>A board's certificate, with its key and the authority's certificate, in a folder to be carried to the board.</summary>
    public void IssueBoard(string device, string folder)
    {
        if (!Exists)
        {
            throw new UsageException($"{CaKeyFile}: this gateway has no authority: set it up with `aiot-gateway init --broker private --broker-security certificates`");
        }

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using X509Certificate2 authority = X509Certificate2.CreateFromPemFile(CaFile, CaKeyFile);
        Issue(authority, device, Path.Combine(folder, "board.pem"), Path.Combine(folder, "board.key"), server: false, []);
        File.Copy(CaFile, Path.Combine(folder, "ca.pem"), overwrite: true);
    }

    /// <summary>Issues anew, with fresh keys and the same names, what this machine itself shows (broker and page, the gateway as a client) and what ends within a time.</summary>
    /// <returns>The files that were renewed.</returns>
    /// <exception cref="UsageException">Something is due, and the authority's key is not here.</exception>
    public IReadOnlyList<string> Renew(TimeSpan within)
    {
        List<string> renewed = [];
        foreach ((string file, string keyFile, bool server) in ((string, string, bool)[])[(ServerFile, ServerKeyFile, true), (ClientFile, ClientKeyFile, false)])
        {
            if (!File.Exists(file))
            {
                continue;
            }

            using X509Certificate2 old = X509CertificateLoader.LoadCertificateFromFile(file);
            if (old.NotAfter.ToUniversalTime() - _time.GetUtcNow().UtcDateTime >= within)
            {
                continue;
            }

            if (!Exists)
            {
                throw new UsageException($"{CaKeyFile}: the authority's key is not here, and {Path.GetFileName(file)} ends {old.NotAfter.ToUniversalTime():u}: put the key back for as long as `aiot-gateway certificates renew` takes");
            }

            X509SubjectAlternativeNameExtension? names = old.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
            using X509Certificate2 authority = X509Certificate2.CreateFromPemFile(CaFile, CaKeyFile);
            Issue(authority, old.GetNameInfo(X509NameType.SimpleName, forIssuer: false), file, keyFile, server,
                names is null ? [] : [.. names.EnumerateDnsNames(), .. names.EnumerateIPAddresses().Select(address => address.ToString())]);
            renewed.Add(file);
        }

        return renewed;
    }

    private void Issue(X509Certificate2 authority, string name, string file, string keyFile, bool server, IReadOnlyList<string> names)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        if (names.Count > 0)
        {
            var alternatives = new SubjectAlternativeNameBuilder();
            foreach (string alternative in names.Distinct())
            {
                if (IPAddress.TryParse(alternative, out IPAddress? address))
                {
                    alternatives.AddIpAddress(address);
                }
                else
                {
                    alternatives.AddDnsName(alternative);
                }
            }

            request.CertificateExtensions.Add(alternatives.Build());
        }

        byte[] serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7F;
        DateTimeOffset now = _time.GetUtcNow();
        DateTimeOffset until = now.AddYears(server ? ServerYears : ClientYears);
        using X509Certificate2 certificate = request.Create(authority, now.AddDays(-1), until < authority.NotAfter ? until : authority.NotAfter, serial);
        PrivateFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Write(file, certificate.ExportCertificatePem() + "\n");
    }
}
