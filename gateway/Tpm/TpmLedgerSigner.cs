using System.Security.Cryptography;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Attestation.Tpm;
using AIoT.Embedded.Gateway.Ledger;
using AIoT.Embedded.Gateway.Setup;

namespace AIoT.Embedded.Gateway.Tpm;

/// <summary>
/// The ledger's key in a TPM: no file holds it, and who copies the data folder can't sign heads elsewhere. <c>ledger.tpm</c> in the data folder says
/// which TPM; the key is made anew from the TPM's seed at each start, and is the same until the TPM is cleared.
/// </summary>
public sealed class TpmLedgerSigner : ILedgerSigner
{
    public const string FileName = "ledger.tpm";
    private readonly Lock _gate = new();
    private readonly TpmDevice _tpm;
    private readonly uint _key;

    private TpmLedgerSigner(TpmDevice tpm)
    {
        _tpm = tpm;
        (_key, TpmPublic key) = tpm.MakeSigningKey();
        using ECDsa curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = key.X, Y = key.Y } });
        PublicKey = curve.ExportSubjectPublicKeyInfo();
        KeyId = SHA256.HashData(PublicKey);
    }

    public byte[] PublicKey { get; }

    public byte[] KeyId { get; }

    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <summary>Says that the ledger of a folder is signed by a TPM from its first head on.</summary>
    /// <param name="tcti">As tpm2-tss names the TPM; empty: whatever it finds.</param>
    /// <exception cref="UsageException">The ledger has a key already, or there is no TPM.</exception>
    public static TpmLedgerSigner Create(string folder, string tcti)
    {
        if (FileLedgerSigner.Exists(folder) || Exists(folder))
        {
            throw new UsageException($"{folder}: the ledger has a key already: a TPM's is chosen before the first start, in a folder without ledger.key");
        }

        TpmLedgerSigner signer = Open(tcti);
        File.WriteAllText(Path.Combine(folder, FileLedgerSigner.PublicFile), new string(PemEncoding.Write("PUBLIC KEY", signer.PublicKey)) + "\n");
        PrivateFile.Write(Path.Combine(folder, FileName), tcti + "\n");
        return signer;
    }

    /// <exception cref="UsageException">The TPM does not answer.</exception>
    public static TpmLedgerSigner Load(string folder) => Open(File.ReadAllText(Path.Combine(folder, FileName)).Trim());

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        byte[] digest = SHA256.HashData(data);
        lock (_gate)
        {
            return _tpm.Sign(_key, digest);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                _tpm.FlushHandle(_key);
            }
            catch (TpmException)
            {
                // It has gone: so has the handle.
            }

            _tpm.Dispose();
        }
    }

    private static TpmLedgerSigner Open(string tcti)
    {
        try
        {
            TpmDevice tpm = TpmDevice.Open(tcti.Length == 0 ? null : tcti);
            try
            {
                return new TpmLedgerSigner(tpm);
            }
            catch
            {
                tpm.Dispose();
                throw;
            }
        }
        catch (Exception wrong) when (wrong is TpmException or TpmFormatException)
        {
            throw new UsageException($"the ledger's key is in a TPM: {wrong.Message}");
        }
    }
}
