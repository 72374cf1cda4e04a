using System.Security.Cryptography.X509Certificates;

namespace nanoFramework.Networking;

/// <summary>
/// System.Security.Cryptography.X509Certificates.X509Certificate2 as nanoFramework has it, where certificate and key are texts in PEM:
/// .NET has a class of that full name without these constructors, so this one stands in another namespace.
/// </summary>
public class X509Certificate2 : System.Security.Cryptography.X509Certificates.X509Certificate2
{
    private const string Handover = "handover";

    /// <summary>A certificate.</summary>
    public X509Certificate2(string certificate)
        : base(Bytes(certificate))
    {
    }

    /// <summary>A certificate with its private key.</summary>
    public X509Certificate2(string rawData, string key, string password)
        : base(Bytes(rawData, key), Handover, X509KeyStorageFlags.Exportable | X509KeyStorageFlags.EphemeralKeySet)
    {
        if (password is { Length: > 0 })
        {
            throw new NotSupportedException("keys that a password protects");
        }
    }

    private static byte[] Bytes(string certificate)
    {
        using var read = CreateFromPem(certificate);
        return read.RawData;
    }

    private static byte[] Bytes(string certificate, string key)
    {
        using var read = CreateFromPem(certificate, key);
        return read.Export(X509ContentType.Pkcs12, Handover);
    }
}
