using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>The ledger's key in a file that only its owner reads. Whoever reads it can sign other heads: a TPM key keeps better.</summary>
public sealed class FileLedgerSigner : ILedgerSigner
{
    public const string KeyFile = "ledger.key";
    public const string PublicFile = "ledger.pub";
    private readonly ECDsa _key;

    private FileLedgerSigner(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        KeyId = SHA256.HashData(PublicKey);
    }

    public byte[] PublicKey { get; }

    public byte[] KeyId { get; }

    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, KeyFile));

    /// <summary>Makes a key: <c>ledger.key</c> (mode 0600) and <c>ledger.pub</c>, to be kept where the gateway's files are not.</summary>
    /// <exception cref="UsageException">There is one already.</exception>
    public static FileLedgerSigner Create(string folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string path = Path.Combine(folder, KeyFile);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            using var file = new FileStream(path, options);
            using var text = new StreamWriter(file);
            text.WriteLine(key.ExportPkcs8PrivateKeyPem());
            text.Flush();
            file.Flush(flushToDisk: true);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new UsageException($"{path}: the ledger has a key already");
        }

        File.WriteAllText(Path.Combine(folder, PublicFile), key.ExportSubjectPublicKeyInfoPem() + "\n");
        return Load(folder);
    }

    /// <exception cref="UsageException">The file is absent, open to others, or no P-256 key.</exception>
    public static FileLedgerSigner Load(string folder)
    {
        string path = Path.Combine(folder, KeyFile);
        if (!File.Exists(path))
        {
            throw new UsageException($"{path}: the ledger's key is not there: put it back from a backup; without it no head can be signed under the key that the ledger has");
        }

        if ((File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new UsageException($"{path}: others may read the ledger's key: chmod 600 {path}");
        }

        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            if (key.KeySize != 256)
            {
                throw new CryptographicException($"{key.KeySize} bits");
            }

            return new FileLedgerSigner(key);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            key.Dispose();
            throw new UsageException($"{path}: this is no P-256 private key in PEM ({wrong.Message.ReplaceLineEndings(" ")}): put the right file back from a backup");
        }
    }

    public byte[] Sign(ReadOnlySpan<byte> data) => _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public void Dispose() => _key.Dispose();
}
