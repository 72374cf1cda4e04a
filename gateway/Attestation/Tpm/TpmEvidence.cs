namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>What a machine sends: nothing of it is believed before it is verified.</summary>
public sealed record TpmEvidence
{
    /// <summary>TPMS_ATTEST, as the TPM gave it.</summary>
    public required byte[] Quote { get; init; }

    /// <summary>TPMT_SIGNATURE.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>TPM2B_PUBLIC of the key that signed.</summary>
    public required byte[] Key { get; init; }

    /// <summary>The quoted registers' values, in the order of the selection.</summary>
    public required IReadOnlyList<byte[]> Values { get; init; }

    /// <summary><c>binary_bios_measurements</c>; null: none.</summary>
    public byte[]? EventLog { get; init; }
}
