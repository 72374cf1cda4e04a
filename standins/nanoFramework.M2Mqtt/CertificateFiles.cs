using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AIoT.Embedded.Mosquitto;

namespace nanoFramework.M2Mqtt;

/// <summary>Certificates and key as the PEM files that libmosquitto reads, in a folder that only this user can open.</summary>
internal sealed class CertificateFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aiot-tls-");

    public CertificateFiles(X509Certificate? authority, X509Certificate? client, MqttSslProtocols protocol, bool validate)
    {
        Tls = new MosquittoTls
        {
            CaFile = authority is null ? null : Write("ca.pem", Pem(authority)),
            CaFolder = authority is null ? "/etc/ssl/certs" : null,
            CertificateFile = client is null ? null : Write("client.pem", Pem(client)),
            KeyFile = client is null ? null : Write("client.key", KeyPem(client)),
            ValidateServer = validate,
            Version = protocol switch
            {
                MqttSslProtocols.TLSv1_2 => "tlsv1.2",
                MqttSslProtocols.TLSv1_3 => "tlsv1.3",
                MqttSslProtocols.None => null,
                _ => throw new NotSupportedException($"{protocol} is no longer safe: use TLS 1.2 or 1.3"),
            },
        };
    }

    public MosquittoTls Tls { get; }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Pem(X509Certificate certificate)
        => new(PemEncoding.Write("CERTIFICATE", certificate.GetRawCertData()));

    private static string KeyPem(X509Certificate certificate)
    {
        if (certificate is X509Certificate2 { HasPrivateKey: true } whole)
        {
            using ECDsa? elliptic = whole.GetECDsaPrivateKey();
            if (elliptic is not null)
            {
                return elliptic.ExportPkcs8PrivateKeyPem();
            }

            using RSA? rsa = whole.GetRSAPrivateKey();
            if (rsa is not null)
            {
                return rsa.ExportPkcs8PrivateKeyPem();
            }
        }

        throw new ArgumentException("the client certificate has no private key", nameof(certificate));
    }

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }
}
