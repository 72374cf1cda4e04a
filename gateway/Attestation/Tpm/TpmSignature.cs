namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>A signature of a TPM (TPMT_SIGNATURE).</summary>
/// <param name="Scheme">RSASSA, RSAPSS or ECDSA.</param>
/// <param name="Hash">The hash that was signed.</param>
/// <param name="Bytes">RSA: the signature. ECDSA: r and s, 32 bytes each.</param>
public sealed record TpmSignature(ushort Scheme, ushort Hash, byte[] Bytes)
{
    private const int Coordinate = 32;

    /// <summary>Takes a signature apart.</summary>
    /// <exception cref="TpmFormatException">It is none, or of a scheme that is not known.</exception>
    public static TpmSignature Parse(byte[] bytes)
    {
        var reader = new TpmReader(bytes, "the signature");
        ushort scheme = reader.U16(), hash = reader.U16();
        byte[] signature = scheme switch
        {
            TpmConstants.RsaSsa or TpmConstants.RsaPss => reader.Sized(),
            TpmConstants.EcDsa => [.. Padded(reader.Sized()), .. Padded(reader.Sized())],
            _ => throw new TpmFormatException($"the signature: scheme {scheme:x4} is none of RSASSA, RSAPSS and ECDSA"),
        };
        reader.End();
        return new TpmSignature(scheme, hash, signature);
    }

    /// <summary>A TPM may leave leading zeros away.</summary>
    internal static byte[] Padded(byte[] number)
    {
        ReadOnlySpan<byte> digits = number.AsSpan().TrimStart((byte)0);
        if (digits.Length > Coordinate)
        {
            throw new TpmFormatException($"the signature: a number of {digits.Length} bytes is not of P-256");
        }

        byte[] padded = new byte[Coordinate];
        digits.CopyTo(padded.AsSpan(Coordinate - digits.Length));
        return padded;
    }
}
