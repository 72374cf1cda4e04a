namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>What a TPM says and signs about its registers (TPMS_ATTEST of a quote; TPM 2.0 part 2, section 10.12.12).</summary>
public sealed record TpmQuote
{
    /// <summary>TPM_GENERATED_VALUE, or it was not made by a TPM.</summary>
    public required uint Magic { get; init; }

    /// <summary>What kind of attestation it is.</summary>
    public required ushort Type { get; init; }

    /// <summary>Qualified name of the key that signed.</summary>
    public required byte[] QualifiedSigner { get; init; }

    /// <summary>The nonce.</summary>
    public required byte[] ExtraData { get; init; }

    /// <summary>Milliseconds that the TPM has been powered, ever.</summary>
    public required ulong Clock { get; init; }

    /// <summary>TPM resets, ever.</summary>
    public required uint ResetCount { get; init; }

    /// <summary>Restarts and resumes since the last reset.</summary>
    public required uint RestartCount { get; init; }

    /// <summary>No value of the clock higher than this one was reported before.</summary>
    public required bool Safe { get; init; }

    /// <summary>The TPM's own firmware.</summary>
    public required ulong FirmwareVersion { get; init; }

    /// <summary>The registers that were quoted.</summary>
    public required IReadOnlyList<PcrSelection> Selections { get; init; }

    /// <summary>Hash of their values one behind the other.</summary>
    public required byte[] PcrDigest { get; init; }

    /// <summary>Takes a structure apart; the magic and the type are not judged, but where the type is another nothing behind the common part is read.</summary>
    /// <exception cref="TpmFormatException">It is none.</exception>
    public static TpmQuote Parse(byte[] bytes)
    {
        var reader = new TpmReader(bytes, "the quote");
        uint magic = reader.U32();
        ushort type = reader.U16();
        byte[] signer = reader.Sized(), extra = reader.Sized();
        ulong clock = reader.U64();
        uint reset = reader.U32(), restart = reader.U32();
        byte safe = reader.U8();
        ulong firmware = reader.U64();
        if (safe > 1)
        {
            throw new TpmFormatException($"the quote: {safe} is no yes or no");
        }

        IReadOnlyList<PcrSelection> selections = [];
        byte[] digest = [];
        if (type == TpmConstants.AttestQuote)
        {
            selections = PcrSelection.Read(reader);
            digest = reader.Sized();
            reader.End();
        }

        return new TpmQuote
        {
            Magic = magic, Type = type, QualifiedSigner = signer, ExtraData = extra, Clock = clock, ResetCount = reset, RestartCount = restart, Safe = safe == 1, FirmwareVersion = firmware,
            Selections = selections, PcrDigest = digest,
        };
    }
}
