using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>
/// A folder of TPM makers' certificates (PEM or DER). What is signed by itself is trusted as a root; what is not helps to build a chain and is trusted only
/// as far as a root vouches for it.
/// </summary>
public sealed class ManufacturerRoots : IDisposable
{
    private const long MostBytes = 1 << 20;
    private static readonly string[] Endings = [".pem", ".crt", ".cer", ".der"];

    private ManufacturerRoots(X509Certificate2Collection roots, X509Certificate2Collection others) => (Roots, Others) = (roots, others);

    /// <summary>Trusted.</summary>
    public X509Certificate2Collection Roots { get; }

    /// <summary>Between a root and an endorsement key.</summary>
    public X509Certificate2Collection Others { get; }

    /// <summary>Reads a folder, and what is below it.</summary>
    /// <exception cref="TpmFormatException">It is absent, a file of it is no certificate, or none is a root.</exception>
    public static ManufacturerRoots Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new TpmFormatException($"{folder}: no such folder: put the TPM makers' root certificates (PEM or DER) into one and name it");
        }

        X509Certificate2Collection roots = [], others = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Endings.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal))
        {
            foreach (X509Certificate2 certificate in Load(file))
            {
                (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? roots : others).Add(certificate);
            }
        }

        return roots.Count > 0 ? new ManufacturerRoots(roots, others) : throw new TpmFormatException($"{folder}: no root certificate (signed by itself) is in it, in files that end with {string.Join(", ", Endings)}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (X509Certificate2 certificate in Roots.Concat(Others))
        {
            certificate.Dispose();
        }
    }

    private static X509Certificate2Collection Load(string file)
    {
        try
        {
            byte[] bytes = new FileInfo(file).Length <= MostBytes ? File.ReadAllBytes(file) : throw new IOException("it is too large");
            X509Certificate2Collection all = [];
            if (bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0)
            {
                all.ImportFromPem(System.Text.Encoding.ASCII.GetString(bytes));
            }
            else
            {
                all.Add(X509CertificateLoader.LoadCertificate(bytes));
            }

            return all.Count > 0 ? all : throw new IOException("it holds none");
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new TpmFormatException($"{file}: no certificate can be read from it: {wrong.Message.ReplaceLineEndings(" ")}");
        }
    }
}
