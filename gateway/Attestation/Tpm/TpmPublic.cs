using System.Security.Cryptography;

namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>The public part of a TPM's key (TPM2B_PUBLIC; part 2, section 12.2.5): RSA, or ECC on P-256.</summary>
public sealed class TpmPublic
{
    private const uint FixedTpm = 1 << 1, FixedParent = 1 << 4, SensitiveDataOrigin = 1 << 5, Restricted = 1 << 16, Decrypt = 1 << 17, SignOrEncrypt = 1 << 18;
    private const uint DefaultExponent = 65537;

    private TpmPublic(byte[] area) => Area = area;

    /// <summary>TPMT_PUBLIC.</summary>
    public byte[] Area { get; }

    /// <summary>RSA or ECC.</summary>
    public ushort Type { get; private init; }

    /// <summary>What the key may do (TPMA_OBJECT).</summary>
    public uint Attributes { get; private init; }

    /// <summary>The symmetric algorithm of a decryption key; NULL: none.</summary>
    public ushort Symmetric { get; private init; }

    /// <summary>Bits of its key.</summary>
    public ushort SymmetricBits { get; private init; }

    /// <summary>The only scheme that it signs with; NULL: any.</summary>
    public ushort Scheme { get; private init; }

    /// <summary>The scheme's hash.</summary>
    public ushort SchemeHash { get; private init; }

    /// <summary>RSA: the modulus.</summary>
    public byte[] Modulus { get; private init; } = [];

    /// <summary>RSA: the exponent.</summary>
    public uint Exponent { get; private init; }

    /// <summary>ECC: the point's x, 32 bytes.</summary>
    public byte[] X { get; private init; } = [];

    /// <summary>ECC: the point's y, 32 bytes.</summary>
    public byte[] Y { get; private init; } = [];

    /// <summary>The key's name: its hash algorithm and the hash of its public area (part 1, section 16).</summary>
    public byte[] Name => [TpmConstants.Sha256 >> 8, TpmConstants.Sha256 & 0xFF, .. SHA256.HashData(Area)];

    /// <summary>A key that signs only what its TPM has made itself, that was made in that TPM and can't leave it.</summary>
    public bool IsAttestationKey => Has(FixedTpm | FixedParent | SensitiveDataOrigin | Restricted | SignOrEncrypt) && !Any(Decrypt) && Scheme != TpmConstants.Null;

    /// <summary>A key that only opens credentials and children, that was made in its TPM and can't leave it.</summary>
    public bool IsEndorsementKey => Has(FixedTpm | FixedParent | SensitiveDataOrigin | Restricted | Decrypt) && !Any(SignOrEncrypt);

    /// <summary>Takes a TPM2B_PUBLIC apart.</summary>
    /// <exception cref="TpmFormatException">It is none, or of a kind that is not known here.</exception>
    public static TpmPublic Parse(byte[] sized)
    {
        var outer = new TpmReader(sized, "the public key");
        byte[] area = outer.Sized();
        outer.End();
        var reader = new TpmReader(area, "the public key");
        ushort type = reader.U16(), nameHash = reader.U16();
        if (nameHash != TpmConstants.Sha256)
        {
            throw new TpmFormatException($"the public key: its name's hash {nameHash:x4} is not SHA-256");
        }

        uint attributes = reader.U32();
        _ = reader.Sized();
        ushort symmetric = reader.U16(), bits = 0;
        if (symmetric != TpmConstants.Null)
        {
            bits = reader.U16();
            ushort mode = reader.U16();
            if (symmetric != TpmConstants.Aes || mode != TpmConstants.Cfb)
            {
                throw new TpmFormatException($"the public key: its symmetric algorithm {symmetric:x4} in mode {mode:x4} is not AES-CFB");
            }
        }

        ushort scheme = reader.U16(), schemeHash = scheme == TpmConstants.Null ? TpmConstants.Null : reader.U16();
        TpmPublic key = type switch
        {
            TpmConstants.Rsa => Rsa(reader),
            TpmConstants.Ecc => Ecc(reader),
            _ => throw new TpmFormatException($"the public key: its type {type:x4} is neither RSA nor ECC"),
        };
        reader.End();
        return key;

        TpmPublic Rsa(TpmReader rest)
        {
            ushort size = rest.U16();
            uint exponent = rest.U32();
            byte[] modulus = rest.Sized();
            return modulus.Length == size / 8 && size is >= 2048 and <= 4096
                ? new TpmPublic(area) { Type = type, Attributes = attributes, Symmetric = symmetric, SymmetricBits = bits, Scheme = scheme, SchemeHash = schemeHash, Modulus = modulus, Exponent = exponent == 0 ? DefaultExponent : exponent }
                : throw new TpmFormatException($"the public key: {8 * modulus.Length} bits of modulus in a key of {size}");
        }

        TpmPublic Ecc(TpmReader rest)
        {
            ushort curve = rest.U16(), kdf = rest.U16();
            if (curve != TpmConstants.P256 || kdf != TpmConstants.Null)
            {
                throw new TpmFormatException($"the public key: its curve {curve:x4} is not P-256");
            }

            return new TpmPublic(area)
            {
                Type = type, Attributes = attributes, Symmetric = symmetric, SymmetricBits = bits, Scheme = scheme, SchemeHash = schemeHash, X = TpmSignature.Padded(rest.Sized()), Y = TpmSignature.Padded(rest.Sized()),
            };
        }
    }

    /// <summary>Verifies a signature over bytes: with the key's own scheme and hash, or not at all.</summary>
    public bool Verify(byte[] data, TpmSignature signature)
    {
        if (signature.Scheme != Scheme || signature.Hash != SchemeHash || SchemeHash != TpmConstants.Sha256)
        {
            return false;
        }

        try
        {
            if (Type == TpmConstants.Ecc)
            {
                using ECDsa curve = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = X, Y = Y } });
                return Scheme == TpmConstants.EcDsa && curve.VerifyData(data, signature.Bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            }

            using RSA key = RSA.Create(Parameters());
            return Scheme != TpmConstants.EcDsa && key.VerifyData(data, signature.Bytes, HashAlgorithmName.SHA256, Scheme == TpmConstants.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            // A point that is not on the curve, a signature of the wrong length.
            return false;
        }
    }

    internal RSAParameters Parameters() => new() { Modulus = Modulus, Exponent = [(byte)(Exponent >> 16), (byte)(Exponent >> 8), (byte)Exponent] };

    private bool Has(uint attributes) => (Attributes & attributes) == attributes;

    private bool Any(uint attributes) => (Attributes & attributes) != 0;
}
