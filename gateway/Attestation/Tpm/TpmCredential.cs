using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>
/// A secret that only the TPM can open that has both an endorsement key and the key of a given name: TPM2_MakeCredential done outside of a TPM (part 1,
/// section 24; part 3, section 12.6). Whoever tells the secret has the attestation key in the endorsed TPM: that binds the two.
/// </summary>
/// <param name="Blob">TPM2B_ID_OBJECT, without its outer size.</param>
/// <param name="Secret">TPM2B_ENCRYPTED_SECRET, without its outer size.</param>
public sealed record TpmCredential(byte[] Blob, byte[] Secret)
{
    private const int SeedBytes = 32;
    private const int LargestSecret = 32;

    /// <summary>Closes a secret in.</summary>
    /// <param name="endorsement">The endorsement key.</param>
    /// <param name="name">The attestation key's name.</param>
    /// <param name="secret">1 to 32 bytes.</param>
    /// <exception cref="TpmFormatException">The endorsement key is not one.</exception>
    public static TpmCredential Make(TpmPublic endorsement, byte[] name, byte[] secret)
    {
        if (!endorsement.IsEndorsementKey || endorsement.Symmetric != TpmConstants.Aes)
        {
            throw new TpmFormatException("the endorsement key is no restricted decryption key of its TPM");
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(secret.Length, LargestSecret);
        (byte[] seed, byte[] wrapped) = endorsement.Type == TpmConstants.Ecc ? Exchange(endorsement) : Oaep(endorsement);
        byte[] storage = Kdfa(seed, "STORAGE", name, [], endorsement.SymmetricBits), integrity = Kdfa(seed, "INTEGRITY", [], [], 8 * SeedBytes);
        byte[] identity = new TpmWriter().Sized(secret).ToArray();
        using Aes aes = Aes.Create();
        aes.Key = storage;

        // .NET wants whole blocks; in CFB what stands behind changes nothing before it.
        byte[] blocks = [.. identity, .. new byte[(16 - (identity.Length % 16)) % 16]];
        byte[] hidden = aes.EncryptCfb(blocks, new byte[16], PaddingMode.None, feedbackSizeInBits: 128)[..identity.Length];
        byte[] covered = [.. hidden, .. name];
        byte[] mac = HMACSHA256.HashData(integrity, covered);
        return new TpmCredential(new TpmWriter().Sized(mac).Raw(hidden).ToArray(), wrapped);
    }

    /// <summary>KDFa with SHA-256 (part 1, section 11.4.10.2): HMAC(key, i || label 00 || u || v || bits) for i = 1, 2 ...</summary>
    internal static byte[] Kdfa(byte[] key, string label, byte[] contextU, byte[] contextV, int bits)
    {
        byte[] output = new byte[bits / 8];
        for (int i = 0; i * 32 < output.Length; i++)
        {
            byte[] block = HMACSHA256.HashData(key, new TpmWriter().U32((uint)(i + 1)).Raw(Encoding.ASCII.GetBytes(label)).U8(0).Raw(contextU).Raw(contextV).U32((uint)bits).ToArray());
            block.AsSpan(0, Math.Min(32, output.Length - (i * 32))).CopyTo(output.AsSpan(i * 32));
        }

        return output;
    }

    /// <summary>A random seed under RSA-OAEP with the label IDENTITY (part 1, B.10.4): .NET's OAEP has no labels, so EME-OAEP of RFC 8017, 7.1.1 stands here.</summary>
    private static (byte[] Seed, byte[] Wrapped) Oaep(TpmPublic key)
    {
        byte[] secret = RandomNumberGenerator.GetBytes(SeedBytes), seed = RandomNumberGenerator.GetBytes(SeedBytes);
        int length = key.Modulus.Length;
        byte[] block = new byte[length - SeedBytes - 1];
        SHA256.HashData("IDENTITY\0"u8).CopyTo(block, 0);
        block[^(secret.Length + 1)] = 1;
        secret.CopyTo(block, block.Length - secret.Length);
        Mask(block, seed);
        Mask(seed, block);
        var message = new BigInteger([0, .. seed, .. block], isUnsigned: true, isBigEndian: true);
        byte[] cipher = BigInteger.ModPow(message, key.Exponent, new BigInteger(key.Modulus, isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] wrapped = new byte[length];
        cipher.CopyTo(wrapped, length - cipher.Length);
        return (secret, wrapped);
    }

    /// <summary>MGF1 with SHA-256 over <paramref name="seed"/>, added to <paramref name="target"/>.</summary>
    private static void Mask(byte[] target, byte[] seed)
    {
        for (int i = 0; i * 32 < target.Length; i++)
        {
            byte[] block = SHA256.HashData([.. seed, .. new TpmWriter().U32((uint)i).ToArray()]);
            for (int j = 0; j < 32 && (i * 32) + j < target.Length; j++)
            {
                target[(i * 32) + j] ^= block[j];
            }
        }
    }

    /// <summary>A seed agreed on with a fresh key (part 1, C.6.4): KDFe(Z, "IDENTITY", x of the fresh key, x of the endorsement key).</summary>
    private static (byte[] Seed, byte[] Wrapped) Exchange(TpmPublic key)
    {
        using ECDiffieHellman fresh = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        using ECDiffieHellman other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = key.X, Y = key.Y } });
        byte[] shared = fresh.DeriveRawSecretAgreement(other.PublicKey);
        ECPoint point = fresh.ExportParameters(includePrivateParameters: false).Q;
        byte[] seed = SHA256.HashData(new TpmWriter().U32(1).Raw(shared).Raw("IDENTITY\0"u8).Raw(point.X).Raw(key.X).ToArray());
        return (seed, new TpmWriter().Sized(point.X).Sized(point.Y).ToArray());
    }
}
