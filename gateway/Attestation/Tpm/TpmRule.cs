namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>A rule that a quote can break.</summary>
public enum TpmRule
{
    /// <summary>Quote, signature and keys are the structures that they should be.</summary>
    Form,

    /// <summary>The key that signed is a restricted signing key that was made in its TPM and can't leave it.</summary>
    KeyAttributes,

    /// <summary>It is the key that a TPM with the endorsement key has proven to hold.</summary>
    KeyBinding,

    /// <summary>The signature is of the key's own scheme and hash, SHA-256.</summary>
    Scheme,

    /// <summary>The signature is over the quote's bytes as they came.</summary>
    Signature,

    /// <summary>It begins with TPM_GENERATED_VALUE: only a TPM signs that.</summary>
    Magic,

    /// <summary>It is a quote, not another kind of attestation.</summary>
    Type,

    /// <summary>The nonce was issued.</summary>
    NonceUnknown,

    /// <summary>The nonce was issued for this TPM.</summary>
    NonceOfAnother,

    /// <summary>A nonce is used once.</summary>
    NonceUsed,

    /// <summary>A nonce expires.</summary>
    NonceExpired,

    /// <summary>Exactly the registers that were asked for, of the bank that was asked for.</summary>
    PcrSelection,

    /// <summary>The digest is that of the values that came with it.</summary>
    PcrDigest,

    /// <summary>A register's value is a reference value.</summary>
    PcrOther,

    /// <summary>The TPM's clock has not been set back (safe = 1).</summary>
    ClockUnsafe,

    /// <summary>Resets, and restarts within one, never fall.</summary>
    ResetFell,

    /// <summary>The clock does not fall.</summary>
    ClockFell,

    /// <summary>The event log is one.</summary>
    EventLogForm,

    /// <summary>Played through, the event log gives the registers' values.</summary>
    EventLogOther,

    /// <summary>The TPM's firmware is one that is allowed.</summary>
    FirmwareOther,
}
