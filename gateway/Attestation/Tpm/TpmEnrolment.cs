namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>What is known of a TPM that is to quote.</summary>
public sealed record TpmEnrolment
{
    /// <summary>The machine that it is in: nonces are issued to it.</summary>
    public required string Machine { get; init; }

    /// <summary>Name of the attestation key that this TPM has proven to hold beside its endorsement key (<see cref="TpmCredential"/>).</summary>
    public required byte[] KeyName { get; init; }

    /// <summary>The registers that are asked for.</summary>
    public required PcrSelection Pcrs { get; init; }

    /// <summary>Values that a register may have; one that is not named is not compared.</summary>
    public IReadOnlyDictionary<int, IReadOnlyCollection<byte[]>>? References { get; init; }

    /// <summary>The TPM's firmware versions that are allowed; null: not compared.</summary>
    public IReadOnlyCollection<ulong>? Firmware { get; init; }

    /// <summary>An event log must come with the quote.</summary>
    public bool WantsEventLog { get; init; }
}
