using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Assets;

namespace AIoT.Embedded.Gateway.Ledger;

/// <summary>Checks heads' signatures.</summary>
public sealed class LedgerPublicKey : IDisposable
{
    private readonly ECDsa _key;

    private LedgerPublicKey(ECDsa key)
    {
        _key = key;
        KeyId = SHA256.HashData(key.ExportSubjectPublicKeyInfo());
    }

    public byte[] KeyId { get; }

    /// <exception cref="UsageException">The file is absent or no P-256 public key.</exception>
    public static LedgerPublicKey Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException($"{path}: the ledger's public key is not there: give the file ledger.pub that init made with --key");
        }

        try
        {
            return FromPem(File.ReadAllText(path));
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new UsageException($"{path}: this is no P-256 public key in PEM ({wrong.Message.ReplaceLineEndings(" ")}): give the file ledger.pub that init made with --key");
        }
    }

    public static LedgerPublicKey FromPem(string pem) => Import(key => key.ImportFromPem(pem));

    public static LedgerPublicKey Of(ILedgerSigner signer) => Import(key => key.ImportSubjectPublicKeyInfo(signer.PublicKey, out _));

    /// <returns>Why the head is not this key's; empty when it is.</returns>
    public string Refusal(TreeHead head)
    {
        if (!head.KeyId.AsSpan().SequenceEqual(KeyId))
        {
            return $"it was signed by another key ({Convert.ToHexStringLower(head.KeyId)[..16]})";
        }

        return head.Root.Length == MerkleHash.Length && head.Signature.Length == 64
            && _key.VerifyData(head.SignedBytes(), head.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
                ? "" : "its signature is wrong";
    }

    public void Dispose() => _key.Dispose();

    private static LedgerPublicKey Import(Action<ECDsa> import)
    {
        ECDsa key = ECDsa.Create();
        try
        {
            import(key);
            return key.KeySize == 256 ? new LedgerPublicKey(key) : throw new CryptographicException($"{key.KeySize} bits");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
