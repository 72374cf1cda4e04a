namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>Numbers of the TPM 2.0 Library specification, part 2.</summary>
public static class TpmConstants
{
    /// <summary>TPM_GENERATED_VALUE: only the TPM signs what begins with it.</summary>
    public const uint Generated = 0xFF544347;

    /// <summary>TPM_ST_ATTEST_QUOTE.</summary>
    public const ushort AttestQuote = 0x8018;

    /// <summary>TPM_ALG_RSA.</summary>
    public const ushort Rsa = 0x0001;

    /// <summary>TPM_ALG_AES.</summary>
    public const ushort Aes = 0x0006;

    /// <summary>TPM_ALG_SHA256.</summary>
    public const ushort Sha256 = 0x000B;

    /// <summary>TPM_ALG_NULL.</summary>
    public const ushort Null = 0x0010;

    /// <summary>TPM_ALG_RSASSA.</summary>
    public const ushort RsaSsa = 0x0014;

    /// <summary>TPM_ALG_RSAPSS.</summary>
    public const ushort RsaPss = 0x0016;

    /// <summary>TPM_ALG_ECDSA.</summary>
    public const ushort EcDsa = 0x0018;

    /// <summary>TPM_ALG_ECC.</summary>
    public const ushort Ecc = 0x0023;

    /// <summary>TPM_ALG_CFB.</summary>
    public const ushort Cfb = 0x0043;

    /// <summary>TPM_ECC_NIST_P256.</summary>
    public const ushort P256 = 0x0003;

    /// <summary>PCRs of a PC Client TPM.</summary>
    public const int Pcrs = 24;
}
